// A cluster of real processes on loopback addresses: a CA, certificates, and a server for each node.
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { COMMAND, freeHttpPort, startServer } from './server.mjs';
import { until } from './wait.mjs';

const run = promisify(execFile);

/** A Redis of our own, without persistence. `kill` ends it as a power cut would, `start` brings it up again, empty. */
export async function startRedis(host = '127.0.0.1') {
    const port = await freeHttpPort(host);
    let child;
    const redis = {
        url: `redis://${host}:${port}`,
        async start() {
            child = spawn('redis-server', ['--port', port, '--bind', host, '--protected-mode', 'no', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
            child.on('error', () => {});
            await until('Redis is there', () => new Promise((resolve) => {
                const socket = net.connect(port, host, () => { socket.end(); resolve(true); });
                socket.on('error', () => resolve(false));
            }), { timeoutMs: 20_000 });
        },
        async kill() {
            const gone = new Promise((resolve) => { child.on('exit', resolve); });
            child.kill('SIGKILL');
            await gone;
        },
    };
    await redis.start();
    process.on('exit', () => child.kill('SIGKILL'));
    return redis;
}

/**
 * Starts nodes. `nodes`: by name, `{ role, parents, server }` with the names of nodes that were started before, and what `startServer` gets; a node with
 * neither Redis nor parents is the root.
 */
export async function startCluster(nodes, { redis, flags = [] } = {}) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'treecast-cluster-'));
    const pki = path.join(folder, 'pki');
    const cluster = { nodes: {}, pki };
    await run(COMMAND, ['pki', 'init', '--dir', pki]);
    for (const [name, { role }] of Object.entries(nodes)) {
        await run(COMMAND, ['pki', 'issue', '--dir', pki, '--node', name, '--roles', role, '--out', pki]);
    }
    /** Starts a node, again if it has been killed. */
    cluster.start = async (name) => {
        const { parents = [], region = 'here', server = {} } = nodes[name];
        const where = parents.map((parent) => `${parent}@127.0.0.1:${cluster.nodes[parent].mediaPort}`);
        const tree = redis ? ['--redis', redis] : where.length ? ['--parent', where.join(',')] : [];
        cluster.nodes[name] = await startServer({
            ...server,
            mediaPort: server.mediaPort ?? cluster.nodes[name]?.mediaPort,
            flags: ['--node-id', name, '--pki', pki, '--region', region, ...tree, ...flags],
            nodeUrl: redis !== undefined,
        });
        return cluster.nodes[name];
    };
    cluster.stop = async () => {
        const failures = [];
        for (const node of Object.values(cluster.nodes).reverse()) await node.stop().catch((error) => failures.push(error));
        fs.rmSync(folder, { recursive: true, force: true });
        if (failures.length) throw failures[0];
    };
    try {
        for (const name of Object.keys(nodes)) await cluster.start(name);
    } catch (error) {
        await cluster.stop().catch(() => {});
        throw error;
    }
    return cluster;
}
