// What a viewer does besides clicking, from the watch page to the game: gamepads, and texts that are bought. Without a stream,
// so over a WebSocket: the carrier makes no difference to either.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { WebSocket } from 'ws';
import { Show } from '../../../../interaction/sdk-js/src/game.js';
import { rig } from './harness/rig.mjs';
import { KEY } from './harness/server.mjs';
import { until } from './harness/wait.mjs';

const STREAM = 'inputs';
const stage = rig();
const timeout = 120_000;
const game = { presses: 0, holding: 0, left: undefined, right: undefined, bought: [], sold: [] };

let show;
let page;

after(() => show?.close());

test('a show with controls that gamepads are bound to, and texts for credits', { timeout }, async () => {
    show = await Show.connect(`${stage.server.origin}/${STREAM}`, KEY, { WebSocket });
    show.button('jump').gamepad(0).onPress((tick) => {
        game.presses += tick.presses;
        game.holding = tick.holding;
    });
    show.button('heal').gamepad(3).cost(50).onBuy(async (who, buy) => {
        game.sold.push(buy.control);
        await buy.capture();
    });
    show.joystick('drone').gamepad('left').onTick((tick) => { game.left = tick; });
    show.joystick('camera').gamepad('right').onTick((tick) => { game.right = tick; });
    show.textbox('banner').label('Banner').cost(100).lengthMax(30).onBuy(async (who, buy) => {
        game.bought.push(buy);
        if (buy.text === 'no') await buy.refund('Not on my banner.');
        else if (buy.text !== 'wait') await buy.capture();
    });
    await show.ready();
    page = await stage.chromium.browser.newPage();
    await page.evaluateOnNewDocument(() => {
        window.pads = [null, null];
        navigator.getGamepads = () => window.pads;
    });
    await page.goto(`${stage.server.origin}/watch/${STREAM}`);
    await page.waitForFunction(() => document.querySelector('#show').dataset.live === 'true', { timeout: 15_000 });
    await page.waitForSelector('[data-control="camera"]', { visible: true });
});

test('a gamepad\'s button presses and lets go', { timeout }, async () => {
    await page.evaluate(() => {
        const pad = { index: 1, id: 'scripted', mapping: 'standard', connected: true, axes: [0, 0, 0, 0], buttons: Array.from({ length: 17 }, () => ({ pressed: false, value: 0 })) };
        window.pads[1] = pad;
        window.button = (index, pressed) => { pad.buttons[index] = { pressed, value: Number(pressed) }; };
        window.axes = (...axes) => { pad.axes = axes; };
        dispatchEvent(Object.assign(new Event('gamepadconnected'), { gamepad: pad }));
    });
    await button(0, true);
    await until('it is held', () => game.holding === 1);
    assert.equal(game.presses, 1);
    assert.equal(await page.$eval('[data-control="jump"]', (element) => element.classList.contains('down')), true);
    await button(0, false);
    await until('it is let go', () => game.holding === 0);
    await button(0, true);
    await until('it is pressed again', () => game.presses === 2);
    await button(0, false);
    await until('it is let go again', () => game.holding === 0);
});

test('a gamepad\'s button buys, once a press', { timeout }, async () => {
    await button(3, true);
    await page.waitForFunction(() => /950 credits/.test(document.querySelector('#show-balance').innerText));
    await button(3, false);
    await until('the game hears of it', () => game.sold.length > 0); // over a connection of its own, so later than the page or sooner
    assert.deepEqual(game.sold, ['heal']);
});

test('its sticks steer: right and up are 1, the middle is neutral', { timeout }, async () => {
    await axes(1, 0, 0, 0);
    await until('the left stick is at the right', () => game.left?.x === 1 && game.left.y === 0);
    await axes(0, -1, 0.05, 0.05); // a stick's up is −1, the protocol's is 1; the right stick only trembles
    await until('the left stick is up', () => game.left.x === 0 && game.left.y === 1);
    assert.equal(game.right, undefined, 'the right stick was in its dead zone');
    await axes(0, 0, 0, 1);
    await until('the right stick is down', () => game.right?.y === -1);
    await until('the left stick is neutral', () => game.left.x === 0 && game.left.y === 0);
    await axes(0, 0, 0, 0);
    await until('the right stick is neutral', () => game.right.y === 0);
});

test('a gamepad that is pulled out lets go of what it held', { timeout }, async () => {
    await button(0, true);
    await axes(1, 0, 0, 0);
    await until('it holds and steers', () => game.holding === 1 && game.left.x === 1);
    await page.evaluate(() => {
        const [pad] = window.pads.splice(1, 1, null).filter(Boolean);
        dispatchEvent(Object.assign(new Event('gamepaddisconnected'), { gamepad: pad }));
    });
    await until('it has let go', () => game.holding === 0 && game.left.x === 0);
});

test('a text is bought: held, delivered with its text, captured', { timeout }, async () => {
    const say = async (text) => {
        await page.$eval('[data-control="banner"] input', (input) => input.select());
        await page.type('[data-control="banner"] input', text);
        await page.click('[data-control="banner"] button');
    };
    assert.equal(await page.$eval('[data-control="banner"] button', (send) => send.innerText), 'Send for 100 credits');
    await say('Go <b>left</b>');
    await until('the game gets the text', () => game.bought.length === 1);
    assert.equal(game.bought[0].text, 'Go <b>left</b>');
    await page.waitForFunction(() => document.querySelector('#toasts').innerText.includes('Banner: done.'));
    await page.waitForFunction(() => /850 credits/.test(document.querySelector('#show-balance').innerText));
    await page.waitForFunction(() => document.querySelector('[data-control="banner"] input').value === '');

    await say('no');
    await page.waitForFunction(() => document.querySelector('#toasts').innerText.includes('Not on my banner.'));
    await page.waitForFunction(() => /850 credits/.test(document.querySelector('#show-balance').innerText));
    assert.equal(await page.$eval('[data-control="banner"] input', (input) => input.value), 'no', 'what was refused stays to be changed');

    await say('wait');
    await page.waitForFunction(() => /750 credits/.test(document.querySelector('#show-balance').innerText));
    assert.equal(await page.$eval('[data-control="banner"] button', (send) => send.disabled), true, 'one at a time');
    await until('the game gets it', () => game.bought.length === 3);
    await game.bought[2].capture();
    await page.waitForFunction(() => document.querySelector('[data-control="banner"] input').value === '');
});

test('when the stream goes live the same viewer is on its data channels, and stays there when the publisher leaves', { timeout }, async () => {
    const name = await page.$eval('#show-me', (me) => me.innerText);
    const presses = async (carrier) => {
        await page.waitForFunction((wanted) => document.querySelector('#show').dataset.carrier === wanted && window.treecast.viewer.live, {}, carrier);
        assert.equal(await page.$eval('#show-me', (me) => me.innerText), name);
        const before = game.presses;
        await page.click('button[data-control="jump"]', { delay: 50 });
        await until('the game hears the press', () => game.presses === before + 1);
    };
    await presses('websocket');
    const publisher = await stage.open();
    const sending = await publisher.client('publish', stage.server.whip(STREAM), { key: KEY });
    await page.bringToFront();
    await presses('channels');
    await publisher.client('end', sending);
    await until('the publisher is gone', async () => !(await stage.server.stream(STREAM))?.live);
    await presses('channels');
    await Promise.all([publisher.close(), page.close()]);
});

const button = (index, pressed) => page.evaluate((i, p) => window.button(i, p), index, pressed);
const axes = (...places) => page.evaluate((all) => window.axes(...all), places);
