import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyName, keysPlace, padPlace, stickPlace, STEERING_KEYS } from '../pages/assets/steering.js';

test('a stick has a dead zone, and reaches its full way at the rim and beyond', () => {
    assert.deepEqual(stickPlace(0.05, -0.05), { x: 0, y: 0 });
    assert.deepEqual(stickPlace(0.12, 0), { x: 0, y: 0 });
    assert.ok(stickPlace(0.13, 0).x < 0.02);
    assert.deepEqual(stickPlace(1, 0), { x: 1, y: 0 });
    const far = stickPlace(3, -4);
    assert.ok(Math.abs(far.x - 0.6) < 1e-9 && Math.abs(far.y + 0.8) < 1e-9);
    assert.deepEqual(stickPlace(NaN, 0), { x: 0, y: 0 });
});

test('a pad reaches from edge to edge, up is positive', () => {
    assert.deepEqual(padPlace(0.5, 0.5), { x: 0, y: 0 });
    assert.deepEqual(padPlace(0, 0), { x: -1, y: 1 });
    assert.deepEqual(padPlace(1.4, 1.2), { x: 1, y: -1 });
});

test('keys add up, and two at once go no further than one', () => {
    const { ArrowUp, ArrowRight, ArrowLeft } = STEERING_KEYS.arrows;
    assert.deepEqual(keysPlace([]), { x: 0, y: 0 });
    assert.deepEqual(keysPlace([ArrowLeft, ArrowRight]), { x: 0, y: 0 });
    const both = keysPlace([ArrowUp, ArrowRight]);
    assert.ok(Math.abs(Math.hypot(both.x, both.y) - 1) < 1e-9 && both.x === both.y);
});

test('keys are called what is printed on them', () => {
    assert.deepEqual(['Space', 'KeyH', 'Digit1', 'arrows', 'F5'].map(keyName), ['Space', 'H', '1', '← ↑ ↓ →', 'F5']);
});
