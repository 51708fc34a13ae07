// The product's own pages, driven as a person would. Screenshots are kept in server/target/browser-screenshots.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test, { before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { rig } from './harness/rig.mjs';
import { until } from './harness/wait.mjs';

const SCREENSHOTS = fileURLToPath(new URL('../../../target/browser-screenshots/', import.meta.url));
const STREAM = 'my-game-night';
const stage = rig();
const problems = [];
let studio;
let watch;

before(() => fs.mkdirSync(SCREENSHOTS, { recursive: true }));

test('a watch page opened too early waits and says so', { timeout: 180_000 }, async () => {
    watch = await open(`/watch/${STREAM}`, 'watch');
    await state(watch, 'waiting');
    await shoot(watch, 'watch-waiting');
});

test('the front page says that nobody is live', { timeout: 180_000 }, async () => {
    const front = await open('/', 'front');
    await front.waitForFunction(() => document.querySelector('main').innerText.trim().length > 20);
    assert.equal(await front.$(`a[href$="/watch/${STREAM}"]`), null);
    await shoot(front, 'front-empty');
    await front.close();
});

test('the studio refuses a wrong key with a sentence', { timeout: 180_000 }, async () => {
    studio = await open('/studio', 'studio');
    await fill(studio, '#stream', STREAM);
    await fill(studio, '#key', 'wrong');
    await choose(studio, '#source', /pattern/i);
    await studio.click('#go-live');
    await studio.waitForFunction(() => [...document.querySelectorAll('[role=alert], [role=status]')].some((one) => /key/i.test(one.innerText)));
    await shoot(studio, 'studio-wrong-key');
    assert.ok(!(await stage.server.stream(STREAM))?.live);
});

test('go live: the stream is up, and the preview moves', { timeout: 180_000 }, async () => {
    problems.length = 0; // the browser logs the refusal above
    await fill(studio, '#key', 'test');
    await choose(studio, '#codec', /VP8/i);
    await studio.click('#go-live');
    await until('the stream is live', async () => (await stage.server.stream(STREAM))?.live);
    await pictureMoves(studio, '#preview');
    await shoot(studio, 'studio-live');
});

test('the waiting watch page starts by itself', { timeout: 180_000 }, async () => {
    await watch.bringToFront();
    await state(watch, 'playing');
    await pictureMoves(watch, '#video');
    assert.equal(await watch.$eval('#video', (video) => video.muted), true, 'it starts muted');
    await shoot(watch, 'watch-playing');
});

test('sound on, overlay on', { timeout: 180_000 }, async () => {
    await watch.click('#unmute');
    await watch.waitForFunction(() => !document.querySelector('#video').muted);
    await watch.keyboard.press('i');
    await watch.waitForFunction(() => {
        const overlay = document.querySelector('#overlay');
        return overlay.checkVisibility() && /\d/.test(overlay.innerText);
    });
    await shoot(watch, 'watch-overlay');
});

test('the front page shows the stream and leads to it', { timeout: 180_000 }, async () => {
    const front = await open('/', 'front');
    const link = await front.waitForSelector(`a[href$="/watch/${STREAM}"]`, { visible: true });
    await until('its preview moves, or a picture stands for it', () => front.evaluate(() => [...document.querySelectorAll('main video')].some((video) => video.currentTime > 0.3)
        || document.querySelector('main li img, main li svg') !== null));
    await shoot(front, 'front-live');
    await Promise.all([front.waitForNavigation(), link.click()]);
    assert.equal(new URL(front.url()).pathname, `/watch/${STREAM}`);
    await state(front, 'playing');
    await front.setViewport({ width: 375, height: 812 });
    await shoot(front, 'watch-phone');
    await front.close();
});

test('stop: the stream ends, and viewers are told', { timeout: 180_000 }, async () => {
    await studio.bringToFront();
    await studio.click('#stop');
    await until('the stream is not live', async () => !(await stage.server.stream(STREAM))?.live);
    await watch.bringToFront();
    const text = await watch.$eval('#state', (element) => element.innerText);
    await until('the watch page says something else than playing', () => watch.$eval('#state', (element, before) =>
        element.dataset.state !== 'playing' || (element.checkVisibility() && element.innerText !== before), text));
    await shoot(watch, 'watch-after-stop');
});

test('no page reported an error', () => {
    assert.deepEqual(problems, []);
});

async function open(path, name) {
    const page = await stage.chromium.browser.newPage();
    await page.setViewport({ width: 1280, height: 800 });
    page.on('pageerror', (error) => problems.push(`${name}: ${error.message}`));
    page.on('console', (message) => {
        // Refusals that a page expects (404 before the stream is live) appear on the console whatever the page does.
        if (message.type() === 'error' && !/status of 40[134]/.test(message.text())) problems.push(`${name}: ${message.text()}`);
    });
    page.on('request', (request) => {
        const url = new URL(request.url());
        if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== stage.server.origin) problems.push(`${name} loads ${url}`);
    });
    await page.goto(stage.server.origin + path);
    return page;
}

async function fill(page, selector, text) {
    await page.click(selector, { clickCount: 3 });
    await page.keyboard.press('Backspace');
    await page.type(selector, text);
}

/** Selects the option whose value or text fits. */
async function choose(page, selector, pattern) {
    const value = await page.$eval(selector, (select, source) => [...select.options]
        .find((option) => new RegExp(source, 'i').test(`${option.value} ${option.text}`))?.value, pattern.source);
    assert.notEqual(value, undefined, `${selector} has no option like ${pattern}`);
    await page.select(selector, value);
}

const state = (page, wanted) => page.waitForFunction(
    (name) => document.querySelector('#state')?.dataset.state === name, { timeout: 180_000 }, wanted);

/** Five different pictures, by their pixels: not merely a clock that runs. */
async function pictureMoves(page, selector) {
    const pictures = new Set();
    await until(`${selector} moves`, async () => {
        const picture = await page.$eval(selector, (video) => {
            if (!video.videoWidth) return undefined;
            const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 36 });
            const context = canvas.getContext('2d');
            context.drawImage(video, 0, 0, 64, 36);
            return context.getImageData(0, 0, 64, 36).data.join();
        });
        if (picture) pictures.add(picture);
        return pictures.size >= 5;
    });
}

const shoot = (page, name) => page.screenshot({ path: `${SCREENSHOTS}${name}.png` });
