import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../pages/assets/backoff.js';

test('should double up to the longest wait and stay there', () => {
    const backoff = new Backoff({ random: () => 1 });
    assert.deepEqual(
        Array.from({ length: 7 }, () => backoff.next()),
        [1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000],
    );
});

test('should never wait less than half of the ceiling', () => {
    const backoff = new Backoff({ random: () => 0 });
    assert.deepEqual([backoff.next(), backoff.next()], [500, 1_000]);
});

test('should spread those who lost the server together', () => {
    const waits = new Set(Array.from({ length: 100 }, () => Math.round(new Backoff().next())));
    assert.ok(waits.size > 50, `only ${waits.size} different waits`);
});

test('should start short again after a success, and survive a very long outage', () => {
    const backoff = new Backoff({ random: () => 1 });
    for (let failure = 0; failure < 5_000; failure++) {
        assert.ok(backoff.next() <= 10_000);
    }
    backoff.reset();
    assert.equal(backoff.next(), 1_000);
});
