import { Backoff } from './backoff.js';
import { makeOffer, restartIce } from './ice-restart.js';
import { NetworkWatch } from './network-watch.js';
import { onTransportEnd, PathWatch } from './path-watch.js';
import { createPeer } from './peer.js';
import { withPriorities } from './sdp.js';
import { asProblem, Problem, Session } from './signaling.js';
import { Timers } from './timers.js';

/**
 * @typedef {'idle' | 'connecting' | 'waiting' | 'playing' | 'live' | 'reconnecting' | 'failed' | 'stopped'} State
 *
 * @typedef {object} ConnectionOptions
 * @property {string} endpoint where offers are posted
 * @property {string} [key] the Bearer key
 * @property {typeof fetch} [fetch] for tests
 * @property {(configuration: RTCConfiguration) => RTCPeerConnection} [createPeer] for tests
 * @property {() => number} [random] for tests
 */

/** From the answer to a working path, DTLS included. Seconds over a bad line are normal; ten mean that nothing gets through. */
const CONNECT_MS = 10_000;
/** The same for an ICE restart, where DTLS is already done. */
const RESTART_MS = 5_000;
/** Silent for so long, restarts tried and all: the server has given the session up, or nearly so (it does after 15 s). */
const GIVE_UP_MS = 12_000;
/** A connection that held this long was good: the next loss starts with a short wait again. */
const STABLE_MS = 5_000;
const RESTORING = 'Connection lost. Restoring it…';
const STATS_MS = 1_000;

/**
 * One WHIP or WHEP session that outlives its connections. It offers, and when the way to the server breaks it first
 * restarts ICE (the picture resumes without a new handshake) and then, for as long as it takes, opens new sessions with a
 * growing wait between tries.
 *
 * Events: `statechange` (read `state` and `message`) and, about once a second, `stats` (read `stats`).
 */
export class LiveConnection extends EventTarget {
    // Given.
    #options;
    #createPeer;
    // Owned.
    #backoff;
    /** @type {RTCPeerConnection | undefined} */
    #peer;
    /** @type {Session | undefined} */
    #session;
    // State.
    /** @type {State} */
    #state = 'idle';
    #message = '';
    #running = false;
    /** Counts what was begun; an asynchronous step that comes back to another number is out of date. */
    #attempt = 0;
    #offerSdp = '';
    #answerSdp = '';
    #restarting = false;
    /** Sessions tried since a connection worked. */
    #reopened = 0;
    /** @type {RTCIceServer[]} */
    #iceServers = [];
    #abort = new AbortController();
    #timers = new Timers();
    #network = new NetworkWatch(() => this.#networkIsBack());
    #path = new PathWatch((silentMs) => (silentMs < GIVE_UP_MS ? void this.#restartIce() : this.#reopen(RESTORING)));
    #endpoint;
    /** The connection that plays on while another takes over. @type {{ peer: RTCPeerConnection, session: Session | undefined } | undefined} */
    #left;

    /** @param {ConnectionOptions} options */
    constructor(options) {
        super();
        this.#options = options;
        this.#endpoint = options.endpoint;
        this.#createPeer = options.createPeer ?? createPeer;
        this.#backoff = new Backoff({ random: options.random });
    }

    get state() {
        return this.#state;
    }

    /** One sentence about the state, for people. */
    get message() {
        return this.#message;
    }

    /** The connection that now carries the media, or is being made. */
    get peer() {
        return this.#peer;
    }

