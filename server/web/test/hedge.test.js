import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hedged } from '../pages/assets/hedge.js';

const settle = async () => {
    for (let turn = 0; turn < 10; turn++) {
        await Promise.resolve();
    }
};

/** Requests that are answered by hand. */
function scene(/** @type {import('node:test').TestContext} */ context, waitsMs = [100, 200]) {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    /** @type {{ resolve: (value: any) => void, reject: (error: any) => void, signal: AbortSignal }[]} */
    const asked = [];
    const outcome = hedged(
        (signal) => new Promise((resolve, reject) => asked.push({ resolve, reject, signal })),
        waitsMs,
        (error) => error === 'no',
    ).then((value) => ({ value }), (error) => ({ error }));
    return { asked, outcome, tick: (/** @type {number} */ ms) => context.mock.timers.tick(ms) };
}

test('should ask once where the answer comes soon', async (context) => {
    const { asked, outcome, tick } = scene(context);
    asked[0].resolve('here');
    assert.deepEqual(await outcome, { value: 'here' });
    tick(1_000);
    assert.equal(asked.length, 1);
});

test('should take the first answer and abort the other requests', async (context) => {
    const { asked, outcome, tick } = scene(context);
    tick(99);
    assert.equal(asked.length, 1);
    tick(1);
    assert.equal(asked.length, 2);
    asked[1].resolve('second');
    assert.deepEqual(await outcome, { value: 'second' });
    assert.ok(asked[0].signal.aborted);
    tick(1_000);
    assert.equal(asked.length, 2);
});

test('should go on asking after a failure that is no answer', async (context) => {
    const { asked, outcome, tick } = scene(context);
    asked[0].reject('lost');
    await settle();
    tick(100);
    asked[1].reject('lost');
    await settle();
    tick(200);
    asked[2].resolve('third');
    assert.deepEqual(await outcome, { value: 'third' });
});

test('should fail at once with what is final', async (context) => {
    const { asked, outcome } = scene(context);
    asked[0].reject('no');
    assert.deepEqual(await outcome, { error: 'no' });
});

test('should fail when the last one open has failed', async (context) => {
    const { asked, outcome, tick } = scene(context);
    tick(100);
    tick(200);
    asked[2].reject('lost');
    asked[0].reject('lost');
    await settle();
    asked[1].reject('last');
    assert.deepEqual(await outcome, { error: 'last' });
});
