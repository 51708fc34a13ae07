import { Timers } from './timers.js';

const LOOK_MS = 125;
/** Four looks: the server lets itself be heard each 250 ms, so one datagram may be lost or late. */
const SILENT_LOOKS = 4;
/** So much later it is told again, for as long as nothing comes: another network may have come up meanwhile. */
const AGAIN_LOOKS = 8;

/**
 * Tells when nothing at all comes from the server any more, within about half a second; browsers themselves take several. A publisher
 * that rests is no silence: our server then sends reports.
 *
 * Silence is counted in looks, not read from a clock: a page that was asleep has not been listening.
 */
export class PathWatch {
    // Given.
    #silent;
    // Owned.
    #timers = new Timers();
    // State.
    /** @type {RTCPeerConnection | undefined} */
    #peer;
    #heard = -1;
    #shown = -1;
    #quietLooks = 0;

    /** @param {(silentMs: number) => void} silent */
    constructor(silent) {
        this.#silent = silent;
    }

    /** Watches a connection that has just been made; the one before is forgotten. @param {RTCPeerConnection} peer */
    watch(peer) {
        this.stop();
        this.#peer = peer;
        this.#heard = -1;
        this.#shown = -1;
        this.#quietLooks = 0;
        this.#next(peer);
    }

    stop() {
        this.#peer = undefined;
        this.#timers.cancelAll();
    }

    /** Whether something came within the last half second, as far as the browser says. */
    get isAlive() {
        return this.#quietLooks < SILENT_LOOKS;
    }

    /** @param {RTCPeerConnection} peer */
    #next(peer) {
        this.#timers.after('look', LOOK_MS, async () => {
            const comes = this.#shows(peer) || (await this.#hears(peer));
            if (peer !== this.#peer) {
                return;
            }
            this.#next(peer);
            this.#quietLooks = comes ? 0 : this.#quietLooks + 1;
            const beyond = this.#quietLooks - SILENT_LOOKS;
            if (beyond >= 0 && beyond % AGAIN_LOOKS === 0) {
                this.#silent(this.#quietLooks * LOOK_MS);
            }
        });
    }

    /** Whether pictures or sound have come to be played since the last look: the cheap question. @param {RTCPeerConnection} peer */
    #shows(peer) {
        const shown = (peer.getReceivers?.() ?? [])
            .flatMap((receiver) => receiver.getSynchronizationSources?.() ?? [])
            .reduce((newest, { timestamp }) => Math.max(newest, timestamp), -1);
        const isNewer = shown > this.#shown;
        this.#shown = shown;
        return isNewer;
    }

    /** Whether anything came since the last look; also true where the browser does not tell. @param {RTCPeerConnection} peer */
    async #hears(peer) {
        const report = await peer.getStats().catch(() => undefined);
        let bytes = -1;
        for (const entry of report?.values() ?? []) {
            if (entry.type === 'candidate-pair' && entry.bytesReceived !== undefined) {
                bytes = Math.max(bytes, 0) + entry.bytesReceived;
            }
        }
        const isNew = bytes !== this.#heard || bytes < 0;
        this.#heard = bytes;
        return isNew;
    }
}

/**
 * Calls when the server closes DTLS, as it does when it shuts down in order: no need to wait until silence shows.
 *
 * @param {RTCPeerConnection} peer
 * @param {() => void} ended
 */
export function onTransportEnd(peer, ended) {
    const transport = peer
        .getTransceivers()
        .map(({ sender, receiver }) => receiver.transport ?? sender.transport)
        .find(Boolean);
    transport?.addEventListener('statechange', () => {
        if (transport.state === 'closed' || transport.state === 'failed') {
            ended();
        }
    });
}
