import { Ballots } from './ballots.js';
import { ChannelCarrier, openChannels, SocketCarrier, socketUrl, webSocket } from './carriers.js';
import { CueTimer } from './cue-timer.js';
import { InteractionError } from './errors.js';
import { defaultStore, Intents } from './intents.js';
import { KeptSession } from './kept-session.js';
import { readOutFrame } from './out-frames.js';
import { Refusals } from './refusals.js';
import { SeenFrames } from './seen-frames.js';
import { Session } from './session.js';
import { ViewerInput } from './viewer-input.js';
import { ViewerPurchases } from './viewer-purchases.js';
import { ViewerState } from './viewer-state.js';

export { InteractionError, openChannels, SeenFrames };

/**
 * @typedef {object} ViewerOptions
 * @property {string} [stream] the stream's name, under which session storage remembers this viewer and its purchases
 * @property {string} [token] names the viewer and grants roles; anonymous without
 * @property {() => number | undefined} [seenTimestamp] RTP timestamp of the video frame last shown, see {@link SeenFrames}
 * @property {string} [client] what this program is called, for the server's log
 * @property {import('./intents.js').Store} [store] instead of session storage
 * @property {() => number} [nowMs] for tests: a clock that never jumps
 * @property {() => number} [random] for tests
 *
 * @typedef {import('./viewer-purchases.js').Purchase} Purchase
 */

/**
 * A viewer's side of a show: its state, kept up to date over every loss of connection, and everything that a viewer can do.
 *
 * Events (`CustomEvent`; what they carry is in `detail`):
 * `open` welcome, `close` {error, willReopen}, `change` {before, after}: the {@link view} is another one,
 * `tally` {control, round, counts}, `result` {control, round, counts, winner}, `cooldown` {control, readyAt}, `balance` {balance},
 * `purchase` {@link Purchase}, `vote` {control, option}: a vote was counted, `event` {name, data}, `stats` {@link import('./game.js').Stats}: a moderator's, once a second, `cue` {name, data, at}, `positions` {bytes}, `error` {@link InteractionError}.
 */
export class Viewer extends EventTarget {
    // Given.
    #options;
    #seen;
    // Owned.
    #session;
    #state = new ViewerState();
    #purchases;
    #cues;
    #input;
    #kept;
    #ballots;
    #refusals;
    // State.
    /** @type {{ id: string, name: string, roles: string[] }} */
    #me = { id: '', name: '', roles: [] };

