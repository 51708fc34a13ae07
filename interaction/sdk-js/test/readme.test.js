import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { writeTally } from '../src/out-frames.js';
import { farEnd, FakePeer } from './fake-channels.js';
import { scriptedServer, TIME_US } from './scripted-server.js';

/** The promise: a game becomes interactive in so many lines. */
const LINES_MAX = 25;

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** @param {string} name the word after `js` @returns {string} the sample as it stands */
function sample(name) {
    const found = new RegExp(`^\`\`\`js ${name}\\n(.*?)^\`\`\`$`, 'ms').exec(readme);
    assert.ok(found, `the README has no sample ${name}`);
    return found[1];
}

/** Runs a sample as a program of its own, inside the package, so that its imports mean this package. */
function run(context, name, env) {
    const folder = mkdtempSync(fileURLToPath(new URL('./sample-', import.meta.url)));
    const file = `${folder}/${name}.js`;
    writeFileSync(file, sample(name));
    const child = spawn(process.execPath, [file], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { out: '', errors: '' };
    child.stdout.on('data', (chunk) => (output.out += chunk));
    child.stderr.on('data', (chunk) => (output.errors += chunk));
    context.after(() => {
        child.kill('SIGKILL');
        rmSync(folder, { recursive: true });
        assert.equal(output.errors, '');
    });
    return output;
}

async function started(context, name) {
    const server = await scriptedServer();
    context.after(() => server.close());
    const output = run(context, name, { TREECAST_URL: server.url, TREECAST_KEY: 'key' });
    return { connection: await server.next(), output };
}

const until = async (condition) => {
    while (!condition()) {
        await new Promise((resolve) => setTimeout(resolve, 5));
    }
};

for (const name of ['game', 'loop', 'viewer']) {
    test(`the sample ${name} has ${LINES_MAX} lines at most`, () => {
        const lines = sample(name).trimEnd().split('\n').length;
        assert.ok(lines <= LINES_MAX, `${lines} lines`);
    });
}

test('the sample game runs: it declares, equips, sells and refuses', { timeout: 30_000 }, async (context) => {
    const { connection } = await started(context, 'game');
    await connection.welcomeGame();
    const ops = await connection.takeReady();
    assert.deepEqual(Object.keys(ops.scenes.default.controls), ['weapon', 'drone', 'heal']);
    assert.deepEqual(ops.world, { hp: 40, weapon: 'Sword' });
    const takePatch = async () => {
        const { id, ops: change } = await connection.hear('patch');
        connection.say({ type: 'reply', id, result: { ver: 3, numbers: {} } });
        return change.world;
    };
    connection.say({ type: 'result', control: 'weapon', round: 1, counts: [1, 2], winner: 1 });
    assert.deepEqual(await takePatch(), { weapon: 'Bow' });
    const buy = (purchase) =>
        connection.say({ type: 'deliver', purchase, control: 'heal', cost: 100, viewer: { id: 'v1', name: 'Otter' }, expiresAt: 0, attempt: 1 });
    buy('p1');
    assert.equal((await connection.hear('capture')).purchase, 'p1');
    assert.deepEqual(await takePatch(), { hp: 90, healedBy: 'Otter' });
    buy('p2');
    assert.equal((await connection.hear('capture')).purchase, 'p2');
    assert.deepEqual(await takePatch(), { hp: 100 });
    buy('p3');
    assert.equal((await connection.hear('void')).message, 'The hero is at full health.');
});

test('the sample loop runs: presses and the stick move what it publishes', { timeout: 30_000 }, async (context) => {
    const { connection } = await started(context, 'loop');
    await connection.welcomeGame();
    await connection.takeReady();
    const place = async () => {
        const bytes = new DataView((await connection.hearFrame()).slice(6).buffer);
        return [bytes.getFloat32(0), bytes.getFloat32(4)];
    };
    assert.deepEqual(await place(), [0.5, 0.5]);
    const stick = { moves: 1, meanX: 1, meanY: 0, deviationX: 0, deviationY: 0, directions: Array(16).fill(0) };
    connection.sayGame({ type: 'tick', tick: 1, time: TIME_US, records: [
        { control: 1, received: 1, distinct: 1, dead: false, moved: stick },
        { control: 2, received: 1, distinct: 1, dead: false, pressed: { presses: 2, releases: 0, holding: 1 } },
    ] });
    let at = await place();
    while (at[0] < 0.6 || at[1] < 0.69) {
        at = await place();
    }
    assert.ok(Math.abs(at[1] - 0.7) < 0.001, 'two presses, each counted once');
});

test('the sample viewer runs: it votes, steers, buys, and prints', { timeout: 30_000 }, async (context) => {
    const { connection, output } = await started(context, 'viewer');
    await connection.welcomeViewer();
    const controls = {
        weapon: { kind: 'poll', number: 1, options: ['Sword', 'Bow'], round: 1 },
        drone: { kind: 'joystick', number: 2 },
        heal: { kind: 'button', number: 3, cost: 100 },
    };
    connection.say({ type: 'snapshot', ver: 1, scene: 'default', group: 'default', controls, world: {}, live: true, tallies: {} });
    const ballot = await connection.hear('ballot');
    assert.equal(ballot.option, 1);
    connection.say({ ...ballot, counted: true });
    assert.equal((await connection.hearFrame())[0], 1);
    const { key } = await connection.hear('intent');
    connection.say({ type: 'void', key, code: 'failed', message: 'No potion is left.', balance: 500 });
    connection.sayFrame(writeTally({ control: 1, round: 1, counts: [0, 1] }));
    connection.say({ type: 'result', control: 'weapon', round: 1, counts: [0, 1], winner: 1 });
    await until(() => /weapon \[ 0, 1 \]/.test(output.out) && /winner 1/.test(output.out) && /No potion is left\./.test(output.out));
});

test('the sample for a browser runs: channels first, and hello when they open', async () => {
    const folder = mkdtempSync(fileURLToPath(new URL('./sample-', import.meta.url)));
    try {
        writeFileSync(`${folder}/channels.js`, sample('channels'));
        const { interact } = await import(`${folder}/channels.js`);
        const peer = new FakePeer();
        let ask;
        const video = { requestVideoFrameCallback: (callback) => ((ask = callback), 1) };
        const viewer = interact(peer, video);
        const [ctl, input, out] = peer.channels;
        const end = farEnd({ ctl, in: input, out });
        end.open();
        end.welcome();
        end.say({ type: 'snapshot', ver: 1, scene: 'default', group: 'default', controls: { jump: { kind: 'button', number: 1 } }, world: {}, live: true });
        ask(0, { rtpTimestamp: 0x01020304 });
        viewer.press('jump');
        assert.deepEqual([...input.sent[0].subarray(0, 6)], [1, 1, 1, 2, 3, 4]);
        viewer.close();
    } finally {
        rmSync(folder, { recursive: true });
    }
});
