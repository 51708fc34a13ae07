import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import { writeGameFrame } from '../src/game-frames.js';

/** A server that says what a test tells it to say: connections come one by one, and so do their messages. */
export async function scriptedServer() {
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'treecast.v1' });
    await once(sockets, 'listening');
    const arrivals = queue();
    sockets.on('connection', (socket, request) => arrivals.put(connection(socket, request.url)));
    return {
        url: `ws://127.0.0.1:${/** @type {any} */ (sockets.address()).port}/interact/test`,
        /** The next connection. */
        next: () => arrivals.take(),
        close() {
            for (const client of sockets.clients) {
                client.terminate();
            }
            sockets.close();
        },
    };
}

function queue() {
    const items = [];
    const takers = [];
    return {
        put: (item) => (takers.length > 0 ? takers.shift()(item) : items.push(item)),
        take: () => (items.length > 0 ? Promise.resolve(items.shift()) : new Promise((resolve) => takers.push(resolve))),
        items,
    };
}

function connection(socket, path) {
    const messages = queue();
    const frames = queue();
    const closed = once(socket, 'close');
    socket.on('message', (data, isBinary) => {
        if (isBinary) {
            frames.put(new Uint8Array(data));
        } else {
            const message = JSON.parse(String(data));
            if (message.type === 'time') {
                socket.send(JSON.stringify({ type: 'time', t0: message.t0, time: TIME_US }));
            } else {
                messages.put(message);
            }
        }
    });
    const self = {
        closed,
        path,
        /** The next message, which has to be of this type. */
        async hear(type) {
            const message = await messages.take();
            if (message.type !== type) {
                throw new Error(`heard ${JSON.stringify(message)} instead of ${type}`);
            }
            return message;
        },
        hearFrame: () => frames.take(),
        /** How many messages wait to be heard. */
        get unheard() {
            return messages.items.length;
        },
        say: (message) => socket.send(JSON.stringify(message)),
        sayFrame: (bytes) => socket.send(bytes),
        sayGame: (frame) => socket.send(writeGameFrame(frame)),
        sayText: (text) => socket.send(text),
        drop: () => socket.terminate(),
        async welcomeViewer(more = {}) {
            const hello = await self.hear('hello');
            self.say({ type: 'welcome', session: 's1', resumed: false, viewer: { id: 'v1', name: 'Otter', roles: ['viewer'] }, epoch: 1,
                time: TIME_US, tickMs: 50, limits: { discretePerSecond: 10, continuousPerSecond: 30 }, balance: 500, ...more });
            return hello;
        },
        async welcomeGame(document = {}, more = {}, effects = {}) {
            const hello = await self.hear('hello');
            self.say({ type: 'welcome', session: 'g1', resumed: false, viewer: { id: 'g', name: 'game', roles: ['game'] }, epoch: 1, time: TIME_US,
                tickMs: 50, limits: {}, ...more });
            self.say({ type: 'snapshot', ver: 1, document, effects });
            return hello;
        },
        /** Takes the patch that ready() sends, numbers its controls from 1, and hears `ready`. */
        async takeReady() {
            const patch = await messages.take();
            if (patch.type === 'ready') {
                return {};
            }
            const numbers = {};
            let next = 1;
            for (const [scene, { controls }] of Object.entries(patch.ops.scenes ?? {})) {
                numbers[scene] = Object.fromEntries(Object.keys(controls ?? {}).map((id) => [id, next++]));
            }
            self.say({ type: 'reply', id: patch.id, result: { ver: 2, numbers } });
            await self.hear('ready');
            return patch.ops;
        },
    };
    return self;
}

/** What time it always is on this server. */
export const TIME_US = 1_800_000_000_000_000;

/** The detail of the next event of a kind. */
export const happens = (target, type) =>
    new Promise((resolve) => target.addEventListener(type, (event) => resolve(event.detail), { once: true }));
