// Run by firefox.test.mjs inside a network namespace whose one address is TREECAST_MEDIA_HOST.
import assert from 'node:assert/strict';
import test from 'node:test';
import { WebSocket } from 'ws';
import { Show } from '../../../../interaction/sdk-js/src/game.js';
import { rig } from './harness/rig.mjs';
import { KEY } from './harness/server.mjs';
import { MISREADS_MAX, until } from './harness/wait.mjs';

const mediaHost = process.env.TREECAST_MEDIA_HOST;
const withoutServer = Boolean(process.env.TREECAST_WITHOUT_SERVER); // tries the instruments alone
const stage = rig({ firefox: true, server: withoutServer ? false : { mediaHost } });

test('Firefox reads the clock over a direct connection', { timeout: 180_000 }, async () => {
    const page = await stage.open(stage.firefox);
    const id = await page.client('direct', { audio: true });
    await until('the picture moves', async () => (await page.client('seen', id)).frames > 30);
    const seen = await page.client('seen', id);
    assert.ok(seen.misreads <= seen.frames * MISREADS_MAX, `${seen.misreads} of ${seen.frames} misread`);
    await page.client('end', id);
    await page.close();
});

for (const [from, to] of [['firefox', 'chromium'], ['chromium', 'firefox']]) {
    test(`${from} publishes VP8, ${to} watches`, { timeout: 180_000, skip: withoutServer && 'without a server' }, async (t) => {
        const [publisher, viewer] = await Promise.all([stage.open(stage[from]), stage.open(stage[to])]);
        try {
            const sending = await publisher.client('publish', stage.server.whip(from), { key: 'test' });
            await until('the stream is live', async () => (await stage.server.stream(from))?.live);
            const watching = await viewer.client('watch', stage.server.whep(from));
            await until('the picture moves', async () => (await viewer.client('seen', watching)).frames >= 60);
            await until('sound comes through', async () => (await viewer.client('statistics', watching)).audioPackets >= 50);
            const seen = await viewer.client('seen', watching);
            const statistics = await viewer.client('statistics', watching);
            assert.ok(seen.misreads <= seen.frames * MISREADS_MAX, `${seen.misreads} of ${seen.frames} pictures misread, at ${seen.misreadAt}`);
            assert.ok(seen.pictureAgeMs < 3_000, `the picture is ${seen.pictureAgeMs} ms old`);
            assert.equal(statistics.videoCodec, 'video/VP8');
            t.diagnostic(`joined in ${Math.round(seen.joinMs)} ms, ${statistics.framesDecoded} frames, ${statistics.audioPackets} audio packets`);
            await viewer.client('end', watching);
            await publisher.client('end', sending);
        } finally {
            await Promise.all([publisher.close(), viewer.close()]);
        }
    });
}

test('Firefox votes and presses over data channels', { timeout: 180_000, skip: withoutServer && 'without a server' }, async () => {
    const stream = 'arena';
    const publisher = await stage.open(stage.chromium);
    await publisher.client('publish', stage.server.whip(stream), { key: KEY, mimeType: 'video/VP8' });
    await until('the stream is live', async () => (await stage.server.stream(stream))?.live);
    let presses = 0;
    const results = [];
    const show = await Show.connect(`${stage.server.origin.replace('http', 'ws')}/interact/${stream}`, KEY, { WebSocket });
    show.button('jump').onPress((tick) => { presses += tick.presses; });
    show.poll('weapon', 'Sword', 'Bow').onResult((result) => results.push(result));
    await show.ready();
    const watch = await stage.firefox.browser.newPage();
    try {
        await watch.goto(`${stage.server.origin}/watch/${stream}`);
        await watch.waitForSelector('[data-control="jump"]', { visible: true });
        await watch.waitForFunction(() => document.querySelector('#show').dataset.live === 'true');
        assert.equal(await watch.$eval('#show', (panel) => panel.dataset.carrier), 'channels');
        for (let press = 1; press <= 5; press++) {
            await watch.click('button[data-control="jump"]', { delay: 50 });
            await until('the game hears the press', () => presses === press);
        }
        await watch.click('[data-control="weapon"] [data-option="0"]');
        await watch.waitForFunction(() => document.querySelector('[data-control="weapon"] [data-option="0"]').getAttribute('aria-checked') === 'true');
        await show.call('poll.close', { control: 'weapon' });
        await until('the result comes', () => results.length === 1);
        assert.deepEqual(results[0].counts, [1, 0]);
    } finally {
        show.close();
        await Promise.all([publisher.close(), watch.close()]);
    }
});
