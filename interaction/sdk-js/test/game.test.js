import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { openChannels, Show } from '../src/game.js';
import { farEnd, FakePeer } from './fake-channels.js';
import { happens, scriptedServer, TIME_US } from './scripted-server.js';

/** A server, a show on it, and their first connection, with the document that the game found. */
async function scene(context, { document = {}, options = {}, describe = () => {} } = {}) {
    const server = await scriptedServer();
    const errors = [];
    const connecting = Show.connect(server.url, 'key', { WebSocket, random: () => 0, onError: (error) => errors.push(error), ...options });
    let connection = await server.next();
    const hello = await connection.welcomeGame(document);
    const show = await connecting;
    context.after(() => {
        show.close();
        server.close();
    });
    const handles = describe(show);
    return { server, show, connection, hello, errors, handles };
}

/** The same, declared and live. */
async function liveScene(context, given) {
    const scenery = await scene(context, given);
    const ready = scenery.show.ready();
    const ops = await scenery.connection.takeReady();
    await ready;
    return { ...scenery, ops };
}

const asRecord = (more) => ({ received: 1, distinct: 1, dead: false, ...more });
const tick = (records, number = 1) => ({ type: 'tick', tick: number, time: TIME_US, records });
const DIRECTIONS = Array(16).fill(0);
const moved = (meanX, meanY) => ({ moves: 1, meanX, meanY, deviationX: 0, deviationY: 0, directions: DIRECTIONS });

/** Waits until something is so, turn by turn of the event loop. */
async function until(condition) {
    while (!condition()) {
        await new Promise((resolve) => setImmediate(resolve));
    }
}

test('declares its controls in one patch and then says ready', async (context) => {
    const { hello, ops } = await liveScene(context, {
        describe(show) {
            show.poll('weapon', 'Sword', 'Bow').every(20_000);
            show.joystick('drone').mean().deadman(300).key('arrows');
            show.button('heal').cost(100).cooldown(5_000);
            show.scene('boss').label('hint', 'Hide!');
            show.group('red', 'boss');
            show.world({ hp: 40 });
        },
    });
    assert.deepEqual(hello, { type: 'hello', version: 1, role: 'game', token: 'key', client: 'treecast-sdk js' });
    assert.deepEqual(ops, {
        scenes: {
            default: {
                controls: {
                    weapon: { kind: 'poll', options: ['Sword', 'Bow'], everyMs: 20_000 },
                    drone: { kind: 'joystick', merge: 'aggregate', deadmanMs: 300, key: 'arrows' },
                    heal: { kind: 'button', cost: 100, cooldownMs: 5_000, cooldownPer: 'viewer' },
                },
            },
            boss: { controls: { hint: { kind: 'label', text: 'Hide!' } } },
        },
        groups: { red: { scene: 'boss' } },
        world: { hp: 40 },
    });
});

test('a game that takes over changes only what is different, and what the server makes stays', async (context) => {
    const { ops } = await liveScene(context, {
        document: {
            scenes: { default: { controls: {
                heal: { kind: 'button', cost: 50, number: 4 },
                old: { kind: 'button', number: 5 },
                weapon: { kind: 'poll', options: ['Sword', 'Bow'], number: 6, round: 9, closesAt: TIME_US },
            } } },
            groups: { default: { scene: 'default' } },
            world: {},
        },
        describe(show) {
            show.button('heal').cost(100);
            show.poll('weapon', 'Sword', 'Bow');
        },
    });
    assert.deepEqual(ops, { scenes: { default: { controls: { old: null, heal: { cost: 100 } } } } });
});

test('a declaration that does not fit fails with the server\'s sentence', async (context) => {
    const { show, connection } = await scene(context, { describe: (show) => show.poll('weapon', 'Sword') });
    const ready = show.ready();
    const { id } = await connection.hear('patch');
    connection.say({ type: 'error', id, code: 'invalid', message: 'A poll has 2 to 32 options.', path: 'scenes.default.controls.weapon' });
    await assert.rejects(ready, { code: 'invalid', message: 'A poll has 2 to 32 options.' });
});

