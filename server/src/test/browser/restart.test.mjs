// ICE restart over HTTP (RFC 9725 section 4.3.3), for a viewer and a publisher: the picture goes on, on the same connection. And media over IPv6.
import assert from 'node:assert/strict';
import test from 'node:test';
import { rig } from './harness/rig.mjs';
import { until } from './harness/wait.mjs';

for (const mediaHost of ['127.0.0.1', '[::1]']) {
    test(`media at ${mediaHost}`, { timeout: 180_000 }, async (t) => {
        const stage = rig({ server: { mediaHost } });
        await t.test('ICE restarts go unnoticed', async () => {
            const { server } = stage;
            const [publisher, viewer] = await Promise.all([stage.open(), stage.open()]);
            await viewer.bringToFront();
            const sending = await publisher.client('publish', server.whip('restart'), { key: 'test' });
            await until('the stream is live', async () => (await server.stream('restart'))?.live);
            const watching = await viewer.client('watch', server.whep('restart'));
            await until('the picture moves', async () => (await viewer.client('seen', watching)).frames > 30);

            for (const [page, id] of [[viewer, watching], [publisher, sending]]) {
                assert.equal((await page.client('restartIce', id, null)).status, 428);
                assert.equal((await page.client('restartIce', id, '"stale"')).status, 412);
                const { status, entityTagBefore, entityTag } = await page.client('restartIce', id, '*');
                assert.equal(status, 200);
                assert.notEqual(entityTag, entityTagBefore);
                await until('the new ICE session is in use', async () => page.client('pairIsNew', id));
                const since = await viewer.client('now');
                await until('the picture is of now', async () => (await viewer.client('seen', watching, since)).fresh);
                // The tag of before has no say any more.
                assert.equal((await page.client('restartIce', id, entityTagBefore)).status, 412);
            }
            const seen = await viewer.client('seen', watching);
            assert.equal(seen.connectionState, 'connected');
            assert.ok(!seen.states.includes('failed') && !seen.states.includes('disconnected'), seen.states.join());
            assert.equal(await viewer.client('postCount'), 1);
        });
    });
}
