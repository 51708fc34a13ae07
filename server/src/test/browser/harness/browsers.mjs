// Chromium and Firefox, and pages in them that have our own client loaded.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import puppeteer from 'puppeteer-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';
const SCRIPTS = ['client.js', 'clock.js', 'game.js', 'sources.js'];

/** Chromium with a fake camera and microphone, sound without a gesture, and timers that run in every tab. `executable`: one that runs it elsewhere. */
export const launchChromium = ({ args = [], executable = CHROMIUM } = {}) => withProfile('chromium', (userDataDir) => puppeteer.launch({
    browser: 'chrome', executablePath: executable, headless: true, userDataDir, pipe: true,
    args: [
        '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update',
        '--use-fake-device-for-media-stream=fps=30', '--use-fake-ui-for-media-stream',
        '--autoplay-policy=no-user-gesture-required', '--allow-loopback-in-peer-connection',
        '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows',
        '--disable-features=WebRtcHideLocalIpsWithMdns,CalculateNativeWinOcclusion',
        ...args,
    ],
}));

/** A command that runs Chromium in another network namespace; `remove()` takes it away. */
export function chromiumIn(namespace) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'treecast-chromium-in-'));
    const executable = path.join(folder, 'chromium');
    fs.writeFileSync(executable, `#!/bin/sh\nexec ip netns exec ${namespace} ${CHROMIUM} "$@"\n`, { mode: 0o755 });
    return { executable, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

/** Firefox with a fake camera and microphone. It never sends to 127.0.0.1: see namespace.mjs. */
export const launchFirefox = () => withProfile('firefox', (userDataDir) => puppeteer.launch({
    browser: 'firefox', executablePath: FIREFOX, headless: true, userDataDir,
    extraPrefsFirefox: {
        'media.navigator.streams.fake': true,
        'media.navigator.permission.disabled': true,
        'media.autoplay.default': 0,
        'media.autoplay.blocking_policy': 0,
        'media.peerconnection.ice.obfuscate_host_addresses': false,
        'media.gmp-manager.updateEnabled': false,
        'app.normandy.enabled': false,
        'datareporting.policy.dataSubmissionEnabled': false,
    },
}));

async function withProfile(name, launch) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `treecast-${name}-`));
    const browser = await launch(folder);
    return {
        browser,
        version: () => browser.version(),
        async close() {
            const child = browser.process();
            try {
                await browser.close();
            } finally {
                if (child?.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
                fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
            }
        },
    };
}

/**
 * Serves an empty page with our client from an origin of its own: the server under test has to be usable from any page (CORS).
 * 127.0.0.1 counts as a secure context; `host` is for browsers that cannot get there.
 */
export async function servePage(host = '127.0.0.1') {
    const server = http.createServer((request, response) => {
        const name = request.url.slice(1).split('?')[0];
        if (SCRIPTS.includes(name)) {
            response.setHeader('Content-Type', 'text/javascript');
            response.end(fs.readFileSync(new URL(name, import.meta.url)));
        } else if (name === '') {
            response.setHeader('Content-Type', 'text/html');
            response.end('<!doctype html><link rel="icon" href="data:,"><title>client</title><body><script type="module">import * as client from "/client.js"; window.client = client;</script>');
        } else {
            response.writeHead(404).end();
        }
    });
    await new Promise((resolve) => server.listen(0, host, resolve));
    return {
        url: `http://${host}:${server.address().port}/`,
        close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }),
    };
}

/**
 * A page with our client in it: `await page.client('watch', url)` calls a function of client.js there. Only the tab in front draws the
 * frames that it watches (publishing goes on in the background): viewers share one page and bring it to the front.
 */
export async function openClient({ browser }, url) {
    const page = await browser.newPage();
    page.on('console', (message) => { if (process.env.TREECAST_VERBOSE) console.error(`[page] ${message.text()}`); });
    page.on('pageerror', (error) => console.error(`[page] ${error.message}`));
    page.client = (name, ...args) => page.evaluate((f, a) => window.client[f](...a), name, args);
    page.ready = () => page.waitForFunction(() => window.client !== undefined);
    await page.goto(url);
    await page.ready();
    return page;
}
