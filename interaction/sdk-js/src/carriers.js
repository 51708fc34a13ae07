import { InteractionError } from './errors.js';

/**
 * What carries the protocol's messages: three data channels, or one WebSocket. A carrier tells its events through the
 * functions it was given, never from within its constructor, and after `closed` tells nothing more.
 *
 * @typedef {object} CarrierEvents
 * @property {() => void} opened
 * @property {(text: string) => void} text
 * @property {(bytes: Uint8Array) => void} binary
 * @property {(reason: string) => void} closed
 *
 * @typedef {object} Carrier
 * @property {(text: string) => void} sendText
 * @property {(bytes: Uint8Array<ArrayBuffer>) => boolean} sendBinary false where it was dropped: input that comes late is worth nothing
 * @property {() => void} close
 *
 * @typedef {{ ctl: RTCDataChannel, in: RTCDataChannel, out: RTCDataChannel }} Channels
 */

export const SUBPROTOCOL = 'treecast.v1';
/** More than this waiting to leave means that the network does not carry it: two seconds of the 4 KB/s that a viewer may send. */
const UNSENT_BYTES_MAX = 8 * 1024;

/**
 * Creates the three channels of a viewer (or a game) on a connection. They are negotiated: nothing is sent to open them, and
 * they must be there before the offer is made, so that the offer has its `m=application` section.
 *
 * @param {RTCPeerConnection} peer
 * @returns {Channels}
 */
export function openChannels(peer) {
    const create = (/** @type {string} */ label, /** @type {RTCDataChannelInit} */ options) => {
        const channel = peer.createDataChannel(label, { ...options, negotiated: true, protocol: SUBPROTOCOL });
        channel.binaryType = 'arraybuffer';
        return channel;
    };
    return {
        ctl: create('ctl', { id: 0, ordered: true }),
        in: create('in', { id: 1, ordered: false, maxPacketLifeTime: 100 }),
        out: create('out', { id: 2, ordered: false, maxRetransmits: 0 }),
    };
}

/** @implements {Carrier} */
export class ChannelCarrier {
    #channels;
    #isClosed = false;
    /** Takes the listeners off when this carrier is done: the channels may outlive it. */
    #abort = new AbortController();

    /** @param {Channels} channels from {@link openChannels} @param {CarrierEvents} events */
    constructor(channels, events) {
        this.#channels = channels;
        const { ctl, out } = channels;
        const { signal } = this.#abort;
        const closed = (/** @type {string} */ reason) => {
            if (!this.#isClosed) {
                this.#end();
                events.closed(reason);
            }
        };
        const received = (/** @type {MessageEvent} */ { data }) =>
            typeof data === 'string' ? events.text(data) : events.binary(new Uint8Array(data));
        ctl.binaryType = 'arraybuffer';
        out.binaryType = 'arraybuffer';
        ctl.addEventListener('message', received, { signal });
        out.addEventListener('message', received, { signal });
        ctl.addEventListener('close', () => closed('The data channel was closed.'), { signal });
        ctl.addEventListener('error', () => closed('The data channel broke.'), { signal });
        if (ctl.readyState === 'open') {
            queueMicrotask(() => this.#isClosed || events.opened());
        } else if (ctl.readyState === 'connecting') {
            ctl.addEventListener('open', () => events.opened(), { signal });
        } else {
            queueMicrotask(() => closed('The data channel was closed.'));
        }
    }

    #end() {
        this.#isClosed = true;
        this.#abort.abort();
    }

    /** @param {string} text */
    sendText(text) {
        const { ctl } = this.#channels;
        if (!this.#isClosed && ctl.readyState === 'open') {
            ctl.send(text);
        }
    }

    /** @param {Uint8Array<ArrayBuffer>} bytes */
    sendBinary(bytes) {
        const channel = this.#channels.in;
        if (this.#isClosed || channel.readyState !== 'open' || channel.bufferedAmount > UNSENT_BYTES_MAX) {
            return false;
        }
        channel.send(bytes);
        return true;
    }