test('ticks reach the controls they are about', async (context) => {
    const { connection, handles } = await liveScene(context, { describe: (show) => ({ drone: show.joystick('drone'), jump: show.button('jump') }) });
    const { drone, jump } = handles;
    const ticks = [];
    drone.onTick((one) => ticks.push([one.x, one.y, one.dead]));
    const presses = new Promise((resolve) => jump.onPress(resolve));
    connection.sayGame(tick([asRecord({ control: 1, moved: moved(0.5, -0.5) }), asRecord({ control: 2, distinct: 3, pressed: { presses: 3, releases: 1, holding: 2 } })]));
    const press = await presses;
    assert.deepEqual([press.presses, press.viewers, press.tick], [3, 3, 1]);
    assert.deepEqual([drone.x(), drone.y(), jump.holding], [0.5, -0.5, 2]);
    assert.deepEqual([jump.pressed(), jump.pressed()], [3, 0]);
    connection.sayGame(tick([asRecord({ control: 1, dead: true })], 2));
    await until(() => ticks.length === 2);
    assert.deepEqual(ticks, [[0.5, -0.5, false], [0, 0, true]]);
});

test('samples, crew input and texts come with names', async (context) => {
    const { connection, handles } = await liveScene(context, { describe: (show) => ({ fly: show.pad('fly').sample(4), chat: show.textbox('chat') }) });
    const heard = [];
    handles.fly.onInput((who, input) => heard.push([who.name, input.action, input.x, input.ageMs]));
    handles.chat.onText((who, text) => heard.push([who.name, text]));
    connection.sayGame({ type: 'name', viewer: 9, id: 'v9', name: 'Otter' });
    connection.sayGame(tick([asRecord({ control: 1, samples: [{ viewer: 9, action: 'move', x: 1, y: 0, age: 80 }] })]));
    connection.sayGame({ type: 'crew', control: 1, sample: { viewer: 9, action: 'press', age: -1 } });
    connection.say({ type: 'text', control: 'chat', viewer: { id: 'v9', name: 'Otter' }, text: 'hi' });
    await until(() => heard.length === 3);
    assert.deepEqual(heard, [['Otter', 'move', 1, 80], ['Otter', 'press', undefined, undefined], ['Otter', 'hi']]);
});

test('results name the winner', async (context) => {
    const { connection, handles } = await liveScene(context, { describe: (show) => ({ weapon: show.poll('weapon', 'Sword', 'Bow') }) });
    const result = new Promise((resolve) => handles.weapon.onResult(resolve));
    connection.say({ type: 'result', control: 'weapon', round: 3, counts: [1, 4], winner: 1 });
    assert.deepEqual(await result, { round: 3, counts: [1, 4], index: 1, winner: 'Bow' });
    assert.equal(handles.weapon.result().winner, 'Bow');
    connection.say({ type: 'result', control: 'weapon', round: 4, counts: [0, 0], winner: -1 });
    await until(() => handles.weapon.result().round === 4);
    assert.equal(handles.weapon.result().winner, undefined);
});

test('a delivery is heard once however often it comes, and its decision is repeated until it is settled', async (context) => {
    const { server, show, connection, handles } = await liveScene(context, { describe: (show) => ({ heal: show.button('heal').cost(100) }) });
    let bought = 0;
    const settled = new Promise((resolve) => handles.heal.onBuy((_who, buy) => {
        bought++;
        buy.capture().then(resolve);
    }));
    const deliver = { type: 'deliver', purchase: 'p1', control: 'heal', cost: 100, viewer: { id: 'v1', name: 'Otter' }, expiresAt: 0, attempt: 1 };
    connection.say(deliver);
    assert.deepEqual(await connection.hear('capture'), { type: 'capture', purchase: 'p1' });
    connection.say({ ...deliver, attempt: 2 });
    await connection.hear('capture');
    connection.drop();
    const again = await server.next();
    await again.welcomeGame();
    await again.hear('capture');
    again.say({ type: 'settled', purchase: 'p1', state: 'captured' });
    assert.equal(await settled, 'captured');
    assert.equal(bought, 1);
    assert.equal(show.connected, true);
});

