// What a hostile or broken network sends: seeded, so that a failure can be had again.
import dgram from 'node:dgram';
import net from 'node:net';

/** A small seeded generator (mulberry32). */
export function seeded(seed) {
    let state = seed >>> 0;
    const next = () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = state;
        mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return (mixed ^ (mixed >>> 14)) >>> 0;
    };
    return { below: (bound) => next() % bound, bytes: (length) => Buffer.from(Array.from({ length }, () => next() & 0xff)) };
}

/** Datagrams that look like something at first sight, by their first byte (RFC 7983), and are nothing. */
const DATAGRAMS = {
    noise: (random) => random.bytes(1 + random.below(1_500)),
    empty: () => Buffer.alloc(0),
    // A binding request with a username and a wrong integrity, as from someone who guesses.
    stun: (random) => {
        const user = Buffer.from('aaaa:bbbb');
        const attributes = Buffer.concat([Buffer.from([0, 6, 0, 9]), user, Buffer.alloc(3), Buffer.from([0, 8, 0, 20]), random.bytes(20)]);
        return Buffer.concat([Buffer.from([0, 1, 0, attributes.length, 0x21, 0x12, 0xa4, 0x42]), random.bytes(12), attributes]);
    },
    // The same without any attribute: a server that answers this answers anyone.
    bareStun: (random) => Buffer.concat([Buffer.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]), random.bytes(12)]),
    // Lengths that point outside.
    tornStun: (random) => Buffer.concat([Buffer.from([0, 1, 0, 0x40, 0x21, 0x12, 0xa4, 0x42]), random.bytes(12), Buffer.from([0, 6, 0xff, 0xff]), random.bytes(60)]),
    // A DTLS handshake record that claims to be a ClientHello in fragments.
    dtls: (random) => {
        const body = random.bytes(20 + random.below(1_000));
        const header = Buffer.from([22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, random.below(256), body.length >> 8, body.length & 0xff]);
        body.set([1, 0, 4, 0, 0, 0, 0, 0, 0, 0, 3, 0xff], 0);
        return Buffer.concat([header, body]);
    },
    rtp: (random) => Buffer.concat([Buffer.from([0x80, 96 + random.below(32)]), random.bytes(10 + random.below(1_200))]),
    rtcp: (random) => Buffer.concat([Buffer.from([0x80 | random.below(32), 200 + random.below(8), 0, random.below(30)]), random.bytes(100)]),
};

/** Sends `count` datagrams from several ports, a hundred at a time; says what was sent and what came back. */
export async function throwDatagrams({ host, port, count, seed }) {
    const random = seeded(seed);
    const kinds = Object.values(DATAGRAMS);
    let sentBytes = 0;
    let answeredBytes = 0;
    const sockets = await Promise.all(Array.from({ length: 8 }, () => new Promise((resolve) => {
        const socket = dgram.createSocket('udp4');
        socket.on('message', (message) => { answeredBytes += message.length; });
        socket.bind(0, host, () => resolve(socket));
    })));
    try {
        for (let i = 0; i < count;) {
            await Promise.all(Array.from({ length: 100 }, () => {
                const datagram = kinds[i++ % kinds.length](random);
                sentBytes += datagram.length;
                return new Promise((resolve) => sockets[random.below(sockets.length)].send(datagram, port, host, resolve));
            }));
        }
    } finally {
        sockets.forEach((socket) => socket.close());
    }
    return { sentBytes, answeredBytes };
}

/** Connections that say nonsense, too much, or too little and then hang on. Returns what closes those that hang. */
export async function throwAtHttp({ host, port, count, seed }) {
    const random = seeded(seed);
    const openings = [
        () => random.bytes(400),
        () => 'GET / HTTP/1.1\r\nHost: x\r\nX-Long: ' + 'a'.repeat(100_000),
        () => 'POST /whip/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer test\r\nContent-Type: application/sdp\r\nContent-Length: 2000000000\r\n\r\nv=0',
        () => 'POST /whep/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/sdp\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\nv=0\r\n',
        () => 'GET /healthz HTTP/1.1\r\nHost: ',
        () => 'POST /whep/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/sdp\r\nContent-Length: 4\r\n\r\n\0\0\0\0',
        () => 'GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n',
        () => '',
    ];
    const sockets = [];
    await Promise.all(Array.from({ length: count }, (_, i) => new Promise((resolve) => {
        const socket = net.connect(port, host, () => socket.write(openings[i % openings.length](), resolve));
        socket.on('error', resolve); // being thrown out is a fine answer
        socket.on('close', resolve);
        socket.resume();
        sockets.push(socket);
    })));
    return { hangUp: () => sockets.forEach((socket) => socket.destroy()) };
}
