import { InteractionError } from './errors.js';

const DURATION_MS_MAX = 3_600_000;

/** @typedef {'off' | 'running' | 'paused'} EffectState */

/**
 * Something in the game that lasts a while, such as double speed for 30 s: viewers see it running, with the time that is left. What its
 * setters say holds from the next {@link start}.
 *
 * The game decides and the server follows: it runs from {@link start} on, be there a connection or not.
 */
export class Effect {
    #given;
    /** @type {Record<string, unknown>} */
    #members = {};
    #durationMs = 0;
    /** @type {EffectState} */
    #state = 'off';
    /** @type {string | undefined} */
    #purchase;
    #endsMs = 0;
    #leftMs = 0;
    /** @type {(() => void) | undefined} */
    #onStart;
    /** @type {(() => void) | undefined} */
    #onEnd;

    /**
     * Use {@link import('./game.js').Show.effect}.
     *
     * @param {string} id
     * @param {object} given
     * @param {(effect: Effect, started: boolean) => void} given.changed
     * @param {() => boolean} given.isOver whether the show is over, where nothing starts any more
     * @param {(callback: () => void) => void} given.dispatch
     * @param {() => number} given.nowMs
     */
    constructor(id, given) {
        this.id = id;
        this.#given = given;
    }

    /** For how long it runs, pauses not counted. @param {number} ms 1 to 3,600,000 */
    lasting(ms) {
        if (!(ms >= 1 && ms <= DURATION_MS_MAX)) {
            throw new InteractionError('invalid', `An effect lasts 1 ms to 1 h, and not ${ms} ms.`, { path: this.id });
        }
        this.#durationMs = Math.round(ms);
        return this;
    }

    /** What it says to viewers; its id unless set. @param {string} text */
    label(text) {
        this.#members.label = text;
        return this;
    }

    /** Only viewers who see this scene see it; everybody unless set. @param {string} name */
    scene(name) {
        this.#members.scene = name;
        return this;
    }

    /** Anything for the game's own page. @param {unknown} data at most 4 KiB of JSON */
    data(data) {
        this.#members.data = data;
        return this;
    }

    /**
     * Starts it; one that is on starts over with its whole time, unless it is on for this very purchase. Capture after it: a game that
     * dies between the two gets the purchase again, and both calls are right again.
     *
     * @param {import('./purchases.js').Purchase} [purchase] that paid for it
     */
    start(purchase) {
        if (this.#durationMs === 0) {
            throw new InteractionError('invalid', 'How long? lasting(ms) says it.', { path: this.id });
        }
        const isOnForIt = this.#state !== 'off' && purchase !== undefined && purchase.purchase === this.#purchase;
        if (!isOnForIt && !this.#given.isOver()) {
            this.#purchase = purchase?.purchase;
            this.#become('running', this.#durationMs);
            this.#given.changed(this, true);
        }
        return this;
    }

    /** Stops its time. */
    pause() {
        if (this.#state === 'running') {
            this.#become('paused', this.remainingMs());
            this.#given.changed(this, false);
        }
        return this;
    }

    /** Lets its time run on. */
    resume() {
        if (this.#state === 'paused') {
            this.#become('running', this.#leftMs);
            this.#given.changed(this, false);
        }
        return this;
    }

    /** Ends it before its time is over. */
    end() {
        if (this.#state !== 'off') {
            this.stop();
            this.#given.changed(this, false);
        }
        return this;
    }

    /** Whether it is to be carried out now: started, not over, and not paused. */
    isRunning() {
        return this.#state === 'running';
    }

    isPaused() {
        return this.#state === 'paused';
    }

    /** @returns {number} 0 when it is over */
    remainingMs() {
        return this.#state === 'running' ? Math.max(0, this.#endsMs - this.#given.nowMs()) : this.#state === 'paused' ? this.#leftMs : 0;
    }

    /** The id of the purchase that it is on for. */
    get purchase() {
        return this.#state === 'off' ? undefined : this.#purchase;
    }

    /** It begins: the game started it, or an earlier life of the game did and it is not over yet. @param {() => void} handler */
    onStart(handler) {
        this.#onStart = handler;
        return this;
    }

    /** It is over: its time, {@link end}, a refusal of the server, the end of the show. @param {() => void} handler */
    onEnd(handler) {
        this.#onEnd = handler;
        return this;
    }

    // For the SDK.

    get state() {
        return this.#state;
    }

    /** An earlier life of the game has started it. @param {EffectState} state @param {number} leftMs @param {string} [purchase] */
    adopt(state, leftMs, purchase) {
        this.#purchase = purchase;
        this.#become(state, leftMs);
    }

    /** The server, which has stood still without the game, knows better what is left. @param {number} leftMs */
    setLeft(leftMs) {
        this.#become(this.#state, leftMs);
    }

    /** It is over, without the server's hearing of it. */
    stop() {
        this.#become('off', 0);
    }

    /** What `effect.start` says now; on a connection after the first, of the rest. */
    params() {
        const durationMs = Math.min(DURATION_MS_MAX, Math.max(1, Math.ceil(this.remainingMs())));
        return { ...this.#members, effect: this.id, durationMs, ...(this.#purchase !== undefined && { purchase: this.#purchase }) };
    }

    /** @param {EffectState} state @param {number} leftMs */
    #become(state, leftMs) {
        const wasOff = this.#state === 'off';
        this.#state = state;
        this.#leftMs = leftMs;
        this.#endsMs = this.#given.nowMs() + leftMs;
        if (wasOff !== (state === 'off')) {
            this.#given.dispatch(() => (wasOff ? this.#onStart : this.#onEnd)?.());
        }
    }
}