test('a refund carries its reason, a handler that throws gives the money back, and what nobody sells is given back', async (context) => {
    const { connection, handles, errors } = await liveScene(context, {
        describe: (show) => ({ heal: show.button('heal').cost(100), bomb: show.button('bomb').cost(1), gone: show.button('gone').cost(1) }),
    });
    handles.heal.onBuy((_who, buy) => buy.refund('full health', { code: 'retry', retryAfterMs: 1_000 }) && undefined);
    handles.bomb.onBuy(async () => {
        throw new Error('no bombs');
    });
    const deliver = (purchase, control) => connection.say({ type: 'deliver', purchase, control, cost: 1, viewer: { id: 'v1', name: '' }, expiresAt: 0, attempt: 1 });
    deliver('p1', 'heal');
    assert.deepEqual(await connection.hear('void'), { type: 'void', purchase: 'p1', code: 'retry', message: 'full health', retryAfterMs: 1_000 });
    deliver('p2', 'bomb');
    assert.deepEqual(await connection.hear('void'), { type: 'void', purchase: 'p2', code: 'failed', message: 'The game failed.' });
    assert.equal(errors[0].message, 'no bombs');
    deliver('p3', 'gone');
    assert.equal((await connection.hear('void')).code, 'unavailable');
});

test('what was bought while the game was away waits until it is ready', async (context) => {
    const { show, connection } = await scene(context);
    connection.say({ type: 'deliver', purchase: 'p1', control: 'heal', cost: 1, viewer: { id: 'v1', name: '' }, expiresAt: 0, attempt: 2 });
    const heal = show.button('heal').cost(1);
    const bought = new Promise((resolve) => heal.onBuy((_who, buy) => resolve(buy)));
    connection.say({ type: 'stats', viewers: 1, received: 0, merged: 0, sampled: 0, dropped: {}, degraded: 'none' });
    await happens(show, 'stats');
    void show.ready();
    assert.equal((await bought).attempt, 2);
});

test('a lost connection is opened again with a higher epoch, and the show is declared again', async (context) => {
    const { server, show, connection, handles } = await liveScene(context, { describe: (show) => ({ drone: show.joystick('drone') }) });
    connection.sayGame(tick([asRecord({ control: 1, moved: moved(1, 0) })]));
    await until(() => handles.drone.x() === 1);
    connection.drop();
    await happens(show, 'close');
    assert.equal(handles.drone.x(), 0, 'nobody can be heard: neutral');
    show.world({ hp: 7 });
    const again = await server.next();
    const hello = await again.welcomeGame({}, { epoch: 2 });
    assert.equal(hello.epoch, 2);
    const ops = await again.takeReady();
    assert.deepEqual(Object.keys(ops.scenes.default.controls), ['drone']);
    assert.deepEqual(ops.world, { hp: 7 });
});

test('another game took over: the show ends and does not come back', async (context) => {
    const { show, connection } = await liveScene(context);
    const closed = happens(show, 'close');
    connection.say({ type: 'bye', code: 'superseded', message: 'A newer game took over.', reconnect: false });
    const { error, willReopen } = await closed;
    assert.deepEqual([error.code, willReopen, show.connected], ['superseded', false, false]);
});

test('a wrong key is told at once', async (context) => {
    const server = await scriptedServer();
    context.after(() => server.close());
    const connecting = Show.connect(server.url, 'wrong', { WebSocket });
    const connection = await server.next();
    await connection.hear('hello');
    connection.say({ type: 'error', code: 'unauthorized', message: 'The key is wrong.' });
    await assert.rejects(connecting, { code: 'unauthorized', message: 'The key is wrong.' });
    await connection.closed;
});

