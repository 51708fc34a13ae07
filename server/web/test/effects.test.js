import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { chipOf, EffectChips } from '../pages/assets/effects.js';

/** As much of an element as a chip needs. */
class FakeElement {
    children = [];
    dataset = {};
    hidden = false;
    textContent = '';
    className = '';
    properties = new Map();
    style = { setProperty: (name, value) => this.properties.set(name, value) };

    append(...children) {
        for (const child of children) {
            child.parent = this;
            this.children.push(child);
        }
    }

    remove() {
        this.parent.children.splice(this.parent.children.indexOf(this), 1);
    }

    setAttribute() {}

    /** What a chip says: bar, name, time. */
    get said() {
        const [bar, name, time] = this.children;
        return [name.textContent, time.textContent, Number(bar.properties.get('--left')), this.dataset.state];
    }
}

beforeEach(() => {
    globalThis.document = { createElement: () => new FakeElement() };
    mock.timers.enable({ apis: ['setInterval'] });
});
afterEach(() => {
    mock.timers.reset();
    delete globalThis.document;
});

/** A viewer's effects, and its clock. */
function scene(effects) {
    const viewer = {
        view: { effects },
        nowMs: 0,
        effectLeftMs(id) {
            const { endsAt, remainingMs } = viewer.view.effects[id];
            return remainingMs ?? Math.max(0, endsAt / 1000 - viewer.nowMs);
        },
    };
    const list = new FakeElement();
    list.hidden = true;
    const chips = new EffectChips(viewer, list);
    const see = (next) => {
        viewer.view = { effects: next };
        chips.show();
    };
    const pass = (ms) => {
        viewer.nowMs += ms;
        mock.timers.tick(ms);
    };
    chips.show();
    return { viewer, list, see, pass };
}

test('a chip has the label, the time that is left, and its share', () => {
    const speed = { label: 'Double speed', durationMs: 30_000, endsAt: 1 };
    assert.deepEqual(chipOf('speed', speed, 14_500), { name: 'Double speed', time: '15 s', share: 14.5 / 30, state: 'running' });
    assert.deepEqual(chipOf('fog', { durationMs: 600_000, remainingMs: 90_000 }, 90_000), { name: 'fog', time: '1:30', share: 0.15, state: 'still' });
    assert.equal(chipOf('speed', speed, 0).state, 'over');
    assert.equal(chipOf('speed', speed, 40_000).share, 1, 'a clock that is not known well yet');
    assert.equal(chipOf('odd', { durationMs: 0, endsAt: 1 }, 0).share, 0);
});

test('the bar runs down, stands still while the effect does, and goes with it', () => {
    const speed = { label: 'Double speed', durationMs: 30_000, endsAt: 30_000_000 };
    const { list, see, pass } = scene({});
    assert.equal(list.hidden, true);
    see({ speed });
    const [chip] = list.children;
    assert.equal(list.hidden, false);
    assert.deepEqual(chip.said, ['Double speed', '30 s', 1, 'running']);
    pass(15_000);
    assert.deepEqual(chip.said, ['Double speed', '15 s', 0.5, 'running']);
    see({ speed: { label: 'Double speed', durationMs: 30_000, remainingMs: 15_000 } });
    pass(60_000);
    assert.deepEqual(chip.said, ['Double speed', '15 s', 0.5, 'still']);
    assert.equal(list.children[0], chip, 'it is the same element');
    see({ speed: { ...speed, endsAt: 90_000_000 }, fog: { durationMs: 1_000, endsAt: 76_000_000 } });
    assert.equal(list.children.length, 2);
    pass(1_000);
    assert.equal(list.children[1].hidden, true, 'over, though the server has not said so yet');
    assert.equal(list.hidden, false);
    see({ speed });
    assert.deepEqual(list.children, [chip]);
    see({});
    assert.equal(list.hidden, true);
    assert.equal(list.children.length, 0);
});