    /** Starts, and goes on until {@link stop}; also the way out of `failed`. */
    start() {
        if (this.#running) {
            return;
        }
        this.#running = true;
        this.#backoff.reset();
        globalThis.addEventListener?.('pagehide', this.#onPageHide);
        this.#network.start();
        this.setState('connecting', 'Connecting…');
        void this.#open();
    }

    /** Where the session is on the server; empty while there is none. */
    get sessionUrl() {
        return this.#session?.location ?? '';
    }

    /** Ends the session on the server and lets go of everything. */
    stop() {
        if (this.#running) {
            this.#end();
            this.setState('stopped', 'Stopped.');
        }
    }

    /**
     * Goes on at another server. The present connection stays until the new one {@link takesOver}, or the server ends it.
     *
     * @param {string} endpoint
     */
    moveTo(endpoint) {
        if (!this.#running || this.#left || !this.#peer) {
            return;
        }
        this.#path.stop();
        this.#left = { peer: this.#peer, session: this.#session };
        this.#peer = undefined;
        this.#session = undefined;
        this.#endpoint = endpoint;
        this.#timers.cancelAll();
        void this.#open();
    }

    /** Whether there is another connection that plays until the new one does. */
    get isMoving() {
        return this.#left !== undefined;
    }

    /** @protected The new connection does all that the old one did. */
    takesOver() {
        this.#left?.session?.close();
        this.#left?.peer.close();
        this.#left = undefined;
    }

    // What a player and a publisher do differently.

    /** Adds transceivers. @param {RTCPeerConnection} _peer @returns {void | Promise<void>} */
    prepare(_peer) {}

    /** @param {string} sdp @returns {string} */
    shapeOffer(sdp) {
        return sdp;
    }

    /** @param {string} sdp @returns {string} */
    shapeAnswer(sdp) {
        return sdp;
    }

    /** The server took the offer and its answer is in place. @returns {void | Promise<void>} */
    answered() {}

    /** The path works, for the first time or again. */
    connected() {}

    /** @param {RTCStatsReport} _report @param {number} _nowMs */
    readStats(_report, _nowMs) {}

    /**
     * A refusal that means "not yet" rather than "no": gives the sentence to show while asking again.
     *
     * @param {import('./signaling.js').Problem} _problem
     * @returns {string | undefined}
     */
    notYet(_problem) {
        return undefined;
    }

    /** @protected @param {State} state @param {string} message */
    setState(state, message) {
        if (state !== this.#state || message !== this.#message) {
            this.#state = state;
            this.#message = message;
            this.dispatchEvent(new Event('statechange'));
        }
    }

    // Opening.

    async #open() {
        const attempt = ++this.#attempt;
        this.#timers.cancelAll();
        this.#abort = new AbortController();
        try {
            // While a stream is not live yet the same offer is posted again and again: nobody has answered it.
            const peer = this.#peer ?? (await this.#makePeer());
            if (attempt !== this.#attempt) {
                return;
            }
            const session = await Session.open({
                endpoint: this.#endpoint,
                offer: this.#offerSdp,
                key: this.#options.key,
                fetch: this.#options.fetch,
                signal: this.#abort.signal,
                elsewhere: this.#reopened % 2 === 1,
            });
            if (attempt !== this.#attempt) {
                session.close();
                return;
            }
            this.#session = session;
            if (session.iceServers.length > 0) {
                // For ICE restarts of this connection and for the next one; the first gathering has begun without them.
                this.#iceServers = session.iceServers;
                peer.setConfiguration({ ...peer.getConfiguration(), iceServers: this.#iceServers });
            }
            this.#answerSdp = withPriorities(this.shapeAnswer(session.answer));
            await peer.setRemoteDescription({ type: 'answer', sdp: this.#answerSdp });
            if (attempt !== this.#attempt) {
                return;
            }
            onTransportEnd(peer, () => peer === this.#peer && this.#reopen('The server ended the connection. Trying again…'));
            this.#timers.after('connect', CONNECT_MS, () =>
                this.#reopen('The server answers, but no media gets through: a firewall may be blocking UDP. Trying again…'),
            );
            this.#timers.after('stats', STATS_MS, () => this.#poll(peer));
            await this.answered();
        } catch (error) {
            if (attempt === this.#attempt) {
                this.#refused(asProblem(error));
            }
        }
    }

    async #makePeer() {
        const peer = this.#createPeer({
            iceServers: this.#iceServers,
            bundlePolicy: 'max-bundle',
            rtcpMuxPolicy: 'require',
        });
        this.#peer = peer;
        peer.addEventListener('connectionstatechange', () => this.#connectionChanged(peer));
        await this.prepare(peer);
        this.#offerSdp = await makeOffer(peer, (sdp) => this.shapeOffer(sdp));
        return peer;
    }

    /** @param {import('./signaling.js').Problem} problem */
    #refused(problem) {
        const notYet = this.notYet(problem);
        if (notYet !== undefined) {
            const waitMs = Math.max(problem.retryAfterMs ?? 2_000, 500);
            this.setState('waiting', notYet);
            // Up to half as long again, by chance: a stadium that waits for the show must not ask in step.
            this.#timers.after('retry', waitMs * (1 + 0.5 * (this.#options.random ?? Math.random)()), () => void this.#open());
        } else if (problem.isPermanent) {
            this.#end();
            this.setState('failed', problem.detail);
        } else {
            this.#reopen(`${problem.detail} Trying again…`, problem.retryAfterMs);
        }
    }

    // Losing and finding again.

    /** @param {RTCPeerConnection} peer */
    #connectionChanged(peer) {
        if (peer !== this.#peer) {
            return;
        }
        switch (peer.connectionState) {
            case 'connected':
                this.#reopened = 0;
                this.#timers.cancel('connect');
                this.#timers.after('stable', STABLE_MS, () => this.#backoff.reset());
                this.#path.watch(peer);
                this.connected();
                break;
            case 'disconnected':
            case 'failed':
                this.#timers.cancel('stable');
                void this.#restartIce();
                break;
        }
    }

