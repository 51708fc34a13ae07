// Interaction from end to end: a game made with the SDK in this process, and the watch page in real browsers over data channels.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { WebSocket } from 'ws';
import { Show } from '../../../../interaction/sdk-js/src/game.js';
import { rig } from './harness/rig.mjs';
import { KEY } from './harness/server.mjs';
import { until } from './harness/wait.mjs';

const STREAM = 'arena';
const TICK_MS = 50;
const PRESSES = 40;
const stage = rig();
const timeout = 180_000;
const now = () => performance.timeOrigin + performance.now();

let publisher;
let watch;
let show;
const game = { jumps: [], boosts: [], bought: [], results: [], steered: undefined };

test('a game connects to a live stream', { timeout }, async () => {
    publisher = await stage.open();
    await publisher.client('publish', stage.server.whip(STREAM), { key: KEY, mimeType: 'video/VP8' });
    await until('the stream is live', async () => (await stage.server.stream(STREAM))?.live);
    show = await Show.connect(`${stage.server.origin.replace('http', 'ws')}/interact/${STREAM}`, KEY, { WebSocket });
    show.button('jump').onPress((tick) => tick.presses > 0 && game.jumps.push({ at: now(), count: tick.presses }));
    show.button('boost').crew().onInput((input) => game.boosts.push({ at: now(), input }));
    show.poll('weapon', 'Sword', 'Bow').onResult((result) => game.results.push(result));
    show.joystick('drone').mean().key('arrows').onTick((tick) => { game.steered = tick; });
    show.button('heal').cost(100).onBuy(async (who, buy) => {
        game.bought.push(who.name);
        await buy.capture();
    });
    await show.ready();
});

after(() => show?.close());

test('the watch page draws the game\'s controls, over data channels', { timeout }, async () => {
    watch = await stage.chromium.browser.newPage();
    await watch.goto(`${stage.server.origin}/watch/${STREAM}`);
    await watch.bringToFront();
    for (const control of ['jump', 'boost', 'weapon', 'drone', 'heal']) {
        await watch.waitForSelector(`[data-control="${control}"]`, { visible: true });
    }
    assert.equal(await watch.$eval('#show', (panel) => panel.dataset.carrier), 'channels');
    await watch.waitForFunction(() => document.querySelector('#show').dataset.live === 'true');
});

test('a press reaches the game within a tick', { timeout }, async (t) => {
    const times = await presses('jump', game.jumps, TICK_MS);
    t.diagnostic(`press to game, ms: ${summary(times)}; the goal: p99 ≤ ${TICK_MS + 10}`);
    assert.equal(game.jumps.reduce((sum, jump) => sum + jump.count, 0), PRESSES, 'each press is counted once');
    // A busy machine wakes processes late; only TREECAST_STRICT_LATENCY=1 holds it to the goal.
    assert.ok(percentile(times, 0.99) <= (process.env.TREECAST_STRICT_LATENCY === '1' ? TICK_MS + 10 : 1_000));
});

test('a crew member\'s press reaches the game at once', { timeout }, async (t) => {
    const { viewers } = await show.call('viewers', {});
    await show.setCrew(viewers.map((viewer) => viewer.id));
    const times = await presses('boost', game.boosts, 0);
    t.diagnostic(`crew press to game, ms: ${summary(times)}; the goal: p99 ≤ 10`);
    assert.ok(percentile(times, 0.99) <= (process.env.TREECAST_STRICT_LATENCY === '1' ? 10 : 1_000));
    assert.ok(game.boosts.every(({ input }) => input.ageMs === undefined || input.ageMs < 5_000), 'the frame that was seen is recent');
});

test('a vote counts, a stick steers, and a purchase is paid once', { timeout }, async () => {
    await watch.click('[data-control="weapon"] [data-option="1"]');
    await watch.waitForFunction(() => document.querySelector('[data-control="weapon"] [data-option="1"]').getAttribute('aria-checked') === 'true');
    await show.call('poll.close', { control: 'weapon' });
    await until('the result comes', () => game.results.length === 1);
    assert.equal(game.results[0].winner, 'Bow');

    await watch.keyboard.down('ArrowRight');
    await until('the drone is steered', () => game.steered?.x > 0.5);
    await watch.keyboard.up('ArrowRight');
    await until('the stick is neutral again', () => game.steered?.x === 0);

    await watch.click('[data-control="heal"]');
    await watch.waitForFunction(() => /900 credits/.test(document.querySelector('#show-balance').innerText));
    assert.equal(game.bought.length, 1);
});

test('an effect runs down on the page, stands still with the game, and ends by itself', { timeout }, async () => {
    const share = () => watch.$eval('[data-effect="shield"] .bar', (bar) => Number(bar.style.getPropertyValue('--left')));
    const shield = show.effect('shield').label('Shield').lasting(4_000);
    let ended = false;
    shield.onEnd(() => { ended = true; });
    shield.start();
    await watch.waitForSelector('[data-effect="shield"][data-state="running"]', { visible: true });
    assert.match(await watch.$eval('[data-effect="shield"]', (chip) => chip.innerText), /Shield\s*[1-4] s/);
    const before = await share();
    shield.pause();
    await watch.waitForSelector('[data-effect="shield"][data-state="still"]', { visible: true });
    const still = await share();
    assert.ok(still <= before && still > 0);
    shield.resume();
    await until('the game hears that it is over', () => ended);
    await watch.waitForFunction(() => document.querySelector('[data-effect="shield"]') === null);
    assert.equal(await watch.$eval('#effects', (list) => list.hidden), true);
});

test('a reloaded page is the same viewer, and the video never stopped for any of it', { timeout }, async () => {
    const name = await watch.$eval('#show-me', (me) => me.innerText);
    await watch.reload();
    await watch.waitForSelector('[data-control="jump"]', { visible: true });
    await watch.waitForFunction((before) => document.querySelector('#show-me').innerText === before, {}, name);
    assert.equal(await watch.$eval('#show', (panel) => panel.dataset.carrier), 'channels');
    await watch.waitForFunction(() => document.querySelector('#video').getVideoPlaybackQuality().totalVideoFrames > 30);
});

/** Presses a button by its own page's clock, at times that fall anywhere in a tick; how long each took to the game, ms. */
async function presses(control, heard) {
    heard.length = 0;
    const times = [];
    for (let press = 0; press < PRESSES; press++) {
        const pressed = heard.length;
        const at = await watch.$eval(`button[data-control="${control}"]`, (button, waitMs) => new Promise((resolve) => {
            setTimeout(() => {
                const pressedAt = performance.timeOrigin + performance.now();
                button.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
                setTimeout(() => {
                    button.dispatchEvent(new KeyboardEvent('keyup', { key: 'Enter', bubbles: true }));
                    resolve(pressedAt);
                }, 30);
            }, waitMs);
        }), 200 + (press * 37) % 50);
        await until('the game hears the press', () => heard.length > pressed, { everyMs: 5 });
        times.push(heard[pressed].at - at);
        await new Promise((resolve) => { setImmediate(resolve); });
    }
    return times;
}

function percentile(values, share) {
    return values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1];
}

function summary(values) {
    return [0.5, 0.9, 0.99].map((share) => `p${share * 100} ${percentile(values, share).toFixed(1)}`).join(', ');
}
