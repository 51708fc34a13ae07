// The interaction over a WebRTC stack that shares no code with the browsers: aiortc's own SCTP, and messages that a script makes by itself.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { WebSocket } from 'ws';
import { Show } from '../../../../interaction/sdk-js/src/game.js';
import { hasAiortc, startAiortc, startAiortcViewer } from './harness/aiortc.mjs';
import { rig } from './harness/rig.mjs';
import { KEY } from './harness/server.mjs';
import { until } from './harness/wait.mjs';

const STREAM = 'aiortc-arena';
const stage = rig({ chromium: false });
const skip = !hasAiortc() && 'python3-aiortc is not installed';
let show;

after(() => show?.close());

test('aiortc watches, is welcomed, presses, votes, and gets the tally and the result', { skip, timeout: 120_000 }, async (t) => {
    const heard = { presses: 0, releases: 0, results: [] };
    show = await Show.connect(`${stage.server.origin}/${STREAM}`, KEY, { WebSocket });
    show.button('jump').onPress((tick) => {
        heard.presses += tick.presses;
        heard.releases += tick.releases;
    });
    show.poll('weapon', 'Sword', 'Bow', 'Hammer').onResult((result) => heard.results.push(result));
    await show.ready();

    const publisher = startAiortc('publish', stage.server.whip(STREAM), KEY);
    let viewer;
    try {
        await until('the stream is live', async () => publisher.report() && (await stage.server.stream(STREAM))?.live);
        viewer = startAiortcViewer(stage.server.whep(STREAM), { button: 'jump', poll: 'weapon', option: 1 });
        await until('the game hears the press and the release', () => viewer.report() && heard.presses > 0 && heard.releases > 0);
        await until('the vote is counted', () => viewer.report().ballot);
        await until('the tally comes', () => viewer.report().tallies.some(({ counts }) => counts[1] === 1));
        await until('video is decoded', () => viewer.report().frames >= 30);
        await show.call('poll.close', { control: 'weapon' });
        await until('the result comes to both', () => viewer.report().result && heard.results.length === 1);

        const { welcome, snapshot, ballot, tallies, result, error, heard: types } = viewer.report();
        assert.equal(error, undefined);
        assert.deepEqual(types.slice(0, 2), ['welcome', 'snapshot']);
        assert.equal(welcome.resumed, false);
        assert.deepEqual(welcome.viewer.roles, ['viewer']);
        assert.deepEqual(Object.keys(snapshot.controls), ['jump', 'weapon']);
        assert.deepEqual(ballot, { type: 'ballot', control: 'weapon', round: 1, option: 1, counted: true });
        assert.deepEqual(tallies.at(-1), { control: snapshot.controls.weapon.number, round: 1, counts: [0, 1, 0] });
        assert.deepEqual(result.counts, [0, 1, 0]);
        assert.equal(heard.results[0].winner, 'Bow');
        assert.deepEqual([heard.presses, heard.releases], [1, 1], 'three copies count once');
        t.diagnostic(`${viewer.report().frames} frames, ${types.length} messages`);
        assert.equal(await viewer.stop(), 0, viewer.errors());
    } finally {
        await viewer?.stop();
        await publisher.stop();
    }
});