    async #restartIce() {
        const peer = this.#peer;
        const session = this.#session;
        if (!this.#running || this.#restarting || !peer) {
            return;
        }
        const attempt = this.#attempt;
        if (!session?.location || peer.signalingState !== 'stable') {
            this.#reopen(RESTORING);
            return;
        }
        this.#restarting = true;
        if (peer.connectionState !== 'connected') {
            this.setState('reconnecting', RESTORING);
        }
        try {
            const answer = await restartIce(peer, session, this.#answerSdp, (sdp) => this.shapeOffer(sdp));
            if (attempt !== this.#attempt) {
                return;
            }
            this.#answerSdp = answer;
            this.#timers.after('connect', RESTART_MS, () => {
                if (peer.connectionState !== 'connected') {
                    this.#reopen(RESTORING);
                }
            });
        } catch (error) {
            if (attempt !== this.#attempt) {
                return;
            }
            const unanswered = error instanceof Problem && error.status === 0;
            if (unanswered && this.#path.isAlive && peer.connectionState === 'connected') {
                // Only HTTP does not get through: media plays on, on the path that it has.
                await peer.setLocalDescription({ type: 'rollback' }).catch(() => this.#reopen(RESTORING));
            } else {
                // Refused or unreachable: a new session is the way, and its refusals have better sentences.
                this.#reopen(RESTORING);
            }
        } finally {
            if (attempt === this.#attempt) {
                this.#restarting = false;
            }
        }
    }

    /** @param {string} message @param {number} [atLeastMs] */
    #reopen(message, atLeastMs = 0) {
        if (!this.#running) {
            return;
        }
        this.#attempt++;
        this.#reopened++;
        this.#letGo();
        this.setState('reconnecting', message);
        this.#timers.after('retry', Math.max(this.#backoff.next(), atLeastMs), () => void this.#open());
    }

    #networkIsBack() {
        if (this.#timers.has('retry')) {
            // Whatever we waited for, the network is back now. The offer may name addresses that are gone.
            this.#letGo();
            void this.#open();
        } else {
            void this.#restartIce();
        }
    }

    #onPageHide = (/** @type {Event} */ event) => {
        this.stop();
        if (/** @type {PageTransitionEvent} */ (event).persisted) {
            globalThis.addEventListener('pageshow', () => this.start(), { once: true });
        }
    };

    // Letting go.

    #end() {
        this.#running = false;
        this.#attempt++;
        this.#letGo();
        this.takesOver();
        globalThis.removeEventListener?.('pagehide', this.#onPageHide);
        this.#network.stop();
    }

    #letGo() {
        this.#timers.cancelAll();
        this.#path.stop();
        this.#abort.abort();
        this.#session?.close();
        this.#session = undefined;
        this.#peer?.close();
        this.#peer = undefined;
        this.#restarting = false;
    }

    /** @param {RTCPeerConnection} peer */
    async #poll(peer) {
        const report = await peer.getStats().catch(() => undefined);
        if (peer !== this.#peer) {
            return;
        }
        if (report) {
            this.readStats(report, performance.now());
        }
        this.#timers.after('stats', STATS_MS, () => this.#poll(peer));
    }
}
