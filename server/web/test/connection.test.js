import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LiveConnection } from '../pages/assets/connection.js';

const SDP = 'v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=ice-ufrag:u\r\na=ice-pwd:p\r\n';

class FakePeer extends EventTarget {
    connectionState = 'new';
    signalingState = 'stable';
    /** @type {any} */ localDescription = null;
    /** @type {any[]} */ remoteDescriptions = [];
    transport = Object.assign(new EventTarget(), { state: 'connected' });
    closed = false;
    getTransceivers() {
        return [{ receiver: { transport: this.transport }, sender: {} }];
    }
    getConfiguration() {
        return {};
    }
    setConfiguration() {}
    /** What the path has brought; nothing is known of it while undefined. @type {number | undefined} */
    bytesReceived;
    async getStats() {
        return new Map([['pair', { type: 'candidate-pair', bytesReceived: this.bytesReceived }]]);
    }
    async createOffer() {
        return { type: 'offer', sdp: SDP };
    }
    async setLocalDescription(/** @type {any} */ description) {
        this.localDescription = description;
        this.signalingState = description.type === 'rollback' ? 'stable' : 'have-local-offer';
    }
    async setRemoteDescription(/** @type {any} */ description) {
        this.remoteDescriptions.push(description);
        this.signalingState = 'stable';
    }
    become(/** @type {string} */ state) {
        this.connectionState = state;
        this.dispatchEvent(new Event('connectionstatechange'));
    }
    close() {
        this.closed = true;
    }
}

class Patient extends LiveConnection {
    /** @override @param {any} problem */
    notYet(problem) {
        return problem.status === 404 ? 'Not yet.' : undefined;
    }
    /** @override */
    connected() {
        this.setState('playing', 'Live.');
    }
}

/** @param {import('node:test').TestContext} context @param {(request: any) => Response} answer */
function scene(context, answer) {
    context.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
    /** @type {FakePeer[]} */
    const peers = [];
    /** @type {string[]} */
    const requests = [];
    const connection = new Patient({
        endpoint: 'http://host.example/whep/game',
        random: () => 0,
        createPeer: () => /** @type {any} */ (peers[peers.push(new FakePeer()) - 1]),
        fetch: async (/** @type {any} */ url, /** @type {any} */ init) => {
            requests.push(`${init.method} ${new URL(url).pathname}`);
            return answer(init);
        },
    });
    const settle = async () => {
        for (let turn = 0; turn < 30; turn++) {
            await Promise.resolve();
            await new Promise((resolve) => setImmediate(resolve));
        }
    };
    const pass = async (/** @type {number} */ ms) => {
        context.mock.timers.tick(ms);
        await settle();
    };
    return { connection, peers, requests, settle, pass };
}

const created = () => new Response(SDP, { status: 201, headers: { Location: '/whep/game/1', ETag: '"1"' } });
const refusal = (/** @type {number} */ status, headers = {}) =>
    new Response(JSON.stringify({ title: 'No', detail: `Sentence ${status}.` }), {
        status,
        headers: { 'Content-Type': 'application/problem+json', ...headers },
    });

test('should ask again after Retry-After with the same offer until the stream is live', async (context) => {
    let isLive = false;
    const { connection, peers, requests, settle, pass } = scene(context, () => (isLive ? created() : refusal(404, { 'Retry-After': '3' })));
    connection.start();
    await settle();
    assert.deepEqual([connection.state, connection.message], ['waiting', 'Not yet.']);
    await pass(2_999);
    assert.equal(requests.length, 1);
    await pass(1);
    assert.equal(requests.length, 2);
    isLive = true;
    await pass(3_000);
    peers[0].become('connected');
    assert.equal(connection.state, 'playing');
    assert.equal(peers.length, 1);
});

test('should fail with the server\'s sentence and start anew when asked', async (context) => {
    let status = 406;
    const { connection, peers, settle } = scene(context, () => (status === 201 ? created() : refusal(status)));
    connection.start();
    await settle();
    assert.deepEqual([connection.state, connection.message], ['failed', 'Sentence 406.']);
    assert.ok(peers[0].closed);
    status = 201;
    connection.start();
    await settle();
    peers[1].become('connected');
    assert.equal(connection.state, 'playing');
});

