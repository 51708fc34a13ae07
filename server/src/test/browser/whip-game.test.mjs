// A game in the page that publishes the stream, over the data channels of its WHIP connection, and a viewer over those of WHEP.
import assert from 'node:assert/strict';
import test from 'node:test';
import { rig } from './harness/rig.mjs';
import { KEY } from './harness/server.mjs';
import { until } from './harness/wait.mjs';

const STREAM = 'whip-game';
const stage = rig();
const timeout = 180_000;

let publisher;
let watch;
let sending;
const play = (name, ...args) => publisher.evaluate(async (f, a) => (await import('/game.js'))[f](...a), name, args);
const heard = () => play('heard');

test('a game says hello, declares its show and goes ready over the connection that publishes', { timeout }, async () => {
    publisher = await stage.open();
    sending = await play('play', stage.server.origin, STREAM, KEY);
    await until('the stream is live', async () => (await stage.server.stream(STREAM))?.live);
    assert.deepEqual(await heard(), { presses: 0, bought: [], closed: [], connected: true, epoch: 1 });
});

test('a viewer\'s press, stick and purchase arrive there', { timeout }, async () => {
    watch = await stage.chromium.browser.newPage();
    await watch.goto(`${stage.server.origin}/watch/${STREAM}`);
    await watch.waitForSelector('[data-control="jump"]', { visible: true });
    await watch.waitForFunction(() => document.querySelector('#show').dataset.live === 'true');
    assert.equal(await watch.$eval('#show', (panel) => panel.dataset.carrier), 'channels');
    await press(1);
    await watch.evaluate(() => window.treecast.viewer.move('drone', 0.5, -1));
    await until('the stick arrives', async () => {
        const { steered } = await heard();
        return steered && Math.abs(steered.x - 0.5) < 0.001 && steered.y === -1;
    });
    await watch.evaluate(() => window.treecast.viewer.move('drone', 0, 0));
    await watch.click('[data-control="heal"]');
    await watch.waitForFunction(() => /900 credits/.test(document.querySelector('#show-balance').innerText));
    assert.equal((await heard()).bought.length, 1);
    await play('world', { level: 7 });
    await watch.waitForFunction(() => document.querySelector('[data-world="level"] strong')?.innerText === '7');
});

test('when the publisher comes back, the show goes on', { timeout }, async () => {
    await publisher.client('end', sending);
    await until('the game is told', async () => (await heard()).closed.length === 1);
    assert.deepEqual((await heard()).closed, [false]);
    sending = await play('playOn', stage.server.origin, STREAM, KEY);
    await until('the game is connected', async () => (await heard()).connected);
    assert.equal((await heard()).epoch, 2);
    await watch.waitForFunction(() => document.querySelector('#show').dataset.live === 'true' && window.treecast.viewer.live);
    await press(2);
    await publisher.client('end', sending);
});

async function press(total) {
    await watch.click('button[data-control="jump"]', { delay: 50 });
    await until('the game hears the press', async () => (await heard()).presses === total);
}
