// Two viewers, one of them far away: where the publisher wants it they see the same picture at the same time. Measured by the clock in the picture.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import test from 'node:test';
import { delayedPath } from './harness/delay.mjs';
import { rig } from './harness/rig.mjs';
import { KEY } from './harness/server.mjs';
import { median, observe, until } from './harness/wait.mjs';

const STREAM = 'together';
const WAY_MS = 150;
/** Of so many pictures the median counts. */
const PICTURES = 90;

const stage = rig();
const CLOCK = fs.readFileSync(new URL('harness/clock.js', import.meta.url), 'utf8');

/** Our player, twice in one page, as only the page in front draws; the second one's way to the server goes over a relay. */
const openViewers = async (page, relayed) => {
    await page.evaluate(`${CLOCK.replaceAll('export ', '')}\nglobalThis.clock = { clockReader, clockNow, ageMs };`);
    await page.evaluate(async (stream, ports) => {
        const { WhepPlayer } = await import('/assets/whep.js');
        const { openChannels } = await import('/assets/sdk/carriers.js');
        treecast.player.stop();
        document.body.replaceChildren();
        globalThis.viewers = [undefined, ports].map((by) => {
            const video = document.createElement('video');
            Object.assign(video, { muted: true, playsInline: true, width: 320 });
            document.body.append(video);
            const viewer = { agesMs: [], frames: 0 };
            const read = clock.clockReader();
            const each = () => {
                const now = clock.clockNow();
                const time = read(video, video.videoWidth, video.videoHeight);
                viewer.frames++;
                if (time >= 0) viewer.agesMs.push(clock.ageMs(time, now));
                video.requestVideoFrameCallback(each);
            };
            video.requestVideoFrameCallback(each);
            const createPeer = (configuration) => {
                const peer = new RTCPeerConnection(configuration);
                const set = peer.setRemoteDescription.bind(peer);
                peer.setRemoteDescription = ({ type, sdp }) => set({ type, sdp: by
                    ? sdp.replace(/^(a=candidate:.* 127\.0\.0\.1 )(\d+)/gm, (_, start, port) => `${start}${by[port]}`) : sdp });
                return peer;
            };
            viewer.player = new WhepPlayer({ endpoint: `/whep/${stream}`, video, openChannels, createPeer, playout: 'interactive' });
            // As the page's interaction does: who says nothing on its channels is let go.
            viewer.player.addEventListener('connected', () => {
                const { ctl } = viewer.player.channels;
                const hello = () => ctl.send('{"type":"hello","version":1,"role":"viewer"}');
                if (ctl.readyState === 'open') hello();
                else ctl.addEventListener('open', hello);
            });
            viewer.player.start();
            return viewer;
        });
    }, STREAM, relayed);
};

const heldBack = (page) => page.evaluate(() => viewers.map(({ player }) => player.heldBackMs));

/** How old the pictures of both are when they are seen: the medians of the next so many. */
async function ages(page) {
    await page.evaluate(() => viewers.forEach((viewer) => { viewer.agesMs = []; }));
    await until('enough pictures were seen', async () => (await page.evaluate(() => Math.min(...viewers.map(({ agesMs }) => agesMs.length)))) >= PICTURES);
    return (await page.evaluate(() => viewers.map(({ agesMs }) => agesMs))).map(median);
}

async function metric(name) {
    const text = await (await fetch(`${stage.server.origin}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
}

test('a viewer who is near and one who is far see the same picture at the same time', { timeout: 240_000 }, async (t) => {
    const path = await delayedPath(stage.server, os.availableParallelism(), WAY_MS);
    const publisher = await stage.open();
    const page = await stage.chromium.browser.newPage();
    try {
        await publisher.bringToFront();
        await publisher.client('publish', `${stage.server.whip(STREAM)}?playout=synchronized`, { mimeType: 'video/VP8', key: KEY });
        await until('the stream is live', async () => (await stage.server.stream(STREAM))?.live);
        assert.equal((await stage.server.stream(STREAM)).playout, 'synchronized');
        await page.goto(`${stage.server.origin}/watch/${STREAM}`);
        await page.bringToFront();
        await openViewers(page, path.ports);
        await until('both play', () => page.evaluate(() => viewers.every(({ player, frames }) => player.state === 'playing' && frames > 30)));
        const before = await ages(page);
        assert.deepEqual(await heldBack(page), [undefined, undefined].map(() => null), 'each plays at once');

        await page.evaluate(() => viewers.forEach(({ player }) => player.choosePlayout('')));
        const begun = Date.now();
        await until('the near one is held back, and the far one is not', async () => {
            const [near, far] = await heldBack(page);
            return near > WAY_MS / 2 && far < near;
        });
        const told = Date.now() - begun;
        // libwebrtc changes a delay by a tenth of a second per second.
        const spread = ([near, far]) => Math.abs(far - near);
        let after;
        await until('they see it together', async () => { after = await ages(page); return spread(after) < spread(before) / 3; });
        const together = Date.now() - begun;
        await observe(2_000, async () => 0);
        after = await ages(page);
        const { sync, viewers } = await (await fetch(`${stage.server.origin}/api/streams/${STREAM}/viewers`)).json();
        t.diagnostic(JSON.stringify({
            wayMs: WAY_MS, before, after, spreadBefore: spread(before), spreadAfter: spread(after), heldBackMs: await heldBack(page),
            toldAfterMs: told, togetherAfterMs: together, server: sync, viewers: viewers.map(({ sync: each, latency }) => ({ ...each, arrivedMs: latency.totalMs })),
        }));
        assert.ok(spread(before) > WAY_MS / 2, `without: ${before} ms`);
        assert.ok(spread(after) < spread(before) / 2, `with: ${after} ms`);
        assert.equal(sync.viewers, 2);
        assert.ok(sync.targetMs > WAY_MS, `${sync.targetMs} ms`);
        assert.ok(await metric('treecast_sync_target_seconds') > WAY_MS / 1_000);
        assert.ok(await metric('treecast_sync_late_seconds_count') > 0);

        await page.evaluate(() => viewers.forEach(({ player }) => player.stop()));
    } finally {
        path.close();
        await Promise.all([publisher.close(), page.close()]);
    }
});
