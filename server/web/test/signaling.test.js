import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asProblem, parseIceServers, parseProblem, parseRetryAfter, Problem, Session } from '../pages/assets/signaling.js';

test('should show the sentence of a problem document', () => {
    const problem = parseProblem(
        406,
        'application/problem+json; charset=utf-8',
        JSON.stringify({ title: 'No usable video codec', detail: 'This stream is H264; this browser decodes VP8 and VP9.' }),
    );
    assert.equal(problem.status, 406);
    assert.equal(problem.title, 'No usable video codec');
    assert.equal(problem.detail, 'This stream is H264; this browser decodes VP8 and VP9.');
});

test('should have a sentence of its own for what proxies send', () => {
    assert.equal(parseProblem(502, 'text/html', '<h1>Bad gateway</h1>').detail, 'The server behind the proxy does not answer.');
    assert.equal(parseProblem(418, '', '').detail, 'The server answered with status 418.');
    assert.equal(parseProblem(409, 'application/problem+json', '{ not json').detail.startsWith('Someone else is live'), true);
    assert.equal(parseProblem(403, 'application/problem+json', '{"detail": 7}').detail.startsWith('This publish key'), true);
    assert.equal(parseProblem(503, 'application/json', '{"title": "Draining"}').detail, 'Draining');
});

test('should read Retry-After in both forms, bounded', () => {
    assert.equal(parseRetryAfter('3', 0), 3_000);
    assert.equal(parseRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 4_000), 6_000);
    assert.equal(parseRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 60_000), 0);
    assert.equal(parseRetryAfter('86400', 0), 600_000);
    assert.equal(parseRetryAfter('soon', 0), undefined);
    assert.equal(parseRetryAfter(null, 0), undefined);
});

test('should read ICE servers and leave other links alone', () => {
    assert.deepEqual(
        parseIceServers(
            '<stun:stun.example.net>; rel="ice-server", </next>; rel="next", ' +
                '<turn:turn.example.net?transport=udp>; rel="ice-server"; username="us,er"; credential="pa\\"ss"; credential-type="password"',
        ),
        [
            { urls: 'stun:stun.example.net' },
            { urls: 'turn:turn.example.net?transport=udp', username: 'us,er', credential: 'pa"ss' },
        ],
    );
    assert.deepEqual(parseIceServers(null), []);
});

test('should tell an unreachable server from a silent one, and neither from a fault of ours', async () => {
    const failing = (/** @type {Error} */ error) => Session.open({ endpoint: 'http://host.example/', offer: '', fetch: () => Promise.reject(error) });
    await assert.rejects(failing(new TypeError('Failed to fetch')), { detail: 'The server cannot be reached.' });
    await assert.rejects(failing(new DOMException('', 'TimeoutError')), { detail: 'The server does not answer.' });
    assert.equal(asProblem(new TypeError('x is not a function')).detail, 'x is not a function');
    const problem = new Problem(404, 'a', 'b');
    assert.equal(asProblem(problem), problem);
});

/** @param {((url: string, init: any) => Response)[]} answers */
function server(...answers) {
    /** @type {{ url: string, method: string, headers: Record<string, string>, body: string }[]} */
    const requests = [];
    const fetch = async (/** @type {any} */ url, /** @type {any} */ init) => {
        requests.push({ url: String(url), ...init });
        const answer = answers.shift();
        assert.ok(answer, 'one request too many');
        return answer(String(url), init);
    };
    return { requests, fetch };
}

const created = () =>
    new Response('answer', { status: 201, headers: { Location: '/whip/game/abc', ETag: '"tag1"', 'Content-Type': 'application/sdp' } });

test('should post the offer with the key and resolve the Location', async () => {
    const { requests, fetch } = server(created);
    const session = await Session.open({ endpoint: 'http://host.example/whip/game', offer: 'offer', key: 'secret', fetch });
    assert.equal(requests[0].method, 'POST');
    assert.equal(requests[0].headers['Content-Type'], 'application/sdp');
    assert.equal(requests[0].headers.Authorization, 'Bearer secret');
    assert.equal(session.location, 'http://host.example/whip/game/abc');
    assert.equal(session.answer, 'answer');
});

test('should bring the key to the node that it was sent to, and to no other', async () => {
    const elsewhere = () => {
        const response = new Response('', { status: 401 });
        Object.defineProperties(response, { redirected: { value: true }, url: { value: 'http://other.example/whip/game' } });
        return response;
    };
    const { requests, fetch } = server(elsewhere, created);
    const session = await Session.open({ endpoint: 'http://host.example/whip/game', offer: 'offer', key: 'secret', fetch });
    assert.deepEqual([requests[1].url, requests[1].headers.Authorization, requests[1].body], ['http://other.example/whip/game', 'Bearer secret', 'offer']);
    assert.equal(session.answer, 'answer');
    const refusing = server(elsewhere, elsewhere);
    await assert.rejects(Session.open({ endpoint: 'http://host.example/whip/game', offer: '', key: 'wrong', fetch: refusing.fetch }), { status: 401 });
    const here = server(() => new Response('', { status: 401 }));
    await assert.rejects(Session.open({ endpoint: 'http://host.example/whip/game', offer: '', key: 'wrong', fetch: here.fetch }), { status: 401 });
});

test('should not send a key that no header can carry', async () => {
    const { fetch } = server();
    await assert.rejects(Session.open({ endpoint: 'http://host.example/', offer: '', key: 'two words', fetch }), { status: 401 });
});

test('should restart with a star, with the entity tag where the server insists, and keep the new tag', async () => {
    const { requests, fetch } = server(
        created,
        () => new Response('', { status: 412 }),
        () => new Response('fragment', { status: 200, headers: { ETag: '"tag2"' } }),
    );
    const session = await Session.open({ endpoint: 'http://host.example/whip/game', offer: 'offer', fetch });
    assert.equal(await session.restartIce('a=ice-ufrag:x\r\n'), 'fragment');
    assert.deepEqual(requests.slice(1).map((request) => request.headers['If-Match']), ['*', '"tag1"']);
    assert.equal(requests[1].headers['Content-Type'], 'application/trickle-ice-sdpfrag');
    assert.equal(session.entityTag, '"tag2"');
});

test('should end a session with a DELETE that outlives the page', async () => {
    const { requests, fetch } = server(created, () => new Response(null, { status: 200 }));
    const session = await Session.open({ endpoint: 'http://host.example/whip/game', offer: 'offer', key: 'secret', fetch });
    session.close();
    assert.deepEqual(
        [requests[1].method, requests[1].url, /** @type {any} */ (requests[1]).keepalive, requests[1].headers.Authorization],
        ['DELETE', 'http://host.example/whip/game/abc', true, 'Bearer secret'],
    );
});
