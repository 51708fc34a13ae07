// Starts the Treecast under test, as a user would, and stops it again.
import { spawn } from 'node:child_process';
import dgram from 'node:dgram';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './wait.mjs';

export const COMMAND = process.env.TREECAST_COMMAND
    ?? fileURLToPath(new URL('../../../../../treecast', import.meta.url));
export const KEY = 'test';

/**
 * Starts `treecast serve`; waits until it is ready. `httpHost`, `mediaHost`: where it takes requests and media, the latter also what it offers as its
 * candidate; `flags`: what it gets beside that; `command`: `demo` has a clip live under that name; `through`: a command that runs it, such as one that
 * puts it into a network namespace.
 */
export async function startServer({
    httpHost = '127.0.0.1', mediaHost = '127.0.0.1', mediaPort: wantedPort, flags = [], nodeUrl = false, through = [], command: what = 'serve',
} = {}) {
    const data = fs.mkdtempSync(path.join(os.tmpdir(), 'treecast-data-'));
    const httpPort = await freeHttpPort('127.0.0.1');
    const mediaPort = wantedPort ?? await freeMediaPorts(mediaHost);
    const args = [what, '--http', `${httpHost}:${httpPort}`, '--media', `${mediaHost}:${mediaPort}`, '--data', data, '--publish-key', KEY, ...flags];
    if (nodeUrl) args.push('--node-url', `http://${httpHost}:${httpPort}`);
    const [command, ...all] = [...through, COMMAND, ...args];
    const child = spawn(command, all, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk) => {
        output = (output + chunk).slice(-64 * 1024);
        if (process.env.TREECAST_VERBOSE) process.stderr.write(chunk);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const exited = new Promise((resolve) => {
        child.on('error', (error) => { collect(`${error.message}\n`); resolve(-1); });
        child.on('exit', (code, signal) => resolve(code ?? signal));
    });
    let status;
    let killed = false;
    exited.then((code) => { status = code; });
    const killAtExit = () => { if (status === undefined) child.kill('SIGKILL'); };
    process.on('exit', killAtExit);
    const origin = `http://${httpHost}:${httpPort}`;
    try {
        // A first start may have to build.
        await until('the server is ready', async () => {
            if (status !== undefined) throw Object.assign(new Error(`${COMMAND} ${args.join(' ')} ended with ${status}:\n${output}`), { fatal: true });
            return (await fetch(`${origin}/readyz`)).ok;
        }, { timeoutMs: 180_000 });
    } catch (error) {
        killAtExit();
        fs.rmSync(data, { recursive: true, force: true });
        throw error;
    }
    return {
        origin, mediaHost, mediaPort, httpPort, pid: child.pid,
        output: () => output,
        whip: (stream) => `${origin}/whip/${stream}`,
        whep: (stream) => `${origin}/whep/${stream}`,
        /** The state of one stream, or undefined when it is not known. */
        async stream(name) {
            const { streams } = await (await fetch(`${origin}/api/streams`)).json();
            return streams.find((stream) => stream.name === name);
        },
        /** What the node knows of its cluster. */
        cluster: async () => (await fetch(`${origin}/api/cluster`)).json(),
        /** Resident memory in bytes and open file descriptors. Linux. */
        resources() {
            const kilobytes = /VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1];
            return { rssBytes: kilobytes * 1024, descriptors: fs.readdirSync(`/proc/${child.pid}/fd`).length };
        },
        /** SIGKILL: no goodbye to anybody. */
        async kill() {
            killed = true;
            killAtExit();
            await exited;
            process.off('exit', killAtExit);
            fs.rmSync(data, { recursive: true, force: true });
        },
        /** SIGTERM; resolves to the exit status, which is 0 when all went well. */
        async stop() {
            if (killed) return 0;
            if (status === undefined) child.kill('SIGTERM');
            const late = setTimeout(killAtExit, 40_000);
            const code = await exited;
            clearTimeout(late);
            process.off('exit', killAtExit);
            fs.rmSync(data, { recursive: true, force: true });
            if (code !== 0) throw new Error(`treecast ended with ${code} after SIGTERM:\n${output.slice(-4_000)}`);
        },
    };
}

/** One UDP port per event loop from there: as many as there are cores. */
async function freeMediaPorts(host) {
    for (let attempt = 0; attempt < 50; attempt++) {
        const first = 20_000 + Math.floor(Math.random() * 10_000);
        const sockets = [];
        try {
            for (let i = 0; i < os.availableParallelism(); i++) sockets.push(await bindUdp(first + i, host));
            return first;
        } catch {
            // Somebody has one of them: elsewhere.
        } finally {
            sockets.forEach((socket) => socket.close());
        }
    }
    throw new Error('no free UDP ports');
}

const bindUdp = (port, host) => new Promise((resolve, reject) => {
    const address = host.replace(/^\[|\]$/g, '');
    const socket = dgram.createSocket(net.isIPv6(address) ? 'udp6' : 'udp4');
    socket.once('error', reject);
    socket.bind(port, address, () => resolve(socket));
});

export const freeHttpPort = (host) => new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
        const { port } = probe.address();
        probe.close(() => resolve(port));
    });
});
