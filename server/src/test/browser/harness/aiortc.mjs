// Runs the scripts on aiortc with Debian's Python, which is the one that has python3-aiortc.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PYTHON = '/usr/bin/python3';
const script = (name) => fileURLToPath(new URL(name, import.meta.url));

export const hasAiortc = () => spawnSync(PYTHON, ['-c', 'import aiortc, numpy']).status === 0;

/** `role` is publish or watch. */
export const startAiortc = (role, url, key) => start('aiortc_client.py', [role, url, ...(key ? [key] : [])]);

/** Watches, presses `button` once, and votes for the option with this index in `poll`. */
export const startAiortcViewer = (url, { button, poll, option }) => start('aiortc_viewer.py', [url, button, poll, String(option)]);

/** `report()` is the script's latest line; `stop()` resolves to the exit status. */
function start(name, args) {
    const child = spawn(PYTHON, [script(name), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let rest = '';
    let report = {};
    let errors = '';
    let status;
    child.stdout.on('data', (chunk) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop();
        if (lines.length) report = JSON.parse(lines.at(-1));
    });
    child.stderr.on('data', (chunk) => { errors = (errors + chunk).slice(-8_000); });
    const exited = new Promise((resolve) => child.on('exit', (code, signal) => resolve(status = code ?? signal)));
    const killAtExit = () => child.kill('SIGKILL');
    process.on('exit', killAtExit);
    return {
        report() {
            if (status !== undefined) throw Object.assign(new Error(`aiortc ended with ${status}:\n${errors}`), { fatal: true });
            return report;
        },
        errors: () => errors,
        async stop() {
            if (status === undefined) child.kill('SIGTERM');
            const late = setTimeout(killAtExit, 10_000);
            const code = await exited;
            clearTimeout(late);
            process.off('exit', killAtExit);
            return code;
        },
    };
}
