import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diff, mergePatch } from '../src/merge-patch.js';

test('the examples of RFC 7396, appendix A', () => {
    for (const [target, patch, result] of [
        [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
        [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
        [{ a: 'b' }, { a: null }, {}],
        [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
        [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
        [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
        [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
        [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
        [['a', 'b'], ['c', 'd'], ['c', 'd']],
        [{ a: 'b' }, ['c'], ['c']],
        [{ a: 'foo' }, null, null],
        [{ a: 'foo' }, 'bar', 'bar'],
        [{ e: null }, { a: 1 }, { e: null, a: 1 }],
        [[1, 2], { a: 'b', c: null }, { a: 'b' }],
        [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    ]) {
        assert.deepEqual(mergePatch(target, patch), result);
    }
});

test('what was there before stays as it was, and what did not change is the same object', () => {
    const before = Object.freeze({ one: Object.freeze({ x: 1 }), two: Object.freeze({ y: 2 }) });
    const after = mergePatch(before, { two: { y: 3 } });
    assert.equal(after.one, before.one);
    assert.deepEqual(before.two, { y: 2 });
});

test('names with a meaning in JavaScript are names like any other', () => {
    const after = mergePatch({}, JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}'));
    assert.equal(/** @type {any} */ ({}).polluted, undefined);
    assert.equal(Object.getPrototypeOf(after), Object.prototype);
    assert.deepEqual(Object.keys(after), ['__proto__', 'constructor']);
});

test('a difference, applied, makes the one out of the other', () => {
    let seed = 7;
    const random = (below) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const any = (depth) => {
        switch (random(depth > 3 ? 3 : 6)) {
            case 0:
                return random(3);
            case 1:
                return ['a', 'b'][random(2)];
            case 2:
                return random(2) === 0;
            case 3:
                return Array.from({ length: random(3) }, () => any(depth + 1));
            default:
                return Object.fromEntries(Array.from({ length: random(4) }, () => [`n${random(4)}`, any(depth + 1)]));
        }
    };
    for (let round = 0; round < 2_000; round++) {
        const before = { n0: any(0), n1: any(0) };
        const after = { n0: any(0), n2: any(0) };
        assert.deepEqual(mergePatch(before, diff(before, after) ?? {}), after);
        assert.equal(diff(after, structuredClone(after)), undefined);
    }
});
