import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readInputFrame } from '../src/input-frame.js';
import { InputSender } from '../src/input-sender.js';

/** Every frame with its time, as a timer that is never late would send it. */
function framesUntil(sender, fromMs, untilMs, at = () => {}) {
    const frames = [];
    for (let nowMs = fromMs; nowMs < untilMs; nowMs++) {
        at(nowMs);
        const bytes = sender.frame(nowMs);
        if (bytes) {
            frames.push({ nowMs, records: readInputFrame(bytes).records });
        }
    }
    return frames;
}

test('a press goes out at once and again in the next two frames, 20 to 60 ms apart', () => {
    const sender = new InputSender();
    sender.add(5, 'press');
    const frames = framesUntil(sender, 1_000, 2_000);
    assert.equal(frames.length, 3);
    assert.equal(frames[0].nowMs, 1_000);
    for (const frame of frames) {
        assert.deepEqual(frame.records, [{ control: 5, action: 'press', input: 0 }]);
    }
    for (const [index, frame] of frames.slice(1).entries()) {
        const apartMs = frame.nowMs - frames[index].nowMs;
        assert.ok(apartMs >= 20 && apartMs <= 60, `${apartMs} ms apart`);
    }
    assert.equal(sender.nextMs(), undefined);
});

test('each input has its own number, which wraps', () => {
    const sender = new InputSender({ firstInput: 65_535 });
    sender.add(1, 'press');
    sender.add(1, 'release');
    assert.deepEqual(framesUntil(sender, 0, 1)[0].records.map(({ input }) => input), [65_535, 0]);
});

test('a stick that moves all the time keeps to 30 moves a second, and the newest place goes out', () => {
    const sender = new InputSender();
    const frames = framesUntil(sender, 0, 10_000, (nowMs) => sender.move(3, nowMs / 10_000, 0, 300));
    const moves = frames.flatMap(({ records }) => records);
    assert.ok(moves.length <= 300 && moves.length >= 280, `${moves.length} moves in 10 s`);
    for (const { nowMs, records } of frames) {
        assert.ok(Math.abs(records[0].x - nowMs / 10_000) < 0.001);
    }
    assert.deepEqual(moves.slice(0, 3).map(({ order }) => order), [0, 1, 2]);
});

test('two sticks share the 30 moves, and neither starves', () => {
    const sender = new InputSender();
    const frames = framesUntil(sender, 0, 10_000, (nowMs) => {
        sender.move(3, nowMs / 10_000, 0, 300);
        sender.move(4, 0, nowMs / 10_000, 300);
    });
    const moves = frames.flatMap(({ records }) => records);
    assert.ok(moves.length <= 300);
    for (const control of [3, 4]) {
        assert.ok(moves.filter((move) => move.control === control).length >= 140);
    }
});

test('a stick that is held still is told again well within its dead-man time, and a neutral one three times', () => {
    const sender = new InputSender();
    sender.move(3, 0.5, 0.5, 150);
    const held = framesUntil(sender, 0, 1_000);
    for (const [index, frame] of held.slice(1).entries()) {
        assert.ok(frame.nowMs - held[index].nowMs <= 75);
    }
    sender.move(3, 0, 0, 150);
    const neutral = framesUntil(sender, 1_000, 3_000);
    assert.equal(neutral.length, 3);
    assert.equal(sender.nextMs(), undefined);
});

test('a press is not held back by a stick that moves', () => {
    const sender = new InputSender();
    framesUntil(sender, 0, 200, (nowMs) => sender.move(3, nowMs / 1_000, 0, 300));
    sender.add(5, 'press');
    const [frame] = framesUntil(sender, 200, 300, () => {}).filter(({ records }) => records.some(({ action }) => action === 'press'));
    assert.ok(frame.nowMs <= 220);
});

test('what cannot be sent does not pile up', () => {
    const sender = new InputSender();
    let taken = 0;
    for (let index = 0; index < 1_000; index++) {
        taken += sender.add(1, 'press') ? 1 : 0;
        sender.move(index, 1, 1, 300);
    }
    assert.equal(taken, 64);
    assert.ok(sender.frame(0).length <= 1_100);
});