test('should keep trying with a growing wait while the server is away', async (context) => {
    const { connection, requests, settle, pass } = scene(context, () => {
        throw new TypeError('Failed to fetch');
    });
    connection.start();
    await settle();
    assert.equal(connection.state, 'reconnecting');
    assert.equal(connection.message, 'The server cannot be reached. Trying again…');
    for (const waitMs of [500, 1_000, 2_000, 4_000, 5_000, 5_000]) {
        const before = requests.length;
        await pass(waitMs - 1);
        assert.equal(requests.length, before, `asked before ${waitMs} ms`);
        await pass(1);
        assert.equal(requests.length, before + 1);
    }
});

const restarted = () => new Response('a=ice-ufrag:n\r\na=ice-pwd:n\r\n', { status: 200, headers: { ETag: '"2"' } });

test('should restart ICE when the browser finds the path broken, and keep the connection', async (context) => {
    const { connection, peers, requests, settle, pass } = scene(context, ({ method }) => (method === 'PATCH' ? restarted() : created()));
    connection.start();
    await settle();
    peers[0].become('connected');
    peers[0].become('disconnected');
    await settle();
    assert.deepEqual(requests, ['POST /whep/game', 'PATCH /whep/game/1']);
    assert.equal(connection.state, 'reconnecting');
    assert.match(peers[0].remoteDescriptions[1].sdp, /a=ice-ufrag:n\r\n/);
    peers[0].become('connected');
    await pass(60_000);
    assert.equal(connection.state, 'playing');
    assert.equal(peers.length, 1);
});

/** A connection that is up; `listen(ms, bytes)` lets that time pass while so many bytes come each 125 ms. */
async function listening(/** @type {import('node:test').TestContext} */ context, /** @type {(request: any) => Response} */ answer) {
    const stage = scene(context, answer);
    stage.connection.start();
    await stage.settle();
    const [peer] = stage.peers;
    peer.bytesReceived = 0;
    peer.become('connected');
    const listen = async (/** @type {number} */ ms, /** @type {number} */ bytes) => {
        for (let at = 0; at < ms; at += 125) {
            peer.bytesReceived = (peer.bytesReceived ?? 0) + bytes;
            await stage.pass(125);
        }
    };
    return { ...stage, peer, listen };
}

test('should restart ICE half a second after the last byte, long before the browser notices', async (context) => {
    const { peers, requests, listen } = await listening(context, ({ method }) => (method === 'PATCH' ? restarted() : created()));
    await listen(10_000, 8);
    assert.deepEqual(requests, ['POST /whep/game'], 'reports alone are a path that works');
    await listen(375, 0);
    assert.deepEqual(requests, ['POST /whep/game']);
    await listen(125, 0);
    assert.deepEqual(requests, ['POST /whep/game', 'PATCH /whep/game/1']);
    await listen(1_000, 0);
    assert.deepEqual(requests.slice(2), ['PATCH /whep/game/1'], 'another network may be there a second later');
    await listen(60_000, 8);
    assert.equal(requests.length, 3);
    assert.equal(peers.length, 1);
});

test('should open a new session when nothing comes for as long as the server keeps one', async (context) => {
    const { peers, requests, listen } = await listening(context, ({ method }) => (method === 'PATCH' ? restarted() : created()));
    await listen(12_000, 0);
    assert.ok(requests.every((request) => !request.startsWith('DELETE')));
    await listen(2_000, 0);
    assert.equal(requests.at(-1), 'POST /whep/game');
    assert.equal(peers.length, 2);
});

test('should ask for a restart again while no answer comes', async (context) => {
    let reachable = false;
    const { peers, requests, listen } = await listening(context, ({ method }) => {
        if (method === 'PATCH' && !reachable) {
            throw new TypeError('Failed to fetch');
        }
        return method === 'PATCH' ? restarted() : created();
    });
    await listen(625, 0);
    reachable = true;
    await listen(375, 0);
    assert.deepEqual(requests, ['POST /whep/game', 'PATCH /whep/game/1', 'PATCH /whep/game/1']);
    assert.equal(peers[0].remoteDescriptions.length, 2);
});

