// The watch page's controls and the studio's interaction tab, against a show that a script plays. Screenshots: server/target/browser-screenshots.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { rig } from './harness/rig.mjs';
import { scriptedShow } from './harness/scripted-show.mjs';
import { until } from './harness/wait.mjs';

const SCREENSHOTS = fileURLToPath(new URL('../../../target/browser-screenshots/', import.meta.url));
const CONTROLS = {
    weapon: { kind: 'poll', number: 1, label: 'Next weapon', options: ['Sword', 'Bow', '<b>Spoon</b>'], round: 1, everyMs: 20_000, closesAt: (Date.now() + 3_600_000) * 1000 },
    drone: { kind: 'joystick', number: 2, label: 'Drone', deadmanMs: 300, key: 'arrows' },
    heal: { kind: 'button', number: 3, label: 'Heal', cost: 100, cooldownMs: 5_000, key: 'KeyH' },
    jump: { kind: 'button', number: 4, label: 'Jump', key: 'Space' },
    chat: { kind: 'textbox', number: 5, label: 'Shout', lengthMax: 40 },
    hint: { kind: 'label', number: 6, label: 'Level', text: 'The <i>cave</i>' },
    aim: { kind: 'pad', number: 7, label: 'Aim', layout: { large: { x: 4, y: 22, w: 16, h: 12 }, small: { x: 0, y: 0, w: 30, h: 18 } } },
    fire: { kind: 'button', number: 8, label: 'Fire', layout: { large: { x: 66, y: 28, w: 11, h: 5 }, small: { x: 6, y: 22, w: 18, h: 5 } } },
};
const stage = rig({ server: false });
const problems = [];
let show;
let page;

before(async () => {
    fs.mkdirSync(SCREENSHOTS, { recursive: true });
    show = await scriptedShow({ controls: CONTROLS, world: { hp: 40 } });
    show.answer = (message, say) => {
        if (message.type === 'ballot') {
            say({ type: 'ballot', control: message.control, round: message.round, option: message.option, counted: true });
            show.sayFrame([2, 0, 1, 1, 3, 1, 3, 0]);
        } else if (message.type === 'text') {
            say(message.text === 'rude' ? { type: 'error', id: message.id, code: 'refused', message: 'Please be kind.' } : { type: 'reply', id: message.id, result: {} });
        } else if (message.type === 'call') {
            const viewer = { id: 'v9', name: 'Loud <u>Newt</u>' };
            const result = { viewers: { viewers: [{ ...viewer, group: 'default', roles: ['viewer'] }] }, 'moderation.queue': { texts: [{ viewer, control: 'chat', text: '<script>rude</script>', reason: 'refused' }] } }[message.method];
            say({ type: 'reply', id: message.id, result: result ?? {} });
        }
    };
}, { timeout: 60_000 });
after(() => show?.close());

const timeout = 120_000;

test('the scene is drawn with names, costs and keys; markup stays text', { timeout }, async () => {
    page = await open('/watch/my-game');
    await page.waitForSelector('[data-control="heal"]', { visible: true });
    assert.deepEqual(await page.$$eval('#tray > [data-control]', (all) => all.map((one) => one.dataset.control)), ['weapon', 'drone', 'heal', 'jump', 'chat', 'hint']);
    assert.deepEqual(await page.$$eval('#board > [data-control]', (all) => all.map((one) => one.dataset.control)), ['aim', 'fire']);
    assert.match(await text('[data-control="heal"]'), /Heal\s*100 credits/);
    assert.equal(await page.$eval('[data-control="heal"] kbd', (key) => key.textContent), 'H'); // shown where there is a mouse
    assert.match(await text('[data-control="hint"]'), /The <i>cave<\/i>/);
    assert.match(await text('[data-option="2"]'), /<b>Spoon<\/b>/);
    assert.match(await text('#show-balance'), /500 credits/);
    assert.match(await text('[data-world="hp"]'), /hp\s*40/);
    assert.equal(await page.$('#show b, #show i'), null);
    await shoot('controls-desktop');
});