    /** @param {ViewerOptions} [options] */
    constructor(options = {}) {
        super();
        this.#options = options;
        const nowMs = options.nowMs ?? (() => performance.now());
        this.#seen = options.seenTimestamp ?? (() => undefined);
        const store = options.store ?? defaultStore();
        this.#kept = new KeptSession(store, `treecast.session.${options.stream ?? ''}`);
        this.#session = new Session({
            hello: () => this.#hello(),
            welcomed: (welcome) => this.#welcomed(welcome),
            message: (message) => this.#heard(message),
            binary: (bytes) => this.#frame(bytes),
            lost: (error, willReopen) => this.#lost(error, willReopen),
            nowMs,
            random: options.random,
            reopenMaxMs: 30_000,
        });
        this.#input = new ViewerInput({ send: (frame) => this.#session.sendBinary(frame), seen: this.#seen, nowMs });
        this.#purchases = new ViewerPurchases({
            intents: new Intents({ store, name: `treecast.intents.${options.stream ?? ''}` }),
            send: ({ key, control, text }) => void this.#session.send({ type: 'intent', key, control, text, seen: this.#seen() }),
            tell: (type, detail) => this.#tell(type, detail),
        });
        this.#cues = new CueTimer({
            seen: this.#seen,
            nowUs: () => this.#session.clock.now(),
            fire: (cue) => this.#tell('cue', cue),
        });
        this.#refusals = new Refusals({
            session: this.#session,
            state: this.#state,
            tell: (type, detail) => this.#tell(type, detail),
            nowMs,
        });
        this.#ballots = new Ballots((ballot) => this.#session.send({ type: 'ballot', ...ballot, seen: this.#seen() }));
    }

    // Connecting.

    /**
     * Speaks over data channels. When they close they are not opened again: attach those of the next connection, or connect.
     *
     * @param {import('./carriers.js').Channels} channels from {@link openChannels}
     */
    attach(channels) {
        this.#session.use((events) => new ChannelCarrier(channels, events), false);
    }

    /**
     * Speaks over a WebSocket, and opens another one whenever it is lost.
     *
     * @param {string} url `/interact/{stream}` of the server
     * @param {{ WebSocket?: import('./carriers.js').WebSocketConstructor }} [options] needed in Node.js before 22 only where `ws` is not installed
     */
    async connect(url, options = {}) {
        const WebSocket = await webSocket(options.WebSocket);
        this.#session.use((events) => new SocketCarrier(socketUrl(url), WebSocket, events), true);
    }

    close() {
        this.#session.close();
        this.#input.end();
        this.#cues.end();
    }

    // What is.

    /** The show as this viewer sees it; never changed, only replaced. */
    get view() {
        return this.#state.view;
    }

    /** Whether the server listens now. */
    get connected() {
        return this.#session.isUp;
    }

    /** Whether a game listens, too. */
    get live() {
        return this.#session.isUp && this.#state.view.live;
    }

    /** Who the server takes this viewer for. */
    get me() {
        return this.#me;
    }

    /** Credits; undefined where the server keeps none for this viewer. */
    get balance() {
        return this.#purchases.balance;
    }

    /** Tries to connect since the last time it worked. */
    get failures() {
        return this.#session.failures;
    }

    /** Frames and messages from the server that made no sense. */
    get malformed() {
        return this.#session.malformed;
    }

    /** @param {string} control @returns {number[]} a poll's counts, all zero before the first ballot */
    tally(control) {
        return this.#state.tallies.get(control)?.counts ?? (this.#state.control(control)?.options ?? []).map(() => 0);
    }

    /** @param {string} control @returns {number} the option that this viewer's vote counts for in this round, −1 without one */
    voted(control) {
        return this.#state.votes.get(control)?.option ?? -1;
    }

    /** @param {string} control @returns {number} milliseconds until it takes input again */
    cooldownMs(control) {
        return this.#refusals.cooldownMs(control);
    }

    /** @param {string} control @returns {number | undefined} milliseconds until a poll's round closes by itself */
    closesInMs(control) {
        const closesAt = this.#state.control(control)?.closesAt;
        return closesAt === undefined ? undefined : Math.max(0, this.#session.clock.msUntil(closesAt));
    }

    /** @param {string} effect @returns {number} milliseconds that it still runs; 0 when it is over, or not there */
    effectLeftMs(effect) {
        const { endsAt, remainingMs } = (Object.hasOwn(this.#state.view.effects, effect) && this.#state.view.effects[effect]) || {};
        return endsAt === undefined ? (remainingMs ?? 0) : Math.max(0, this.#session.clock.msUntil(endsAt));
    }

    // What a viewer does.

    /** Presses a button. One that costs something is bought. @param {string} control @returns {boolean} whether it was sent */
    press(control) {
        const described = this.#refusals.usable(control);
        if (described && (described.cost ?? 0) > 0) {
            void this.buy(control);
            return true;
        }
        // The release is paid for with the press: it must never be the one that is held back.
        return described !== undefined && this.#refusals.mayAct(control, 2) && this.#input.press(described.number);
    }

    /** Lets a button go. @param {string} control */
    release(control) {
        const described = this.#state.control(control);
        if (described) {
            this.#input.release(described.number);
        }
    }

    /**
     * Moves a joystick or a pad, as often as there is something new: what goes out is coalesced. A stick that is let go
     * must be moved to 0, 0.
     *
     * @param {string} control
     * @param {number} x −1 (left) … 1
     * @param {number} y −1 … 1 (as the game means it; this project's pages have 1 at the top)
     */
    move(control, x, y) {
        const described = this.#state.control(control);
        if (described && !described.disabled && this.live) {
            this.#input.move(described.number, x, y, described.deadmanMs);
        }
    }

    /**
     * Votes in a poll; again to change one's mind. Sent again after a lost connection.
     *
     * @param {string} control
     * @param {number | string} option its index, or its text
     * @returns {Promise<void>} when it was counted; fails with an {@link InteractionError}
     */
    vote(control, option) {
        return this.#refusals.vote(control, option, (ballot) => this.#ballots.cast(ballot));
    }

    /**
     * Says something in a textbox. Where that costs something, it is bought.
     *
     * @param {string} control
     * @param {string} text
     * @returns {Promise<any>} when the game will get it; fails with an {@link InteractionError}
     */
    say(control, text) {
        const described = this.#refusals.usable(control);
        if (described && (described.cost ?? 0) > 0) {
            return this.buy(control, { text });
        }
        if (!described || !this.#refusals.mayAct(control)) {
            return this.#refusals.failed();
        }
        return this.#refusals.toldOf(this.#session.request({ type: 'text', control, text, seen: this.#seen() }));
    }

    /**
     * Buys. The purchase has a key of its own, kept until its end is known: however often the connection or the page is lost
     * meanwhile, it is made once.
     *
     * @param {string} control
     * @param {{ text?: string }} [with_]
     * @returns {Promise<Purchase>} when the game has taken it; fails with an {@link InteractionError} when it was voided
     */
    buy(control, { text } = {}) {
        if (!this.#refusals.usable(control) || !this.#refusals.mayAct(control)) {
            return this.#refusals.failed();
        }
        return this.#purchases.buy({ control, text, viewer: this.#me.id });
    }

    /**
     * A method of the protocol, for those whose role allows it (a moderator's `viewers`, `moderation.queue` …).
     *
     * @param {string} method
     * @param {Record<string, unknown>} [params]
     * @returns {Promise<any>}
     */
    call(method, params) {
        return this.#refusals.toldOf(this.#session.call(method, params));
    }

    // Hello, welcome, and losing each other.

    #hello() {
        const { token, client = 'treecast-sdk js' } = this.#options;
        const { secret } = this.#kept;
        return { role: 'viewer', token, client, resume: secret && { session: secret, ver: this.#state.ver } };
    }

    /** @param {import('./session.js').Message} welcome */
    #welcomed({ session, viewer, limits, balance }) {
        this.#kept.secret = session;
        this.#me = { id: String(viewer?.id ?? ''), name: String(viewer?.name ?? ''), roles: viewer?.roles ?? [] };
        this.#refusals.begin(limits?.discretePerSecond);
        this.#input.begin({
            movesPerSecond: limits?.continuousPerSecond > 0 ? limits.continuousPerSecond : undefined,
            firstNumber: Math.floor((this.#options.random ?? Math.random)() * 0x1_0000),
        });
        this.#purchases.setBalance(balance);
        this.#ballots.resend();
        this.#purchases.resend(this.#me.id);
        this.#tell('open', { viewer: this.#me });
    }

    /** @param {InteractionError} error @param {boolean} willReopen */
    #lost(error, willReopen) {
        this.#input.end();
        this.#cues.end();
        if (error.code === 'superseded') {
            this.#kept.secret = undefined; // Another page has it now.
        }
        this.#tell('close', { error, willReopen });
    }

    // What the server says.

    /** @param {import('./session.js').Message} message */
    #heard(message) {
        switch (message.type) {
            case 'snapshot':
                this.#changing(() => this.#state.snapshot(message));
                break;
            case 'patch':
                this.#changing(() => {
                    if (this.#state.patch(message) === 'gap') {
                        this.#session.restart(); // Resuming from our version brings what is missing.
                    }
                });
                break;
            case 'ballot':
                this.#state.votes.set(message.control, { round: message.round, option: message.option });
                this.#ballots.counted(/** @type {any} */ (message));
                this.#tell('vote', { control: message.control, option: message.option });
                break;
            case 'result':
                this.#state.result(message);
                this.#tell('result', message);
                break;
            case 'cooldown':
                this.#state.cooldowns.set(message.control, message.readyAt);
                this.#tell('cooldown', message);
                break;
            case 'hold':
                this.#purchases.held(message);
                break;
            case 'capture':
                this.#purchases.captured(message);
                break;
            case 'void':
                this.#purchases.voided(message);
                break;
            case 'balance':
                this.#purchases.setBalance(message.balance);
                break;
            case 'event':
            case 'stats':
                this.#tell(message.type, message);
                break;
            case 'cue':
                this.#cues.add(/** @type {any} */ (message));
                break;
            case 'error':
                this.#refused(InteractionError.from(message));
                break;
        }
    }

    /** @param {() => void} change */
    #changing(change) {
        const before = this.#state.view;
        change();
        const after = this.#state.view;
        if (before !== after) {
            this.#input.keep(before.controls, after.controls);
            this.#tell('change', { before, after });
        }
    }

    /** An error that answers no request: its path says what it is about. @param {InteractionError} error */
    #refused(error) {
        this.#refusals.learn(error);
        if (error.path !== undefined) {
            this.#ballots.refused(error.path, error);
            if (this.#purchases.refused(error.path, error)) {
                return; // It told the error.
            }
        }
        this.#tell('error', error);
    }

    /** @param {Uint8Array} bytes */
    #frame(bytes) {
        const frame = readOutFrame(bytes);
        if (frame.type === 'tally') {
            const control = this.#state.tally(frame);
            if (control !== undefined) {
                this.#tell('tally', { control, round: frame.round, counts: frame.counts });
            }
        } else if (this.#state.position(frame)) {
            this.#tell('positions', { bytes: frame.bytes });
        }
    }

    /** @param {string} type @param {unknown} detail */
    #tell(type, detail) {
        this.dispatchEvent(new CustomEvent(type, { detail }));
    }
}
