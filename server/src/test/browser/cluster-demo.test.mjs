// `treecast cluster-demo`, as a newcomer runs it: six nodes come up, a viewer at an edge sees the clip, a relay dies, and a signal ends everything.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import test from 'node:test';
import { rig } from './harness/rig.mjs';
import { COMMAND, freeHttpPort } from './harness/server.mjs';
import { until } from './harness/wait.mjs';

const stage = rig({ server: false });
const NODES = ['ingest-1', 'relay-1', 'relay-2', 'edge-1', 'edge-2', 'edge-3'];

const isAlive = (pid) => {
    try {
        process.kill(pid, 0);
        return true;
    } catch {
        return false;
    }
};

test('a cluster of six nodes starts, survives a killed relay, and ends with a signal', { timeout: 300_000 }, async (t) => {
    const port = await freeHttpPort('127.0.0.11');
    const child = spawn(COMMAND, ['cluster-demo', '--port', port, '--media-port', await freeHttpPort('127.0.0.11')]);
    let output = '';
    child.stdout.on('data', (chunk) => { output += chunk; });
    child.stderr.on('data', (chunk) => { output += chunk; });
    const ended = new Promise((resolve) => { child.on('exit', (code, signal) => resolve(code ?? signal)); });
    let status;
    ended.then((code) => { status = code; });
    t.after(() => status ?? child.kill('SIGTERM'));
    await until('the pages are printed', async () => {
        if (status !== undefined) throw Object.assign(new Error(output), { fatal: true });
        return output.includes('Ctrl-C ends all of it');
    }, { timeoutMs: 180_000 });

    const pids = Object.fromEntries(NODES.map((id) => [id, Number(new RegExp(`${id} .*process (\\d+)`).exec(output)[1])]));
    const edge = `http://127.0.0.32:${port}`;
    const { nodes } = await (await fetch(`${edge}/api/cluster`)).json();
    assert.deepEqual(nodes.map(({ id }) => id).sort(), [...NODES].sort());

    const viewer = await stage.open();
    try {
        await viewer.bringToFront();
        const watching = await viewer.client('watch', `${edge}/whep/demo`);
        const frames = async () => (await viewer.client('seen', watching)).frames;
        await until('the picture moves', async () => await frames() > 60);
        const parent = await until('the stream comes through a relay', async () => {
            const { nodes: all } = await (await fetch(`${edge}/api/cluster`)).json();
            return all.find(({ id }) => id === 'edge-2').report?.streams.find(({ stream }) => stream === 'demo')?.parent;
        });
        process.kill(pids[parent], 'SIGKILL');
        await until('the death is told', async () => output.includes(`${parent} has ended`));
        const before = await frames();
        await until('the picture goes on', async () => await frames() > before + 60);
        await until('the node is started again', async () => output.includes(`${parent} is started again`), { timeoutMs: 30_000 });
        pids[parent] = Number(new RegExp(`${parent} is started again, process (\\d+)`).exec(output)[1]);
    } finally {
        await viewer.close();
    }

    child.kill('SIGTERM');
    assert.equal(await ended, 0, output);
    assert.deepEqual(Object.entries(pids).filter(([, pid]) => isAlive(pid)), [], 'no process is left');
});
