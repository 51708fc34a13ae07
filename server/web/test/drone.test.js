import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asPlace, readPosition } from '../pages/assets/drone.js';

test('a position is two big-endian floats, kept on the picture', () => {
    const view = new DataView(new ArrayBuffer(10), 2);
    view.setFloat32(0, 0.25);
    view.setFloat32(4, 7);
    assert.deepEqual(readPosition(new Uint8Array(view.buffer, 2)), { x: 0.25, y: 1 });
    assert.equal(readPosition(new Uint8Array(7)), undefined);
});

test('what is no place is none', () => {
    assert.equal(asPlace(undefined), undefined);
    assert.equal(asPlace({ x: 1 }), undefined);
    assert.equal(asPlace({ x: NaN, y: 0 }), undefined);
    assert.deepEqual(asPlace({ x: -1, y: 0.5 }), { x: 0, y: 0.5 });
});
