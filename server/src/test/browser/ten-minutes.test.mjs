// docs/interaction/ten-minutes.md, done as it says: its commands in a shell, its blocks put together, and the watch page in a browser.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { rig } from './harness/rig.mjs';
import { KEY } from './harness/server.mjs';
import { until } from './harness/wait.mjs';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const PAGE = fs.readFileSync(`${ROOT}docs/interaction/ten-minutes.md`, 'utf8');
const MARK = /^.*\/\/ More controls go here\.\n/m;
const stage = rig();
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'treecast-home-'));
const folder = path.join(home, 'my-game');
let running;

after(() => {
    running?.kill();
    fs.rmSync(home, { recursive: true, force: true });
});

/** A block of the page as it stands, for the server that runs here. */
function block(language, name) {
    const found = new RegExp(`^\`\`\`${language} ${name}\\n(.*?)^\`\`\`$`, 'ms').exec(PAGE);
    assert.ok(found, `the page has no block ${language} ${name}`);
    return found[1].replaceAll('localhost:8080', new URL(stage.server.origin).host);
}

/** Runs a block of the page after the one that sets the shell up, in a home of its own. */
function shell(...commands) {
    const script = `set -e\n${block('sh', 'setup')}${commands.map((name) => block('sh', name)).join('')}`;
    const { HOME } = process.env;
    // The JVM asks the user database for the home folder, not the environment.
    const env = { ...process.env, HOME: home, TREECAST_JAVA_OPTIONS: `-Duser.home=${home}`, npm_config_cache: `${HOME}/.npm`, npm_config_userconfig: `${HOME}/.npmrc` };
    const child = spawn('bash', ['-c', script], { cwd: ROOT, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const program = { output: '', kill: () => { try { process.kill(-child.pid, 'SIGINT'); } catch { /* It has ended. */ } } };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { program.output += chunk; });
    program.ended = new Promise((resolve) => child.on('exit', (code) => resolve(program.code = code)));
    program.says = (what) => until(`the program says ${what}`, () => {
        if (program.code) throw Object.assign(new Error(`ended with ${program.code}:\n${program.output}`), { fatal: true });
        return what.test(program.output);
    });
    return program;
}

test('the shell is set up with the key, and a token is made', { timeout: 60_000 }, async () => {
    fs.mkdirSync(`${home}/.treecast`);
    fs.writeFileSync(`${home}/.treecast/publish-key`, `${KEY}\n`);
    const token = shell('token');
    assert.equal(await token.ended, 0, token.output);
    assert.match(token.output, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    assert.ok(fs.existsSync(`${home}/.treecast/token-key`), 'signed with the key of the same home');
    assert.ok(fs.existsSync(folder));
    assert.match(block('sh', 'server'), /^\.\/treecast serve\n$/); // the rig has started one
});

for (const [language, file, command, install] of [['java', 'Game.java', 'java'], ['js', 'game.mjs', 'javascript', 'javascript-install']]) {
    test(`${language}: the first control`, { timeout: 120_000 }, async () => {
        if (install) {
            const installing = shell(install);
            assert.equal(await installing.ended, 0, installing.output);
        }
        const page = await play(language, file, command, []);
        await page.click('button[data-control="jump"]');
        await running.says(/Jump! 1\b/);
        await page.focus('body');
        await page.keyboard.press('Space');
        await running.says(/Jump! 1\n(.*\n)*Jump! 1\b/);
        await end(page);
    });

    test(`${language}: a vote, a stick, a purchase`, { timeout: 120_000 }, async () => {
        const page = await play(language, file, command, ['poll', 'stick', 'purchase']);
        await page.waitForSelector('[data-control="heal"]', { visible: true });
        const health = (value) => page.waitForFunction((wanted) => document.querySelector('[data-world="health"] strong')?.innerText === wanted, {}, value);
        await health('40');
        await page.keyboard.down('ArrowRight');
        await running.says(/Drone: 1(\.0)? (-?0(\.0)?)\n/);
        await page.keyboard.up('ArrowRight');
        await running.says(/Drone: 1(.*\n)+Drone: 0(\.0)? 0(\.0)?\n/);
        for (const value of ['70', '100']) {
            await buy(page);
            await health(value);
            await running.says(new RegExp(`\\w+ healed the hero: ${value}`));
        }
        await buy(page);
        await page.waitForFunction(() => document.querySelector('#toasts').innerText.includes('The hero is in full health.'));
        await page.waitForFunction(() => document.querySelector('#show-balance').innerText === '800 credits');
        await page.waitForFunction(() => !document.querySelector('[data-control="weapon"] [data-option="1"]').disabled);
        await page.click('[data-control="weapon"] [data-option="1"]');
        await running.says(/Next weapon: Bow/);
        await end(page);
    });
}

/** Puts the program together, starts it, and opens the page that it names. */
async function play(language, file, command, more) {
    const extra = more.map((name) => block(language, name)).join('');
    const program = block(language, file);
    assert.match(program, MARK);
    fs.writeFileSync(path.join(folder, file), program.replace(MARK, (mark) => (more.length ? extra : mark)));
    running = shell(command);
    await running.says(/Play at (http\S+)/);
    const context = await stage.chromium.browser.createBrowserContext();
    const page = await context.newPage();
    await page.goto(/Play at (http\S+)/.exec(running.output)[1]);
    await page.waitForSelector('[data-control="jump"]', { visible: true });
    await page.waitForFunction(() => document.querySelector('#show').dataset.live === 'true');
    return page;
}

async function buy(page) {
    await page.waitForFunction(() => document.querySelector('[data-control="heal"]').dataset.state === 'ready');
    await page.click('[data-control="heal"]');
}

async function end(page) {
    await page.browserContext().close();
    running.kill();
    await running.ended;
    assert.doesNotMatch(running.output, /warning|exception|error/i);
}
