// A way to the server that takes longer: a relay on this machine that holds each datagram back, in both directions.
import dgram from 'node:dgram';

const bound = (socket) => new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => resolve(socket.address().port));
});

/**
 * Relays to each of the server's media ports. `delayMs` is of one way and may be changed at any time.
 *
 * @param {{ mediaHost: string, mediaPort: number }} server
 * @param {number} ports how many, one for each loop of the server
 */
export async function delayedPath({ mediaHost, mediaPort }, ports, delayMs) {
    const sockets = [];
    const path = {
        delayMs,
        /** By the server's port the relay's. */
        ports: {},
        close() {
            path.closed = true;
            sockets.forEach((socket) => socket.close());
        },
    };
    // Timers of one duration come in the order in which they were set.
    const later = (socket, data, port, host) => setTimeout(() => { if (!path.closed) socket.send(data, port, host); }, path.delayMs);
    for (let i = 0; i < ports; i++) {
        const port = mediaPort + i;
        const near = dgram.createSocket('udp4');
        sockets.push(near);
        const clients = new Map();
        near.on('message', async (data, { port: from, address }) => {
            let far = clients.get(from);
            if (!far) {
                far = dgram.createSocket('udp4');
                sockets.push(far);
                clients.set(from, far);
                far.on('message', (answer) => later(near, answer, from, address));
            }
            later(far, data, port, mediaHost);
        });
        path.ports[port] = await bound(near);
    }
    return path;
}