test('changes after ready are gathered into few patches, one under way at a time', async (context) => {
    const { show, connection } = await liveScene(context);
    for (let hp = 1; hp <= 50; hp++) {
        show.world({ hp });
    }
    const first = await connection.hear('patch');
    assert.deepEqual(first.ops, { world: { hp: 50 } });
    show.world({ hp: 51, x: 1 });
    show.world({ x: null });
    assert.equal(connection.unheard, 0);
    connection.say({ type: 'reply', id: first.id, result: { ver: 3, numbers: {} } });
    assert.deepEqual((await connection.hear('patch')).ops, { world: { hp: 51 } });
});

test('a refused change is reported and given up, and later ones go through', async (context) => {
    const { show, connection, errors } = await liveScene(context);
    show.world({ big: 'x' });
    const first = await connection.hear('patch');
    show.world({ hp: 1 });
    connection.say({ type: 'error', id: first.id, code: 'limit', message: 'The show is too big.' });
    assert.deepEqual((await connection.hear('patch')).ops, { world: { hp: 1 } });
    assert.equal(errors[0].code, 'limit');
});

test('with pump, callbacks wait for the game\'s loop', async (context) => {
    const { show, connection, handles } = await liveScene(context, { options: { pump: true }, describe: (show) => ({ jump: show.button('jump') }) });
    connection.sayGame(tick([asRecord({ control: 1, pressed: { presses: 1, releases: 0, holding: 1 } })]));
    connection.sayGame(tick([asRecord({ control: 1, pressed: { presses: 2, releases: 0, holding: 3 } })]));
    connection.say({ type: 'stats', viewers: 1, received: 0, merged: 0, sampled: 0, dropped: {}, degraded: 'none' });
    await happens(show, 'stats');
    assert.equal(handles.jump.pressed(), 0);
    assert.equal(show.pump(1), 1);
    assert.equal(handles.jump.pressed(), 1);
    assert.equal(show.pump(), 1);
    assert.equal(handles.jump.pressed(), 2);
});

test('events, cues, positions and calls have the protocol\'s shapes', async (context) => {
    const { show, connection } = await liveScene(context);
    show.event('boom', { at: 3 });
    assert.deepEqual(await connection.hear('event'), { type: 'event', name: 'boom', data: { at: 3 }, scope: 'everyone' });
    show.cue(TIME_US, 'flash', undefined, { to: 'group', id: 'red' });
    assert.deepEqual(await connection.hear('cue'), { type: 'cue', at: TIME_US, name: 'flash', scope: 'group', to: 'red' });
    show.positions(Uint8Array.of(1, 2));
    show.positions(Uint8Array.of(3));
    const frames = [await connection.hearFrame(), await connection.hearFrame()];
    assert.deepEqual([...frames[1].subarray(5)], [1, 3]);
    assert.ok(new DataView(frames[1].buffer).getUint32(1) > new DataView(frames[0].buffer).getUint32(1));
    const set = show.outRate(10);
    const { id, method, params } = await connection.hear('call');
    assert.deepEqual([method, params], ['out.rate', { hz: 10 }]);
    connection.say({ type: 'reply', id, result: {} });
    await set;
});

test('a callback that throws is reported, and the rest goes on', async (context) => {
    const { connection, handles, errors } = await liveScene(context, { describe: (show) => ({ jump: show.button('jump'), drone: show.joystick('drone') }) });
    handles.jump.onPress(() => {
        throw new Error('bug');
    });
    connection.sayGame(tick([asRecord({ control: 1, pressed: { presses: 1, releases: 0, holding: 1 } }), asRecord({ control: 2, moved: moved(1, 1) })]));
    await until(() => handles.drone.x() === 1);
    assert.equal(errors[0].message, 'bug');
});

test('nonsense from the server ends nothing', async (context) => {
    const { show, connection, handles } = await liveScene(context, { describe: (show) => ({ drone: show.joystick('drone') }) });
    connection.sayText('{');
    connection.sayText('null');
    connection.sayFrame(Uint8Array.of(0x10, 1));
    connection.sayFrame(Uint8Array.of(0x77));
    connection.sayGame(tick([asRecord({ control: 999, moved: moved(1, 1) }), asRecord({ control: 1, moved: moved(1, 1) })]));
    await until(() => handles.drone.x() === 1);
    assert.equal(show.connected, true);
});

