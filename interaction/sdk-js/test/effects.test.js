import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { Show } from '../src/game.js';
import { scriptedServer, TIME_US } from './scripted-server.js';

const LONG_MS = 600_000;

/** A show whose effect `speed` is described, and what its handlers were told. */
async function scene(context, { effects = {} } = {}) {
    const server = await scriptedServer();
    const errors = [];
    const told = [];
    const connecting = Show.connect(server.url, 'key', { WebSocket, random: () => 0, onError: (error) => errors.push(error) });
    const connection = await server.next();
    await connection.welcomeGame({}, {}, effects);
    const show = await connecting;
    context.after(() => {
        show.close();
        server.close();
    });
    const speed = show.effect('speed').lasting(LONG_MS).label('Double speed');
    speed.onStart(() => told.push('start')).onEnd(() => told.push('end'));
    const ready = async (on = connection) => {
        const done = show.ready();
        await on.takeReady();
        await done;
    };
    return { server, show, connection, speed, errors, told, ready };
}

/** The next message, which has to be this call; answered. */
async function call(connection, method) {
    const { id, ...asked } = await connection.hear('call');
    assert.equal(asked.method, method);
    connection.say({ type: 'reply', id, result: {} });
    return asked.params;
}

const until = async (condition) => {
    while (!condition()) {
        await new Promise((resolve) => setTimeout(resolve, 5));
    }
};
const over = { type: 'effect', effect: 'speed', state: 'ended' };

test('an effect starts, pauses, resumes and ends', async (context) => {
    const { connection, speed, told, errors, ready } = await scene(context);
    await ready();
    speed.data({ factor: 2 }).start();
    assert.equal(speed.isRunning(), true);
    const params = await call(connection, 'effect.start');
    assert.deepEqual(params, { effect: 'speed', durationMs: LONG_MS, label: 'Double speed', data: { factor: 2 } });
    speed.pause().pause();
    assert.deepEqual([speed.isRunning(), speed.isPaused()], [false, true]);
    const left = speed.remainingMs();
    assert.ok(left > LONG_MS - 10_000 && left <= LONG_MS);
    assert.deepEqual(await call(connection, 'effect.pause'), { effect: 'speed' });
    assert.equal(speed.remainingMs(), left);
    speed.resume().resume();
    await call(connection, 'effect.resume');
    speed.end().end();
    await call(connection, 'effect.end');
    assert.equal(speed.remainingMs(), 0);
    assert.deepEqual(told, ['start', 'end']);
    assert.deepEqual(errors, []);
});

test('the server ends it, and not by the end of the one before', async (context) => {
    const { connection, speed, told, ready } = await scene(context);
    await ready();
    speed.start();
    await call(connection, 'effect.start');
    connection.say(over);
    await until(() => !speed.isRunning());
    speed.start();
    await call(connection, 'effect.start');
    speed.start();
    const { id } = await connection.hear('call');
    connection.say(over); // The server has not yet answered the one that is now.
    connection.say({ type: 'reply', id, result: {} });
    speed.pause();
    await call(connection, 'effect.pause');
    assert.equal(speed.isPaused(), true);
    assert.deepEqual(told, ['start', 'end', 'start']);
});

test('what the server refuses is over, and reported', async (context) => {
    const { connection, speed, told, errors, ready } = await scene(context);
    await ready();
    speed.start();
    const { id } = await connection.hear('call');
    connection.say({ type: 'error', id, code: 'limit', message: 'Too many.', path: 'speed' });
    await until(() => told.length === 2);
    assert.equal(speed.isRunning(), false);
    assert.equal(errors[0].code, 'limit');
});

