import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readInputFrame } from '../src/input-frame.js';
import { writePositions, writeTally } from '../src/out-frames.js';
import { openChannels, Viewer } from '../src/viewer.js';
import { farEnd, FakePeer, memoryStore } from './fake-channels.js';

const CONTROLS = {
    weapon: { kind: 'poll', number: 1, options: ['Sword', 'Bow'], round: 1, everyMs: 20_000, closesAt: 1_800_000_020_000_000 },
    drone: { kind: 'joystick', number: 2, deadmanMs: 300 },
    heal: { kind: 'button', number: 3, cost: 100, cooldownMs: 5_000 },
    jump: { kind: 'button', number: 4 },
    chat: { kind: 'textbox', number: 5 },
    shut: { kind: 'button', number: 6, disabled: true },
};
const SNAPSHOT = { type: 'snapshot', ver: 10, scene: 'default', group: 'default', controls: CONTROLS, world: { hp: 40 }, live: true, tallies: { weapon: [1, 2] } };

/** A viewer that is welcome and has its snapshot, on channels; time passes when told to. */
function scene(context, options = {}) {
    let passedMs = 0;
    context.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    const store = memoryStore();
    const viewer = new Viewer({ stream: 'test', store, nowMs: () => 1_000 + passedMs, random: () => 0, ...options });
    const events = [];
    for (const type of ['open', 'close', 'change', 'tally', 'result', 'cooldown', 'purchase', 'balance', 'vote', 'event', 'cue', 'positions', 'error']) {
        viewer.addEventListener(type, (event) => events.push({ type, detail: event.detail }));
    }
    const self = {
        viewer,
        store,
        events,
        of: (type) => events.filter((event) => event.type === type).map(({ detail }) => detail),
        channels: undefined,
        end: undefined,
        attach({ welcome = {}, snapshot = SNAPSHOT } = {}) {
            self.channels = openChannels(new FakePeer());
            viewer.attach(self.channels);
            self.end = farEnd(self.channels);
            self.end.open();
            self.end.welcome(welcome);
            if (snapshot) {
                self.end.say(snapshot);
            }
        },
        pass(ms) {
            for (let left = ms; left > 0; left--) {
                passedMs++;
                context.mock.timers.tick(1);
            }
        },
        records: () => self.channels.in.sent.flatMap((bytes) => readInputFrame(bytes).records),
    };
    self.attach();
    return self;
}

test('the three channels are as the protocol says', () => {
    const peer = new FakePeer();
    openChannels(peer);
    assert.deepEqual(peer.channels.map(({ label, options }) => [label, options]), [
        ['ctl', { id: 0, ordered: true, negotiated: true, protocol: 'treecast.v1' }],
        ['in', { id: 1, ordered: false, maxPacketLifeTime: 100, negotiated: true, protocol: 'treecast.v1' }],
        ['out', { id: 2, ordered: false, maxRetransmits: 0, negotiated: true, protocol: 'treecast.v1' }],
    ]);
});

test('says hello when the channel opens, and knows the show from the snapshot', (context) => {
    const { viewer, end, of } = scene(context, { token: 'secret' });
    assert.deepEqual(end.heard('hello'), [{ type: 'hello', version: 1, role: 'viewer', token: 'secret', client: 'treecast-sdk js' }]);
    assert.equal(viewer.connected && viewer.live, true);
    assert.equal(viewer.me.name, 'Otter');
    assert.equal(viewer.balance, 500);
    assert.deepEqual(viewer.tally('weapon'), [1, 2]);
    assert.equal(Math.round(viewer.closesInMs('weapon')), 20_000);
    assert.equal(of('change').length, 1);
});

test('patches change the view and leave the rest as it is', (context) => {
    const { viewer, end, of } = scene(context);
    const before = viewer.view;
    end.say({ type: 'patch', from: 10, ver: 12, ops: { world: { hp: 90 }, controls: { heal: { disabled: true }, chat: null } } });
    assert.equal(viewer.view.world.hp, 90);
    assert.equal(viewer.view.controls.heal.disabled, true);
    assert.equal(viewer.view.controls.chat, undefined);
    assert.equal(viewer.view.controls.drone, before.controls.drone);
    assert.equal(of('change').at(-1).before, before);
    end.say({ type: 'patch', from: 10, ver: 12, ops: { world: { hp: 1 } } });
    assert.equal(viewer.view.world.hp, 90, 'a patch that is known already changes nothing');
});