test('should play on when only the restart does not get through', async (context) => {
    const { connection, peer, peers, listen } = await listening(context, ({ method }) => {
        if (method === 'PATCH') {
            throw new TypeError('Failed to fetch');
        }
        return created();
    });
    await listen(625, 0);
    assert.equal(peer.signalingState, 'have-local-offer');
    await listen(5_000, 1_000);
    assert.equal(peer.signalingState, 'stable');
    assert.deepEqual([connection.state, peers.length, peer.closed], ['playing', 1, false]);
});

test('should open a new session when the restart is refused or does not help', async (context) => {
    let patch = 404;
    const { connection, peers, requests, settle, pass } = scene(context, ({ method }) =>
        method !== 'PATCH' ? created() : patch === 200 ? new Response('a=ice-ufrag:n\r\na=ice-pwd:n\r\n') : refusal(patch),
    );
    connection.start();
    await settle();
    peers[0].become('connected');
    peers[0].become('failed');
    await settle();
    assert.ok(peers[0].closed);
    await pass(500);
    assert.deepEqual(requests, ['POST /whep/game', 'PATCH /whep/game/1', 'DELETE /whep/game/1', 'POST /whep/game']);
    patch = 200;
    peers[1].become('connected');
    peers[1].become('failed');
    await settle();
    await pass(5_000);
    await pass(1_000);
    assert.equal(requests.at(-1), 'POST /whep/game');
    assert.equal(peers.length, 3);
});

test('should not wait for silence when the server closes the connection', async (context) => {
    const { connection, peers, requests, settle, pass } = scene(context, created);
    connection.start();
    await settle();
    peers[0].become('connected');
    peers[0].transport.state = 'closed';
    peers[0].transport.dispatchEvent(new Event('statechange'));
    assert.equal(connection.state, 'reconnecting');
    await pass(500);
    assert.equal(requests.at(-1), 'POST /whep/game');
});

test('should say so when the server answers but no media gets through', async (context) => {
    const { connection, settle, pass } = scene(context, created);
    connection.start();
    await settle();
    await pass(10_000);
    assert.equal(connection.state, 'reconnecting');
    assert.match(connection.message, /firewall/);
});

test('should end the session on the server and then be quiet', async (context) => {
    const { connection, peers, requests, settle, pass } = scene(context, created);
    connection.start();
    await settle();
    connection.stop();
    peers[0].become('failed');
    await pass(60_000);
    assert.deepEqual(requests, ['POST /whep/game', 'DELETE /whep/game/1']);
    assert.equal(connection.state, 'stopped');
});

test('should end a session that was opened after all was stopped', async (context) => {
    const { connection, requests, settle } = scene(context, created);
    connection.start();
    for (let turn = 0; turn < 200 && requests.length === 0; turn++) {
        await Promise.resolve();
    }
    connection.stop();
    await settle();
    assert.deepEqual(requests, ['POST /whep/game', 'DELETE /whep/game/1']);
});

test('should move to another server and leave the old connection only when the new one takes over', async (context) => {
    const { connection, peers, requests, settle } = scene(context, created);
    connection.start();
    await settle();
    peers[0].become('connected');
    connection.moveTo('http://other.example/whep/game');
    await settle();
    assert.deepEqual([peers.length, peers[0].closed, connection.isMoving, connection.state], [2, false, true, 'playing']);
    connection.moveTo('http://third.example/whep/game');
    await settle();
    assert.equal(peers.length, 2, 'one move at a time');
    peers[1].become('connected');
    connection.takesOver();
    assert.deepEqual([peers[0].closed, peers[1].closed, connection.isMoving], [true, false, false]);
    assert.deepEqual(requests, ['POST /whep/game', 'POST /whep/game', 'DELETE /whep/game/1']);
});

test('should let go of both connections when it is stopped on the way to another server', async (context) => {
    const { connection, peers, settle } = scene(context, created);
    connection.start();
    await settle();
    peers[0].become('connected');
    connection.moveTo('http://other.example/whep/game');
    await settle();
    connection.stop();
    assert.deepEqual(peers.map(({ closed }) => closed), [true, true]);
});
