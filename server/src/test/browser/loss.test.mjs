// Chromium watches over a path that loses packets: lost video comes again, and lost sound is in the next packet. Server, browser and the test
// itself run inside a network namespace: loss.inside.mjs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { HOST, canMakeNamespaces, makeNamespace } from './harness/namespace.mjs';

const INSIDE = fileURLToPath(new URL('loss.inside.mjs', import.meta.url));

const skip = !canMakeNamespaces() && 'a path that loses packets needs a network namespace, which needs root on Linux';

test('Chromium watches over a lossy path, in a namespace', { skip, timeout: 180_000 }, async (t) => {
    const namespace = makeNamespace();
    try {
        const environment = { ...process.env, TREECAST_MEDIA_HOST: HOST };
        delete environment.NODE_TEST_CONTEXT;
        const child = spawn('ip', ['netns', 'exec', namespace.name, process.execPath, '--test-reporter=spec', INSIDE],
            { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
        const killAtExit = () => child.kill('SIGKILL');
        process.on('exit', killAtExit);
        t.signal.addEventListener('abort', () => child.kill('SIGTERM'));
        let report = '';
        child.stdout.on('data', (chunk) => { report += chunk; });
        const status = await new Promise((resolve) => { child.on('exit', (code, signal) => resolve(code ?? signal)); });
        process.off('exit', killAtExit);
        t.diagnostic(report);
        assert.equal(status, 0, report);
    } finally {
        namespace.remove();
    }
});
