import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gridFor, pictureIn, placeOf } from '../pages/assets/grid.js';

test('each screen has its grid', () => {
    assert.equal(gridFor({ width: 1920, height: 1080 }), 'large');
    assert.equal(gridFor({ width: 1024, height: 1366 }), 'large');
    assert.equal(gridFor({ width: 812, height: 375 }), 'medium');
    assert.equal(gridFor({ width: 375, height: 812 }), 'small');
});

test('a rectangle becomes a part of the grid', () => {
    const control = { layout: { large: { x: 40, y: 9, w: 20, h: 4.5 }, small: { x: 0, y: 0, w: 30, h: 4 } } };
    assert.deepEqual(placeOf('large', control), { left: '50%', top: '20%', width: '25%', height: '10%' });
    assert.deepEqual(placeOf('small', control), { left: '0%', top: '0%', width: '100%', height: '10%' });
    assert.equal(placeOf('medium', control), undefined);
    assert.equal(placeOf('large', {}), undefined);
});

test('what does not fit the grid is brought inside, and nonsense is not placed', () => {
    assert.deepEqual(placeOf('large', { layout: { large: { x: 70, y: -5, w: 40, h: 45 } } }), { left: '87.5%', top: '0%', width: '12.5%', height: '100%' });
    for (const large of [{ x: 'a', y: 0, w: 1, h: 1 }, { x: 0, y: 0, w: 0, h: 1 }, { x: 0 }]) {
        assert.equal(placeOf('large', /** @type {any} */ ({ layout: { large } })), undefined);
    }
});

test('the picture in its letterbox', () => {
    assert.deepEqual(pictureIn({ width: 1000, height: 400 }, { width: 1600, height: 800 }), { left: 100, top: 0, width: 800, height: 400 });
    assert.deepEqual(pictureIn({ width: 400, height: 800 }, { width: 0, height: 0 }), { left: 0, top: 287.5, width: 400, height: 225 });
});