test('a vote shows bars, the share and one\'s own choice', { timeout }, async () => {
    await page.click('[data-control="weapon"] [data-option="1"]');
    await page.waitForFunction(() => document.querySelector('[data-control="weapon"] [data-option="1"]').getAttribute('aria-checked') === 'true');
    await page.waitForFunction(() => /75 %/.test(document.querySelector('[data-control="weapon"] [data-option="1"]').innerText));
    assert.equal(show.heard('ballot')[0].option, 1);
    assert.match(await text('[data-control="weapon"]'), /4 votes/);
});

test('the joystick follows the mouse, and is neutral when it is let go', { timeout }, async () => {
    const surface = await page.$('[data-control="drone"] .surface');
    const box = await surface.boundingBox();
    show.frames.length = 0;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 2, box.y + box.height / 2, { steps: 8 });
    await until('it is all the way right', () => moves(2).some(({ x }) => x > 0.95));
    await shoot('controls-dragged');
    await page.mouse.up();
    await until('it is neutral, three times', () => moves(2).slice(-3).filter(({ x, y }) => x === 0 && y === 0).length === 3);
});

test('arrow keys steer without the focus, and the space bar jumps instead of pausing', { timeout }, async () => {
    await page.click('[data-control="weapon"] [data-option="1"]'); // it has the focus now, and does not keep the arrows
    show.frames.length = 0;
    await page.keyboard.down('ArrowUp');
    await until('it goes up', () => moves(2).some(({ y }) => y > 0.95));
    await page.keyboard.up('ArrowUp');
    await until('it is neutral', () => moves(2).at(-1).y === 0);
    await page.keyboard.press('Space');
    await until('pressed and let go', () => [1, 2].every((action) => actions(4).filter((one) => one === action).length === 3));
});

test('a purchase: wait, then done, with the balance and the cooldown shown', { timeout }, async () => {
    await page.click('[data-control="heal"]');
    await until('the intent', () => show.heard('intent').length === 1);
    const [{ key }] = show.heard('intent');
    show.say({ type: 'hold', key, purchase: 'p1', control: 'heal', cost: 100, balance: 400, expiresAt: 0 });
    await page.waitForFunction(() => document.querySelector('[data-control="heal"]').dataset.state === 'pending');
    show.say({ type: 'cooldown', control: 'heal', readyAt: (Date.now() + 60_000) * 1000 });
    show.say({ type: 'capture', key, purchase: 'p1', balance: 400 });
    await page.waitForFunction(() => document.querySelector('[data-control="heal"]').dataset.state === 'cooling');
    await page.waitForFunction(() => /400 credits/.test(document.querySelector('#show-balance').innerText));
    await page.waitForFunction(() => /Heal: done\./.test(document.querySelector('#toasts').innerText));
    await shoot('controls-cooling');
});

test('text is sent; what is refused says why and stays to be changed', { timeout }, async () => {
    await page.type('[data-control="chat"] input', 'rude');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => /Please be kind\./.test(document.querySelector('#toasts').innerText));
    assert.equal(await page.$eval('[data-control="chat"] input', (input) => input.value), 'rude');
    await page.$eval('[data-control="chat"] input', (input) => input.select());
    await page.keyboard.type('hi k m f');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('[data-control="chat"] input').value === '');
    assert.deepEqual(show.heard('text').map((message) => message.text), ['rude', 'hi k m f']);
});

test('a patch changes what is there and keeps the elements', { timeout }, async () => {
    await page.$eval('[data-control="jump"]', (element) => { element.marked = true; });
    show.patch({ controls: { jump: { label: 'Leap' }, hint: null, weapon: { round: 2 } } });
    await page.waitForFunction(() => document.querySelector('[data-control="jump"] .name').innerText === 'Leap');
    assert.equal(await page.$eval('[data-control="jump"]', (element) => element.marked), true);
    assert.equal(await page.$('[data-control="hint"]'), null);
    assert.equal(await page.$eval('[data-control="weapon"] [data-option="1"]', (option) => option.getAttribute('aria-checked')), 'false');
});

test('without a game everything is shown disabled', { timeout }, async () => {
    show.patch({ live: false });
    await page.waitForFunction(() => [...document.querySelectorAll('#tray button')].every((button) => button.disabled));
    assert.match(await text('#show-state'), /The game is away/);
    show.patch({ live: true });
    await page.waitForFunction(() => !document.querySelector('[data-control="jump"]').disabled);
});