    close() {
        if (!this.#isClosed) {
            this.#end();
            for (const channel of Object.values(this.#channels)) {
                channel.close();
            }
        }
    }
}

/**
 * @typedef {new (url: string, protocols: string) => WebSocket} WebSocketConstructor the browser's, or `ws` of npm
 */

/** @implements {Carrier} */
export class SocketCarrier {
    #socket;
    #isClosed = false;

    /** @param {string} url @param {WebSocketConstructor} WebSocket @param {CarrierEvents} events */
    constructor(url, WebSocket, events) {
        const socket = new WebSocket(url, SUBPROTOCOL);
        this.#socket = socket;
        socket.binaryType = 'arraybuffer';
        const closed = (/** @type {string} */ reason) => {
            if (!this.#isClosed) {
                this.#isClosed = true;
                events.closed(reason);
            }
        };
        socket.addEventListener('open', () => this.#isClosed || events.opened());
        socket.addEventListener('message', ({ data }) => {
            if (!this.#isClosed) {
                typeof data === 'string' ? events.text(data) : events.binary(new Uint8Array(data));
            }
        });
        socket.addEventListener('close', ({ reason }) => closed(reason || 'The connection was closed.'));
        // Without a listener, `ws` would end the program. A close follows.
        socket.addEventListener('error', () => {});
    }

    /** @param {string} text */
    sendText(text) {
        if (!this.#isClosed && this.#socket.readyState === 1) {
            this.#socket.send(text);
        }
    }

    /** @param {Uint8Array<ArrayBuffer>} bytes */
    sendBinary(bytes) {
        if (this.#isClosed || this.#socket.readyState !== 1 || this.#socket.bufferedAmount > UNSENT_BYTES_MAX) {
            return false;
        }
        this.#socket.send(bytes);
        return true;
    }

    close() {
        if (!this.#isClosed) {
            this.#isClosed = true;
            this.#socket.close();
        }
    }
}

/**
 * The WebSocket to use: the given one, the platform's, or the package `ws`, which Node.js before 22 needs.
 *
 * @param {WebSocketConstructor} [given]
 * @returns {Promise<WebSocketConstructor>}
 */
export async function webSocket(given) {
    const found = given ?? globalThis.WebSocket;
    if (found) {
        return found;
    }
    // A name that bundlers and the type checker leave alone: the package is optional.
    const name = 'ws';
    try {
        return (await import(name)).default;
    } catch {
        throw new InteractionError('disconnected', 'There is no WebSocket here: install the package ws, or pass one as the option WebSocket.');
    }
}

/**
 * @param {string | Channels} where a stream's address, or the channels of a connection
 * @param {WebSocketConstructor} [given] instead of the platform's
 * @returns {Promise<import('./session.js').OpenCarrier>}
 */
export async function carrierTo(where, given) {
    if (typeof where !== 'string') {
        return (events) => new ChannelCarrier(where, events);
    }
    const address = showUrl(where);
    const WebSocket = await webSocket(given);
    return (events) => new SocketCarrier(address, WebSocket, events);
}

/** @param {string} url http(s), ws(s), or in a browser relative to the page @returns {string} */
export function socketUrl(url) {
    const absolute = new URL(url, globalThis.location?.href);
    absolute.protocol = absolute.protocol.replace(/^http/, 'ws');
    return absolute.href;
}

/** @param {string} url as {@link socketUrl} takes it, of a stream @returns {string} the interaction's own address */
export function showUrl(url) {
    const address = new URL(socketUrl(url));
    const parts = address.pathname.split('/').filter(Boolean);
    if (parts.length === 0) {
        throw new InteractionError('invalid', 'The address names no stream: it is https://host/stream.');
    }
    if (parts.at(-2) !== 'interact') {
        parts.splice(-1, 0, 'interact');
    }
    address.pathname = `/${parts.join('/')}`;
    return address.href;
}
