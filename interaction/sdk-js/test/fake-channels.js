/** Three data channels whose other end is the test. */
export class FakeChannel extends EventTarget {
    readyState = 'connecting';
    bufferedAmount = 0;
    binaryType = 'blob';
    /** @type {any[]} */
    sent = [];
    /** @param {string} [label] @param {RTCDataChannelInit} [options] */
    constructor(label, options) {
        super();
        this.label = label;
        this.options = options;
    }
    send(data) {
        this.sent.push(data);
    }
    open() {
        this.readyState = 'open';
        this.dispatchEvent(new Event('open'));
    }
    say(data) {
        this.dispatchEvent(new MessageEvent('message', { data: typeof data === 'string' ? data : data.buffer }));
    }
    close() {
        if (this.readyState !== 'closed') {
            this.readyState = 'closed';
            this.dispatchEvent(new Event('close'));
        }
    }
}

export class FakePeer {
    /** @type {FakeChannel[]} */
    channels = [];
    createDataChannel(label, options) {
        const channel = new FakeChannel(label, options);
        this.channels.push(channel);
        return channel;
    }
}

/** The other end of a viewer's channels. @param {any} channels */
export function farEnd(channels) {
    const { ctl } = channels;
    return {
        open: () => Object.values(channels).forEach((channel) => channel.open()),
        say: (message) => ctl.say(JSON.stringify(message)),
        /** Messages of one type that were sent. */
        heard: (type) => ctl.sent.map((text) => JSON.parse(text)).filter((message) => message.type === type),
        welcome(more = {}) {
            this.say({ type: 'welcome', session: 's1', resumed: false, viewer: { id: 'v1', name: 'Otter', roles: ['viewer'] }, epoch: 1,
                time: 1_800_000_000_000_000, tickMs: 50, limits: { discretePerSecond: 10, continuousPerSecond: 30 }, balance: 500, ...more });
        },
    };
}

/** @returns {import('../src/intents.js').Store & { map: Map<string, string> }} */
export function memoryStore() {
    const map = new Map();
    return {
        map,
        getItem: (name) => map.get(name) ?? null,
        setItem: (name, value) => void map.set(name, value),
        removeItem: (name) => void map.delete(name),
    };
}
