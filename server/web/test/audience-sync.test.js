import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AudienceSync, holdBack, syncOrder } from '../pages/assets/audience-sync.js';

test('should read how long to hold back', () => {
    assert.deepEqual(syncOrder('{"type":"sync","delayMs":120,"targetMs":400}'), { delayMs: 120 });
    assert.deepEqual(syncOrder('{"type":"sync"}'), { delayMs: null });
});

test('should pass over what is no such order', () => {
    for (const data of [new ArrayBuffer(8), '{"type":"move"}', '{"type":"sync"', '{"type":"sync","delayMs":-1}', '{"type":"sync","delayMs":"9"}', '{"type":"sync","delayMs":60000}']) {
        assert.equal(syncOrder(data), undefined);
    }
});

test('should hold back with what the browser has', () => {
    const now = { jitterBufferTarget: null, playoutDelayHint: null };
    assert.ok(holdBack(/** @type {any} */ (now), 120));
    assert.deepEqual(now, { jitterBufferTarget: 120, playoutDelayHint: null });
    const older = { playoutDelayHint: null };
    holdBack(/** @type {any} */ (older), 120);
    assert.deepEqual(older, { playoutDelayHint: 0.12 });
    const other = {};
    assert.equal(holdBack(/** @type {any} */ (other), 120), false);
    assert.deepEqual(other, {});
});

test('should take no part where the browser cannot hold back', () => {
    /** @type {string[]} */
    const said = [];
    const sync = new AudienceSync((text) => said.push(text));
    sync.hear('{"type":"sync","delayMs":120}', /** @type {any} */ ([{}, {}]));
    sync.read({ neededMs: 45 }, 1_000);
    assert.deepEqual(said, []);
    assert.equal(sync.delayMs, undefined);
});

test('should say nothing before it was asked, and then what it needs, now and then', () => {
    /** @type {string[]} */
    const said = [];
    const sync = new AudienceSync((text) => said.push(text));
    const receivers = /** @type {any} */ ([{ jitterBufferTarget: null }, { jitterBufferTarget: null }]);
    sync.read({ neededMs: 45.4 }, 0);
    assert.deepEqual(said, []);
    sync.hear('{"type":"sync","delayMs":0,"targetMs":0}', receivers);
    sync.read({ neededMs: 45.4 }, 1_000);
    sync.read({ neededMs: 50 }, 2_000);
    sync.read({ neededMs: 55 }, 3_000);
    assert.deepEqual(said, ['{"type":"sync","needMs":45}', '{"type":"sync","needMs":55}']);
    sync.hear('{"type":"sync","delayMs":230,"targetMs":400}', receivers);
    assert.deepEqual(receivers, [{ jitterBufferTarget: 230 }, { jitterBufferTarget: 230 }]);
    assert.equal(sync.delayMs, 230);
    sync.hear('{"type":"sync"}', receivers);
    assert.deepEqual(receivers, [{ jitterBufferTarget: null }, { jitterBufferTarget: null }]);
    sync.read({ neededMs: 60 }, 9_000);
    assert.equal(said.length, 2);
});

test('should take what a buffer holds for its need only while nothing holds it back', () => {
    /** @type {string[]} */
    const said = [];
    const sync = new AudienceSync((text) => said.push(text));
    const receivers = /** @type {any} */ ([{ jitterBufferTarget: null }]);
    sync.hear('{"type":"sync","delayMs":0}', receivers);
    sync.read({ jitterBufferMs: 30, decodeMs: 5 }, 0);
    sync.hear('{"type":"sync","delayMs":300}', receivers);
    sync.read({ jitterBufferMs: 300, decodeMs: 5 }, 5_000);
    assert.deepEqual(said, ['{"type":"sync","needMs":35}', '{"type":"sync","needMs":35}']);
});