test('a drone flies where the world and the positions say', { timeout }, async () => {
    show.patch({ world: { drone: { x: 0.25, y: 0.5 } } });
    await page.waitForFunction(() => document.querySelector('canvas.drone')?.dataset.x === '0.250');
    const floats = new DataView(new ArrayBuffer(8));
    floats.setFloat32(0, 0.75);
    floats.setFloat32(4, 0.25);
    show.sayFrame([3, 0, 0, 0, 9, 8, ...new Uint8Array(floats.buffer)]);
    await page.waitForFunction(() => document.querySelector('canvas.drone').dataset.x === '0.750');
    await page.evaluate(() => { document.querySelector('#stage').dataset.state = 'playing'; });
    await shoot('controls-drone');
});

test('on a phone the controls are below the picture, and everything is inside the screen', { timeout }, async () => {
    await page.setViewport({ width: 375, height: 812, hasTouch: true, isMobile: true });
    await page.waitForFunction(() => document.querySelector('#board.below > [data-control]') !== null); // the page was loaded again
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 375, `the page is ${wide} px wide`);
    await page.evaluate(() => { document.querySelector('#stage').dataset.state = 'playing'; });
    await page.screenshot({ path: `${SCREENSHOTS}controls-phone.png`, fullPage: true });
    await page.setViewport({ width: 820, height: 1180 });
    await page.waitForSelector('[data-control="weapon"]', { visible: true });
    await page.evaluate(() => { document.querySelector('#stage').dataset.state = 'playing'; });
    await shoot('controls-tablet');
    await page.close();
});

test('the studio shows the show, the viewers and the texts, and mutes', { timeout }, async () => {
    page = await open('/studio?stream=my-game');
    await page.type('#key', 'secret');
    await page.click('#tab-interaction');
    await page.waitForSelector('#show-controls tr[data-control="weapon"]');
    await page.waitForSelector('#show-queue li[data-viewer="v9"]');
    assert.match(await text('#show-queue'), /<script>rude<\/script>/);
    assert.match(await text('#show-viewers'), /Loud <u>Newt<\/u>/);
    await shoot('studio-interaction');
    await page.click('#show-queue [data-method="moderation.mute"]');
    await page.waitForSelector('#show-queue [data-method="moderation.pardon"]');
    const mute = show.heard('call').find(({ method }) => method === 'moderation.mute');
    assert.deepEqual(mute.params, { viewer: 'v9', minutes: 10 });
    assert.equal(show.heard('hello').at(-1).token, 'secret');
    assert.ok(show.heard('hello').every(({ path }) => !path.includes('secret')));
    await page.close();
});

test('no page reported an error', () => {
    assert.deepEqual(problems, []);
});

async function open(path) {
    const opened = await stage.chromium.browser.newPage();
    await opened.setViewport({ width: 1280, height: 800 });
    opened.on('pageerror', (error) => problems.push(`${path}: ${error.message}`));
    opened.on('console', (message) => {
        if (message.type() === 'error' && !/status of 503/.test(message.text())) problems.push(`${path}: ${message.text()}`);
    });
    await opened.goto(show.origin + path);
    return opened;
}

const text = (selector) => page.$eval(selector, (element) => element.innerText);
const shoot = (name) => page.screenshot({ path: `${SCREENSHOTS}${name}.png` });

/** All input records that came, of one control. */
function records(control) {
    return show.frames.flatMap((bytes) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        const found = [];
        for (let at = 6; at < view.byteLength;) {
            const action = view.getUint8(at + 2);
            found.push({ control: view.getUint16(at), action, x: action === 3 ? view.getInt16(at + 3) / 32_767 : 0, y: action === 3 ? view.getInt16(at + 5) / 32_767 : 0 });
            at += action === 3 ? 9 : 5;
        }
        return found;
    }).filter((record) => record.control === control);
}
const moves = (control) => records(control).filter(({ action }) => action === 3);
const actions = (control) => records(control).map(({ action }) => action);
