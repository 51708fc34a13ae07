import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choices } from '../pages/assets/quality.js';

test('the menu has the largest picture first, and says what the server chose', () => {
    const state = {
        encodingId: 'h',
        estimateBps: 900_000,
        layers: [{ encodingId: 'q', bitrateBps: 150_000 }, { encodingId: 'h', bitrateBps: 700_000 }, { encodingId: 'f' }],
    };
    const menu = choices(state);
    assert.deepEqual(
        menu.map(({ value }) => value),
        ['', 'f', 'h', 'q'],
    );
    assert.equal(menu[0]?.text, 'Auto · medium');
    assert.equal(menu[1]?.text, 'High');
    assert.match(menu[2]?.text ?? '', /^Medium · 700/);
});

test('a layer that the publisher has paused says so', () => {
    const state = { encodingId: '0', estimateBps: 1, layers: [{ encodingId: '0', bitrateBps: 1_000 }, { encodingId: '1', bitrateBps: 0 }] };
    assert.equal(choices(state)[1]?.text, 'High · not sent now');
});