test('effects are part of the view, and their time runs by the server\'s clock', (context) => {
    const { viewer, end, pass } = scene(context);
    assert.deepEqual(viewer.view.effects, {});
    const speed = { label: 'Double speed', durationMs: 30_000, endsAt: 1_800_000_030_000_000 };
    end.say({ type: 'patch', from: 10, ver: 11, ops: { effects: { speed } } });
    assert.deepEqual(viewer.view.effects.speed, speed);
    assert.equal(Math.round(viewer.effectLeftMs('speed')), 30_000);
    pass(1_000);
    assert.equal(Math.round(viewer.effectLeftMs('speed')), 29_000);
    end.say({ type: 'patch', from: 11, ver: 12, ops: { effects: { speed: { endsAt: null, remainingMs: 29_000 } } } });
    pass(1_000);
    assert.equal(viewer.effectLeftMs('speed'), 29_000);
    end.say({ type: 'patch', from: 12, ver: 13, ops: { effects: { speed: null } } });
    assert.equal(viewer.effectLeftMs('speed'), 0);
    assert.equal(viewer.effectLeftMs('constructor'), 0);
    end.say({ ...SNAPSHOT, ver: 14, effects: { fog: { durationMs: 500, endsAt: 1_800_000_000_000_000 } } });
    assert.equal(viewer.effectLeftMs('fog'), 0, 'never less than nothing');
});

test('a patch that is missing ends the connection, and the next one resumes', (context) => {
    const scenery = scene(context);
    scenery.end.say({ type: 'patch', from: 11, ver: 12, ops: { world: { hp: 1 } } });
    assert.equal(scenery.viewer.connected, false);
    scenery.attach({ snapshot: undefined, welcome: { resumed: true } });
    assert.deepEqual(scenery.end.heard('hello')[0].resume, { session: 's1', ver: 10 });
    scenery.end.say({ type: 'patch', from: 10, ver: 12, ops: { world: { hp: 2 } } });
    assert.equal(scenery.viewer.view.world.hp, 2);
});

test('a press is repeated with one number, and a release follows it', (context) => {
    const { viewer, pass, records } = scene(context, { seenTimestamp: () => 90_000 });
    assert.equal(viewer.press('jump'), true);
    pass(200);
    viewer.release('jump');
    viewer.release('jump');
    pass(200);
    assert.deepEqual(records().map(({ action, input }) => `${action} ${input}`), [
        'press 0', 'press 0', 'press 0', 'release 1', 'release 1', 'release 1',
    ]);
});

test('input carries the frame that was seen', (context) => {
    const { viewer, channels, end } = scene(context, { seenTimestamp: () => 90_000 });
    viewer.press('jump');
    assert.equal(readInputFrame(channels.in.sent[0]).seen, 90_000);
    viewer.vote('weapon', 'Bow');
    assert.deepEqual(end.heard('ballot'), [{ type: 'ballot', control: 'weapon', round: 1, option: 1, seen: 90_000 }]);
});

test('what would be refused is refused here, with a code and a sentence', async (context) => {
    const { viewer, end, of, channels } = scene(context);
    assert.equal(viewer.press('nothing'), false);
    assert.equal(viewer.press('shut'), false);
    await assert.rejects(viewer.vote('weapon', 'Spoon'), { code: 'invalid' });
    end.say({ type: 'cooldown', control: 'heal', readyAt: 1_800_000_005_000_000 });
    await assert.rejects(viewer.buy('heal'), { code: 'cooldown', path: 'heal' });
    end.say({ type: 'patch', from: 10, ver: 11, ops: { live: false } });
    assert.equal(viewer.press('jump'), false);
    assert.deepEqual(of('error').map(({ code }) => code), ['not-found', 'disabled', 'invalid', 'cooldown', 'disabled']);
    assert.ok(of('error').every(({ message }) => message.length > 0));
    assert.deepEqual([channels.in.sent.length, end.heard('ballot').length, end.heard('intent').length], [0, 0, 0]);
});

