// The product's pages from their sources, and a show that does what a test says: for the controls alone, without a stream.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';

const root = (folder) => fileURLToPath(new URL(`../../../../../${folder}`, import.meta.url));
const FOLDERS = [['/assets/sdk/', root('interaction/sdk-js/src/')], ['/lib/webrtc-adapter/', root('server/web/node_modules/webrtc-adapter/out/')], ['/', root('server/web/pages/')]];
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const POLICY = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'";

export async function scriptedShow({ controls, world = {} }) {
    const heard = [];
    const frames = [];
    const sockets = new Set();
    let ver = 1;
    const view = { controls, world, scene: 'default', group: 'default', live: true };

    const server = http.createServer((request, response) => {
        const name = new URL(request.url, 'http://host').pathname;
        if (name.startsWith('/whep/')) {
            response.writeHead(503, { 'Content-Type': 'application/problem+json' }).end('{"detail":"No media here."}');
            return;
        }
        if (name === '/api/streams') {
            response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"streams":[]}');
            return;
        }
        const page = name.startsWith('/watch/') ? '/watch.html' : name === '/studio' ? '/studio.html' : name;
        const [prefix, folder] = FOLDERS.find(([start]) => page.startsWith(start));
        const file = path.join(folder, page.slice(prefix.length));
        fs.readFile(file, (error, bytes) => {
            response.writeHead(error ? 404 : 200, { 'Content-Type': TYPES[path.extname(file)] ?? 'text/plain', 'Content-Security-Policy': POLICY, 'Cache-Control': 'no-store' });
            response.end(bytes);
        });
    });
    const upgrades = new WebSocketServer({ server, handleProtocols: () => 'treecast.v1' });
    upgrades.on('connection', (socket, request) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
        const say = (message) => socket.send(JSON.stringify(message));
        socket.on('message', (data, isBinary) => {
            if (isBinary) {
                frames.push(new Uint8Array(data));
                return;
            }
            const message = JSON.parse(String(data));
            if (message.type === 'time') {
                say({ type: 'time', t0: message.t0, time: Date.now() * 1000 });
                return;
            }
            heard.push({ ...message, path: request.url });
            if (message.type === 'hello') {
                const roles = message.token ? ['viewer', 'moderator'] : ['viewer'];
                say({ type: 'welcome', session: `s${heard.length}`, resumed: false, viewer: { id: 'v1', name: 'Brisk Otter', roles }, epoch: 1, time: Date.now() * 1000, tickMs: 50,
                    limits: { discretePerSecond: 10, continuousPerSecond: 30, bytesPerSecond: 4_096, textBytesMax: 16_384, binaryBytesMax: 1_100 }, balance: 500 });
                say({ type: 'snapshot', ver, ...view, tallies: {} });
            }
            self.answer?.(message, say);
        });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const self = {
        origin: `http://127.0.0.1:${server.address().port}`,
        heard: (type) => heard.filter((message) => message.type === type),
        /** Input records: control, action and the rest as bytes. */
        frames,
        answer: undefined,
        say: (message) => sockets.forEach((socket) => socket.send(JSON.stringify(message))),
        sayFrame: (bytes) => sockets.forEach((socket) => socket.send(Uint8Array.from(bytes))),
        patch(ops) {
            self.say({ type: 'patch', from: ver, ver: ++ver, ops });
        },
        async close() {
            sockets.forEach((socket) => socket.terminate());
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
        },
    };
    return self;
}