test('what was done without a connection is said on the next', async (context) => {
    const { server, show, connection, speed, told, ready } = await scene(context);
    const fog = show.effect('fog').lasting(LONG_MS);
    const old = show.effect('old').lasting(LONG_MS);
    await ready();
    speed.start();
    await call(connection, 'effect.start');
    old.start();
    await call(connection, 'effect.start');
    connection.drop();
    await until(() => !show.connected);
    speed.pause();
    old.end();
    fog.start();

    const second = await server.next();
    const old5s = { durationMs: LONG_MS, remainingMs: 5_000 };
    await second.welcomeGame({}, {}, { speed: { durationMs: LONG_MS, endsAt: TIME_US + 300_000_000 }, old: old5s });
    await second.takeReady();
    assert.deepEqual(await call(second, 'effect.pause'), { effect: 'speed' });
    assert.equal((await call(second, 'effect.start')).effect, 'fog');
    assert.deepEqual(await call(second, 'effect.end'), { effect: 'old' });
    assert.ok(speed.remainingMs() <= 300_000, 'the server\'s time');
    second.drop();

    const third = await server.next();
    await third.welcomeGame();
    await third.takeReady();
    const rest = await call(third, 'effect.start');
    assert.equal(rest.effect, 'speed');
    assert.ok(rest.durationMs > 200_000 && rest.durationMs <= 300_000, 'a server that has lost it starts the rest');
    await call(third, 'effect.pause');
    assert.equal((await call(third, 'effect.start')).effect, 'fog');
    assert.deepEqual(told, ['start']);
});

test('what an earlier life of the game started goes on, and its purchase is not carried out twice', async (context) => {
    const effects = {
        speed: { durationMs: LONG_MS, endsAt: TIME_US + 300_000_000, purchase: 'p1' },
        old: { durationMs: LONG_MS, remainingMs: 5_000 },
    };
    const { show, connection, speed, told } = await scene(context, { effects });
    show.button('fast').cost(100).onBuy(async (who, buy) => {
        speed.start(buy);
        await buy.capture();
    });
    const deliver = { type: 'deliver', control: 'fast', cost: 100, viewer: { id: 'v1', name: 'Otter' }, expiresAt: 0 };
    connection.say({ ...deliver, purchase: 'p1', attempt: 2 });
    const done = show.ready();
    const declared = await connection.hear('patch');
    connection.say({ type: 'reply', id: declared.id, result: { ver: 2, numbers: {} } });
    assert.equal((await connection.hear('capture')).purchase, 'p1');
    await connection.hear('ready');
    assert.deepEqual(await call(connection, 'effect.end'), { effect: 'old' });
    await done;
    assert.deepEqual([speed.isRunning(), speed.purchase, told], [true, 'p1', ['start']]);
    assert.ok(speed.remainingMs() > 200_000 && speed.remainingMs() <= 300_000);
    connection.say({ ...deliver, purchase: 'p2', attempt: 1 });
    assert.equal((await call(connection, 'effect.start')).purchase, 'p2');
    assert.equal((await connection.hear('capture')).purchase, 'p2');
});

test('it does not last for ever when the server does not end it', async (context) => {
    const { connection, speed, told, ready } = await scene(context);
    await ready();
    speed.lasting(1).start();
    await call(connection, 'effect.start');
    await call(connection, 'effect.end');
    assert.deepEqual(told, ['start', 'end']);
});

test('it ends with the show, and holds the protocol\'s bounds', async (context) => {
    const { show, connection, speed, told, ready } = await scene(context);
    await ready();
    assert.throws(() => show.effect('fog').start(), { code: 'invalid' });
    assert.throws(() => speed.lasting(0), { code: 'invalid' });
    assert.throws(() => speed.lasting(3_600_001), { code: 'invalid' });
    assert.equal(show.effect('speed'), speed);
    for (let index = 2; index < 64; index++) {
        show.effect(`e${index}`);
    }
    assert.throws(() => show.effect('one-more'), { code: 'limit' });
    speed.onEnd(() => {
        told.push('end');
        speed.start(); // Over and over, as long as there is a show.
    });
    speed.start();
    await call(connection, 'effect.start');
    connection.say({ type: 'bye', code: 'ended', message: 'Over.', reconnect: false });
    await until(() => told.length === 2);
    assert.equal(speed.start().isRunning(), false);
});