test('hammering a button never goes beyond what the server would count as a strike', (context) => {
    const { viewer, pass, records, of } = scene(context);
    for (let times = 0; times < 400; times++) {
        viewer.press('jump');
        viewer.release('jump');
        pass(25);
    }
    const numbers = new Set(records().map(({ input }) => input));
    assert.ok(numbers.size <= 20 + 10 * 10, `${numbers.size} inputs in 10 s`);
    assert.ok(numbers.size >= 100);
    assert.ok(of('error').every(({ code, retryAfterMs }) => code === 'rate' && retryAfterMs > 0));
    const downs = records().filter(({ action }) => action === 'press').length;
    const ups = records().filter(({ action }) => action === 'release').length;
    assert.ok(Math.abs(downs - ups) <= 3, 'each press has its release');
});

test('a vote is counted when the server says so, and is sent again after a loss', async (context) => {
    const scenery = scene(context);
    const vote = scenery.viewer.vote('weapon', 0);
    scenery.channels.ctl.close();
    scenery.attach({ snapshot: undefined, welcome: { resumed: true } });
    assert.equal(scenery.end.heard('ballot').length, 1);
    scenery.end.say({ type: 'ballot', control: 'weapon', round: 1, option: 0, counted: true });
    await vote;
    assert.equal(scenery.viewer.voted('weapon'), 0);
    scenery.end.say({ type: 'patch', from: 10, ver: 11, ops: { controls: { weapon: { round: 2 } } } });
    assert.equal(scenery.viewer.voted('weapon'), -1, 'a vote is for its round');
    assert.deepEqual(scenery.viewer.tally('weapon'), [0, 0]);
});

test('a refused vote fails with the server\'s code', async (context) => {
    const { viewer, end } = scene(context);
    const vote = viewer.vote('weapon', 0);
    end.say({ type: 'error', code: 'closed', message: 'The round is over.', path: 'weapon' });
    await assert.rejects(vote, { code: 'closed', message: 'The round is over.' });
});

test('tallies arrive by number, old rounds are not shown', (context) => {
    const { viewer, channels, of } = scene(context);
    channels.out.say(writeTally({ control: 1, round: 1, counts: [5, 6] }));
    assert.deepEqual(viewer.tally('weapon'), [5, 6]);
    channels.out.say(writeTally({ control: 1, round: 0, counts: [9, 9] }));
    channels.out.say(writeTally({ control: 77, round: 1, counts: [9, 9] }));
    assert.deepEqual(of('tally'), [{ control: 'weapon', round: 1, counts: [5, 6] }]);
});

test('positions: the newest wins, and a frame that is none is counted', (context) => {
    const { viewer, channels, of } = scene(context);
    for (const number of [5, 4, 5, 6]) {
        channels.out.say(writePositions(number, Uint8Array.of(number)));
    }
    channels.out.say(Uint8Array.of(3, 0));
    assert.deepEqual(of('positions').map(({ bytes }) => bytes[0]), [5, 6]);
    assert.equal(viewer.malformed, 1);
});

test('a purchase goes through: sent, held, captured', async (context) => {
    const { viewer, end, of, store } = scene(context);
    const bought = viewer.buy('heal');
    const [{ key, control }] = end.heard('intent');
    assert.equal(control, 'heal');
    assert.match(key, /^[A-Za-z0-9_.-]{8,64}$/);
    assert.ok(store.map.get('treecast.intents.test').includes(key));
    end.say({ type: 'hold', key, purchase: 'p1', control: 'heal', cost: 100, balance: 400, expiresAt: 0 });
    assert.equal(viewer.balance, 400);
    end.say({ type: 'capture', key, purchase: 'p1', balance: 400 });
    // From a server that has its ledger back.
    end.say({ type: 'balance', balance: 390 });
    assert.equal(viewer.balance, 390);
    end.say({ type: 'balance', balance: 400 });
    assert.equal((await bought).state, 'captured');
    assert.deepEqual(of('purchase').map(({ state }) => state), ['sent', 'held', 'captured']);
    assert.equal(store.map.size, 0, 'a purchase that is final is not kept');
});