test('closing ends the connection for good', async (context) => {
    const { show, connection } = await liveScene(context);
    show.close();
    await connection.closed;
    assert.equal(show.connected, false);
});

test('a long declaration goes in portions that each fit a message, and none splits a control', async (context) => {
    const { show, connection } = await scene(context, {
        describe(one) {
            for (let index = 0; index < 256; index++) {
                one.button(`b${index}`).label('x'.repeat(190));
            }
        },
    });
    const ready = show.ready();
    const declared = {};
    for (;;) {
        const { id, ops } = await connection.hear('patch');
        assert.ok(JSON.stringify(ops).length < 65_536);
        Object.assign(declared, ops.scenes.default.controls);
        connection.say({ type: 'reply', id, result: { ver: 2, numbers: {} } });
        if (Object.keys(declared).length === 256) {
            break;
        }
    }
    assert.ok(Object.values(declared).every(({ kind, label }) => kind === 'button' && label.length === 190));
    await connection.hear('ready');
    await ready;
});

test('the address may be the server\'s with the stream behind it', async (context) => {
    const server = await scriptedServer();
    const connecting = Show.connect(server.url.replace('/interact', '').replace('ws:', 'http:'), 'key', { WebSocket });
    const connection = await server.next();
    assert.equal(connection.path, '/interact/test');
    await connection.welcomeGame();
    const show = await connecting;
    context.after(() => {
        show.close();
        server.close();
    });
    await assert.rejects(Show.connect('ws://127.0.0.1:1/', 'key', { WebSocket }), { code: 'invalid' });
});

test('too many events are left out and reported, not punished', async (context) => {
    const { show, connection, errors } = await liveScene(context, { options: { nowMs: () => 0 } });
    for (let index = 0; index < 300; index++) {
        show.event('tick');
    }
    await until(() => connection.unheard === 180);
    assert.equal(errors.length, 120);
    assert.ok(errors.every(({ code }) => code === 'rate'));
});

test('a game over data channels goes on over the next connection\'s', async (context) => {
    const connect = () => {
        const channels = openChannels(/** @type {any} */ (new FakePeer()));
        return { channels, end: farEnd(channels) };
    };
    const takeDocument = async ({ end }, document) => {
        end.open();
        await until(() => end.heard('hello').length === 1);
        end.welcome({ epoch: end.heard('hello')[0].epoch ?? 1 });
        end.say({ type: 'snapshot', ver: 1, document });
    };
    const first = connect();
    const connecting = Show.connect(first.channels, 'key');
    await takeDocument(first, {});
    const show = await connecting;
    context.after(() => show.close());
    show.button('jump');
    const ready = show.ready();
    await until(() => first.end.heard('patch').length === 1);
    assert.equal(first.end.heard('hello')[0].role, 'game');
    first.end.say({ type: 'reply', id: first.end.heard('patch')[0].id, result: { ver: 2, numbers: { default: { jump: 1 } } } });
    await ready;
    show.positions(new Uint8Array([7]));
    assert.equal(first.channels.in.sent[0][0], 3);

    const lost = happens(show, 'close');
    first.channels.ctl.close();
    assert.equal((await lost).willReopen, false);
    const next = connect();
    show.attach(next.channels);
    await takeDocument(next, { scenes: { default: { controls: { jump: { kind: 'button', number: 1 } } } } });
    await until(() => next.end.heard('ready').length === 1);
    assert.equal(next.end.heard('hello')[0].epoch, 2);
    assert.equal(next.end.heard('patch').length, 0);
});

test('channels that close before welcome fail the connecting', async () => {
    const channels = openChannels(/** @type {any} */ (new FakePeer()));
    channels.ctl.close();
    await assert.rejects(Show.connect(channels, 'key'), { code: 'disconnected' });
});
