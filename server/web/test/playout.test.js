import assert from 'node:assert/strict';
import { test } from 'node:test';
import { playoutOf, withPlayout } from '../pages/assets/playout.js';

test('should ask an endpoint for a playout, once', () => {
    assert.equal(withPlayout('/whep/game', 'smooth'), '/whep/game?playout=smooth');
    assert.equal(withPlayout('/whep/game?playout=smooth', 'interactive'), '/whep/game?playout=interactive');
    assert.equal(withPlayout('/whep/game?playout=smooth', ''), '/whep/game');
    assert.equal(withPlayout('https://a.example/whep/game?a=1', 'smooth'), 'https://a.example/whep/game?a=1&playout=smooth');
});

test('should take no other word for a playout', () => {
    assert.deepEqual(['smooth', 'interactive', 'synchronized', 'slow', '', null].map(playoutOf), ['smooth', 'interactive', 'synchronized', '', '', '']);
});