test('a purchase whose answer is lost is asked after with the same key, over a reload, too', async (context) => {
    const scenery = scene(context);
    scenery.viewer.press('heal');
    const [{ key }] = scenery.end.heard('intent');
    scenery.channels.ctl.close();
    const reloaded = new Viewer({ stream: 'test', store: scenery.store, nowMs: () => 0 });
    const channels = openChannels(new FakePeer());
    reloaded.attach(channels);
    const end = farEnd(channels);
    end.open();
    end.welcome();
    assert.deepEqual(end.heard('intent').map((intent) => intent.key), [key]);
    end.say({ type: 'void', key, code: 'failed', message: 'full health', balance: 500 });
    assert.equal(scenery.store.map.size, 0);
});

test('somebody else does not make a purchase again that was not theirs', (context) => {
    const scenery = scene(context);
    scenery.viewer.press('heal');
    scenery.channels.ctl.close();
    scenery.attach({ welcome: { viewer: { id: 'v2', name: 'Newt', roles: [] } } });
    assert.deepEqual(scenery.end.heard('intent'), []);
    assert.equal(scenery.of('purchase').at(-1).state, 'voided');
});

test('a voided and a refused purchase fail with their reasons', async (context) => {
    const { viewer, end } = scene(context);
    const voided = viewer.buy('heal');
    end.say({ type: 'void', key: end.heard('intent')[0].key, purchase: 'p1', code: 'failed', message: 'full health', balance: 500 });
    await assert.rejects(voided, { code: 'failed', message: 'full health' });
    const refused = viewer.buy('heal');
    end.say({ type: 'error', code: 'funds', message: 'You have 50 credits.', path: 'heal' });
    await assert.rejects(refused, { code: 'funds' });
});

test('text is answered by its id', async (context) => {
    const { viewer, end, of } = scene(context);
    const said = viewer.say('chat', 'hello');
    const [text] = end.heard('text');
    assert.equal(text.text, 'hello');
    end.say({ type: 'reply', id: text.id, result: {} });
    await said;
    const refused = viewer.say('chat', 'rude');
    end.say({ type: 'error', id: end.heard('text')[1].id, code: 'refused', message: 'Please be kind.' });
    await assert.rejects(refused, { code: 'refused' });
    assert.equal(of('error').at(-1).message, 'Please be kind.');
});

test('cues wait for their frame, over the wrap of RTP timestamps', (context) => {
    let seen = 0xffff_fff0;
    const { end, pass, of } = scene(context, { seenTimestamp: () => seen });
    end.say({ type: 'cue', at: 1_800_000_000_500_000, rtp: 5, name: 'bang', data: { loud: true } });
    pass(100);
    assert.deepEqual(of('cue'), []);
    seen = 5;
    pass(20);
    assert.deepEqual(of('cue').map(({ name, data }) => ({ name, data })), [{ name: 'bang', data: { loud: true } }]);
});

test('without a frame clock a cue waits for stream time', (context) => {
    const { end, pass, of } = scene(context);
    end.say({ type: 'cue', at: 1_800_000_000_500_000, rtp: 5, name: 'bang' });
    pass(450);
    assert.deepEqual(of('cue'), []);
    pass(100);
    assert.equal(of('cue').length, 1);
});

test('nonsense from the server is counted and changes nothing', (context) => {
    const { viewer, channels, end } = scene(context);
    const before = viewer.view;
    channels.ctl.say('{');
    channels.ctl.say('[]');
    channels.ctl.say('{"type":7}');
    end.say({ type: 'news-of-version-2' });
    assert.equal(viewer.malformed, 3);
    assert.equal(viewer.view, before);
    assert.equal(viewer.connected, true);
});

test('bye ends it, and says why', (context) => {
    const { viewer, end, of } = scene(context);
    end.say({ type: 'bye', code: 'strikes', message: 'Too many bad messages.', reconnect: false });
    assert.equal(viewer.connected, false);
    const { error, willReopen } = of('close')[0];
    assert.deepEqual([error.code, willReopen], ['strikes', false]);
});

test('a moderator hears the stats', (context) => {
    const { viewer, end } = scene(context);
    const heard = [];
    viewer.addEventListener('stats', (event) => heard.push(event.detail));
    const stats = { type: 'stats', viewers: 3, received: 5, merged: 4, sampled: 1, dropped: { rate: 2 }, degraded: 'none' };
    end.say(stats);
    assert.deepEqual(heard, [stats]);
});
