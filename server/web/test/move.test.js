import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moveOrder } from '../pages/assets/move.js';

test('should read where to go on', () => {
    assert.equal(moveOrder('{"type":"move","whep":"https://edge-2.example.com/whep/live"}', 'whep'), 'https://edge-2.example.com/whep/live');
    assert.equal(moveOrder('{"type":"move","whip":"http://10.0.0.2:8080/whip/live"}', 'whip'), 'http://10.0.0.2:8080/whip/live');
});

test('should pass over what is no such order', () => {
    for (const data of [
        new ArrayBuffer(8),
        '{"type":"snapshot"}',
        '{"type":"move"',
        '{"type":"move"}',
        '{"type":"move","whip":7}',
        '{"type":"move","whip":"javascript:alert(1)"}',
        '{"type":"move","whep":"https://edge-2.example.com/whep/live"}',
    ]) {
        assert.equal(moveOrder(data, 'whip'), undefined);
    }
});
