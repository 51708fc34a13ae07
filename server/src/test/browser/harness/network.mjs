// A network of our own: a bridge in our network namespace, and a namespace for each node behind a link that delays, loses, and can be cut.
import { execFileSync, spawn } from 'node:child_process';
import process from 'node:process';

const INSIDE = 'TREECAST_IN_NAMESPACE';
const PREFIX = '10.77.0';

export const isInside = () => process.env[INSIDE] === '1';

/** Whether this user may make network namespaces. */
export function mayMakeNamespaces() {
    try {
        execFileSync('unshare', ['--net', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' });
        return true;
    } catch {
        return false;
    }
}

/** Runs a file with node in a network namespace from which nothing leads out; resolves to its exit status. */
export function runInside(file, onLine) {
    const { NODE_TEST_CONTEXT: ignored, ...env } = process.env;
    const child = spawn('unshare', ['--net', process.execPath, file], { env: { ...env, [INSIDE]: '1' }, stdio: ['ignore', 'pipe', 'inherit'] });
    let rest = '';
    child.stdout.on('data', (chunk) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop();
        lines.forEach(onLine);
    });
    return new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)));
}

const quietly = { stdio: ['ignore', 'pipe', 'pipe'] };
const ip = (...args) => execFileSync('ip', args, quietly);
const tc = (...args) => execFileSync('tc', args, quietly);

/** Whether the kernel has netem, which delays and loses; without it links can only be cut. */
function hasNetem() {
    try {
        tc('qdisc', 'add', 'dev', 'hub', 'root', 'netem', 'delay', '0ms');
        tc('qdisc', 'del', 'dev', 'hub', 'root');
        return true;
    } catch {
        return false;
    }
}

/**
 * Makes the network. `usual`: netem's arguments for every link and direction, say `['delay', '5ms', '1ms', 'loss', '0.5%']`.
 *
 * @param {string[]} names of nodes
 */
export function makeNetwork(names, usual) {
    ip('link', 'set', 'lo', 'up');
    ip('link', 'add', 'hub', 'type', 'bridge');
    ip('addr', 'add', `${PREFIX}.1/24`, 'dev', 'hub');
    ip('link', 'set', 'hub', 'up');
    const shakes = hasNetem();
    const ends = new Map();
    names.forEach((name, i) => {
        const space = `treecast-${process.pid}-${name}`;
        const near = `to-${i}`;
        ip('netns', 'add', space);
        ip('link', 'add', near, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', space);
        ip('link', 'set', near, 'master', 'hub', 'up');
        ip('-n', space, 'addr', 'add', `${PREFIX}.${10 + i}/24`, 'dev', 'eth0');
        ip('-n', space, 'link', 'set', 'lo', 'up');
        ip('-n', space, 'link', 'set', 'eth0', 'up');
        ends.set(name, { space, near, address: `${PREFIX}.${10 + i}` });
    });
    const shake = (name, netem) => {
        const { space, near } = ends.get(name);
        tc('qdisc', 'replace', 'dev', near, 'root', 'netem', ...netem);
        tc('-n', space, 'qdisc', 'replace', 'dev', 'eth0', 'root', 'netem', ...netem);
    };
    if (shakes) names.forEach((name) => shake(name, usual));
    return {
        host: `${PREFIX}.1`,
        shakes,
        /** What `startServer` gets so that a node is there. */
        place(name) {
            const { space, address } = ends.get(name);
            return { httpHost: address, mediaHost: address, mediaPort: 40_000, through: ['ip', 'netns', 'exec', space] };
        },
        /** Nothing passes in either direction. */
        cut: (name) => ip('link', 'set', ends.get(name).near, 'down'),
        mend: (name) => ip('link', 'set', ends.get(name).near, 'up'),
        /** So much is lost in either direction. */
        shake: (name, percent) => shake(name, ['delay', '5ms', '1ms', 'loss', `${percent}%`]),
        calm: (name) => shake(name, usual),
        remove: () => ends.forEach(({ space }) => ip('netns', 'del', space)),
    };
}
