// A viewer, or a publisher, whose network changes, Wi-Fi to mobile: the page goes on at the new address with the session that it has. That browser, and the test,
// are in a namespace with two links to the server's; one is taken down.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromiumIn, launchChromium, openClient, servePage } from './harness/browsers.mjs';
import { isInside, mayMakeNamespaces, runInside } from './harness/network.mjs';
import { rig } from './harness/rig.mjs';
import { KEY, startServer } from './harness/server.mjs';
import { observe, until } from './harness/wait.mjs';

/**
 * The goal is 1 s; a busy machine takes longer, so only TREECAST_STRICT_LATENCY=1 holds it to that. Firefox, which finds itself without any network,
 * may break its connections off for good.
 */
const LIMIT_MS = process.env.TREECAST_STRICT_LATENCY === '1' ? 1_000 : 3_000;
const LIMIT_WITHOUT_NETWORK_MS = { chromium: LIMIT_MS, firefox: 20_000 };
const SERVER = '10.78.0.1';
const STREAM = 'moving';
const LINKS = { wifi: '10.78.1', mobile: '10.78.2' };

/** Notes what a page asks of its session, and when its pictures come. Runs before the page's own scripts. */
const watchPage = () => {
    const told = { requests: [], longestMs: 0, frames: 0, frameAt: undefined };
    globalThis.told = told;
    const { fetch } = globalThis;
    globalThis.fetch = async (url, init) => {
        const request = { method: init?.method ?? 'GET', url: String(url), at: performance.now() };
        if (/\/wh[ei]p\//.test(request.url)) told.requests.push(request);
        const response = await fetch(url, init);
        Object.assign(request, { status: response.status, answeredAt: performance.now() });
        return response;
    };
    document.addEventListener('DOMContentLoaded', () => {
        const video = document.querySelector('#video');
        if (!video) return;
        const shown = () => {
            const at = performance.now();
            told.longestMs = Math.max(told.longestMs, at - (told.frameAt ?? at));
            told.frameAt = at;
            told.frames++;
            video.requestVideoFrameCallback(shown);
        };
        video.requestVideoFrameCallback(shown);
    });
};

/** The path that is in use, and from how many addresses the browser tried. */
const path = async () => {
    const { player, publisher } = treecast;
    const all = [...(await (player ?? publisher).peer.getStats()).values()];
    const transport = all.find(({ type }) => type === 'transport');
    const selected = all.find(({ id, type, nominated, state }) => (transport?.selectedCandidatePairId
        ? id === transport.selectedCandidatePairId : type === 'candidate-pair' && nominated && state === 'succeeded'));
    const local = all.find(({ id }) => id === selected?.localCandidateId);
    return `${local?.address}:${local?.port} of ${all.filter(({ type }) => type === 'local-candidate').length}`;
};

if (isInside()) {
    inTheViewersNetwork();
} else {
    const skip = !mayMakeNamespaces() && 'this user may make no network namespaces';
    test('viewers go on when their network changes', { skip, timeout: 600_000 }, async (t) => {
        const lines = [];
        const status = await runInside(fileURLToPath(import.meta.url), (line) => { lines.push(line); t.diagnostic(line); });
        assert.equal(status, 0, lines.slice(-60).join('\n'));
    });
}

function inTheViewersNetwork() {
    const space = `treecast-reach-${process.pid}`;
    const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const stage = rig({ server: false, firefox: true });
    let server;
    let elsewhere;
    let publishing;
    let page;

    /** The route over the second link is there as well, but dearer: as a phone prefers Wi-Fi. */
    const up = (link) => {
        ip('link', 'set', link, 'up');
        ip('route', 'replace', 'default', 'via', `${LINKS[link]}.1`, 'dev', link, 'metric', link === 'wifi' ? '100' : '200');
    };
    const down = (link) => ip('link', 'set', link, 'down');

    before(async () => {
        ip('link', 'set', 'lo', 'up');
        ip('netns', 'add', space);
        ip('-n', space, 'link', 'set', 'lo', 'up');
        ip('-n', space, 'addr', 'add', `${SERVER}/32`, 'dev', 'lo');
        for (const [link, net] of Object.entries(LINKS)) {
            ip('link', 'add', link, 'type', 'veth', 'peer', 'name', link, 'netns', space);
            ip('-n', space, 'addr', 'add', `${net}.1/24`, 'dev', link);
            ip('-n', space, 'link', 'set', link, 'up');
            ip('addr', 'add', `${net}.2/24`, 'dev', link);
            up(link);
        }
        server = await startServer({ httpHost: SERVER, mediaHost: SERVER, mediaPort: 40_000, through: ['ip', 'netns', 'exec', space] });
        // A publisher that makes keyframes when asked, in the server's network.
        elsewhere = chromiumIn(space);
        publishing = await launchChromium({ executable: elsewhere.executable });
        page = await servePage(`${LINKS.wifi}.2`);
        const publisher = await openClient(publishing, page.url);
        await publisher.client('publish', server.whip(STREAM), { key: KEY, mimeType: 'video/VP8' });
        await until('the stream is live', async () => (await server.stream(STREAM))?.live);
    }, { timeout: 240_000 });
    after(async () => {
        await publishing?.close();
        elsewhere?.remove();
        await page?.close();
        await server?.stop();
        ip('netns', 'del', space);
    }, { timeout: 60_000 });

    for (const ahead of [true, false]) {
        test(`chromium publishes, ${ahead ? 'both networks are there' : 'the other network comes up 300 ms later'}`, { timeout: 240_000 }, async (t) => {
            const stream = `moving-publisher-${ahead}`;
            up('wifi');
            if (ahead) up('mobile');
            else down('mobile');
            const studio = await stage.chromium.browser.newPage();
            const audience = await openClient(publishing, page.url);
            try {
                await studio.evaluateOnNewDocument(watchPage);
                await until('the page is there', () => studio.goto(`${server.origin}/studio`));
                await studio.bringToFront();
                await studio.evaluate(async (endpoint, key) => {
                    const { capture } = await import('/assets/capture.js');
                    const { WhipPublisher } = await import('/assets/whip.js');
                    const { media, resume } = await capture({ source: 'pattern', sound: true, camera: '', microphone: '', height: 360, fps: 30 });
                    void resume();
                    treecast.publisher = new WhipPublisher({ endpoint, key, media, codec: 'VP8', maxBitrateBps: 800_000 });
                    treecast.publisher.start();
                }, `/whip/${stream}`, KEY);
                await until('the stream is live', async () => (await server.stream(stream))?.live);
                await audience.bringToFront();
                const viewer = await audience.client('watch', server.whep(stream));
                await until('the picture moves', async () => (await audience.client('seen', viewer)).frames > 60);
                await audience.client('gap', viewer);
                await observe(1_000, async () => 0);
                const usualMs = (await audience.client('gap', viewer)).gapMs;
                const pathBefore = await studio.evaluate(path);
                const { frames } = await audience.client('seen', viewer);
                const downAt = await studio.evaluate(() => performance.now());
                down('wifi');
                if (!ahead) {
                    await observe(300, async () => 0, 50);
                    up('mobile');
                }
                await until('the picture moves on', async () => (await studio.evaluate(() => performance.now())) > downAt + 2_000
                    && (await audience.client('seen', viewer)).frames > frames + 60);
                const { gapMs } = await audience.client('gap', viewer);
                const { requests } = await studio.evaluate(() => told);
                t.diagnostic(`longest time between two pictures ${Math.round(gapMs)} ms, ${Math.round(usualMs)} ms before; ${pathBefore} → ${
                    await studio.evaluate(path)}; ${requests.filter(({ at }) => at > downAt).map(({ method, status, at, answeredAt }) =>
                        `${method} ${status} ${Math.round(at - downAt)}–${Math.round(answeredAt - downAt)} ms`).join(', ')}`);
                assert.equal(requests.filter(({ method }) => method === 'POST').length, 1, 'the session is the one it was');
                assert.ok(gapMs <= LIMIT_MS, `no picture for ${gapMs} ms`);
                await studio.evaluate(() => treecast.publisher.stop());
            } finally {
                await Promise.all([studio.close(), audience.close()]);
                up('wifi');
                up('mobile');
            }
        });
    }

    for (const browser of ['chromium', 'firefox']) {
        for (const [how, ahead] of [['both networks are there', true], ['the other network comes up 300 ms later', false]]) {
            test(`${browser}, ${how}`, { timeout: 240_000 }, async (t) => {
                up('wifi');
                if (ahead) up('mobile');
                else down('mobile');
                const viewer = await stage[browser].browser.newPage();
                try {
                    await viewer.evaluateOnNewDocument(watchPage);
                    // A browser that has just noticed that a network came up breaks off what it loads.
                    await until('the page is there', () => viewer.goto(`${server.origin}/watch/${STREAM}`));
                    await viewer.bringToFront();
                    await until('the picture moves', async () => (await viewer.evaluate(() => told.frames)) > 60);
                    await viewer.evaluate(() => { told.longestMs = 0; });
                    const before = await viewer.evaluate(() => told.frames);
                    await observe(1_000, async () => 0);
                    const usualMs = await viewer.evaluate(() => told.longestMs);
                    const pathBefore = await viewer.evaluate(path);
                    const downAt = await viewer.evaluate(() => performance.now());
                    down('wifi');
                    if (!ahead) {
                        await observe(300, async () => 0, 50);
                        up('mobile');
                    }
                    await until('the picture moves on', async () => (await viewer.evaluate((at) => told.frameAt > at + 2_000 && told.frames, downAt)) > before + 60);
                    const { longestMs, requests } = await viewer.evaluate(() => told);
                    t.diagnostic(`longest time between two pictures ${Math.round(longestMs)} ms, ${Math.round(usualMs)} ms before; ${pathBefore} → ${
                        await viewer.evaluate(path)}; ${requests.filter(({ at }) => at > downAt).map(({ method, status, at, answeredAt }) =>
                            `${method} ${status} ${Math.round(at - downAt)}–${Math.round(answeredAt - downAt)} ms`).join(', ')}`);
                    if (ahead || browser === 'chromium') {
                        assert.equal(requests.filter(({ method }) => method === 'POST').length, 1, 'the session is the one it was');
                    }
                    assert.ok(longestMs <= (ahead ? LIMIT_MS : LIMIT_WITHOUT_NETWORK_MS[browser]), `no picture for ${longestMs} ms`);
                } finally {
                    await viewer.close();
                    up('wifi');
                    up('mobile');
                }
            });
        }
    }
}
