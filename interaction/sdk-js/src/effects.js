import { Effect } from './effect.js';
import { InteractionError } from './errors.js';

/** @typedef {import('./effect.js').EffectState} EffectState */

const EFFECTS_MAX = 64;
/** The server says when an effect is over; when so long after it is due nothing has come, it is over here. */
const GRACE_MS = 500;

/**
 * A show's effects between the game and the server: tells the server what is different from what it was told, and on a new connection
 * from what it has.
 */
export class Effects {
    #given;
    /** @type {Map<string, Effect>} */
    #effects = new Map();
    /** What the server had when the connection began. @type {Record<string, any>} */
    #found = {};
    /** What the server has, by what it was told. @type {Map<string, EffectState>} */
    #said = new Map();
    /** Those that this life of the game has had on. @type {Set<string>} */
    #ours = new Set();
    /** Started, and the server may not have heard. @type {Set<string>} */
    #unheard = new Set();
    /** How many starts wait for their replies. @type {Map<string, number>} */
    #starting = new Map();
    /** @type {Map<string, ReturnType<typeof setTimeout>>} */
    #timers = new Map();
    #isReady = false;
    #isOpen = false;
    #isOver = false;

    /** @param {{ session: import('./session.js').Session, callbacks: import('./callbacks.js').Callbacks, nowMs: () => number }} given */
    constructor(given) {
        this.#given = given;
    }

    /** @param {string} id @returns {Effect} made where it is not there yet */
    get(id) {
        let effect = this.#effects.get(id);
        if (!effect) {
            if (this.#effects.size >= EFFECTS_MAX) {
                throw new InteractionError('limit', `A show has ${EFFECTS_MAX} effects at most.`, { path: id });
            }
            effect = new Effect(id, {
                changed: (which, started) => this.#changed(which, started),
                isOver: () => this.#isOver,
                dispatch: (callback) => this.#given.callbacks.dispatch(callback, true),
                nowMs: this.#given.nowMs,
            });
            this.#effects.set(id, effect);
        }
        return effect;
    }

    /** The game has declared the effects that it knows. */
    ready() {
        this.#isReady = true;
        this.#adopt();
    }

    /** A connection begins; its snapshot is to come. */
    welcomed() {
        this.#found = {};
        this.#said.clear();
    }

    /** What the server has. @param {Record<string, any>} effects */
    found(effects) {
        this.#found = { ...effects };
        if (this.#isReady) {
            this.#adopt();
        }
    }

    /** The connection has what the game declared. */
    declared() {
        this.#isOpen = true;
        for (const id of Object.keys(this.#found)) {
            if (!this.#effects.has(id)) {
                this.#ask('effect.end', id);
            }
        }
        this.#found = {};
        this.#effects.forEach((effect) => this.#push(effect));
    }

    /** The connection is gone. */
    lost() {
        this.#isOpen = false;
        this.#effects.forEach((effect) => this.#watch(effect)); // A game is not to stay in an effect because the server is gone.
    }

    /** The show is over. */
    over() {
        this.#isOpen = false;
        this.#isOver = true;
        for (const effect of this.#effects.values()) {
            effect.stop();
            this.#watch(effect);
        }
    }

    /** Its time is over, says the server. @param {string} id */
    ended(id) {
        delete this.#found[id];
        if ((this.#starting.get(id) ?? 0) > 0) {
            return; // Until a start is answered, what ends is what was there before it.
        }
        this.#said.delete(id);
        const effect = this.#effects.get(id);
        if (effect && !this.#unheard.has(id)) {
            effect.stop();
            this.#watch(effect);
        }
    }

    /** The server's time is what viewers see; what an earlier life of the game started goes on in this one. */
    #adopt() {
        for (const [id, { endsAt, remainingMs, purchase }] of Object.entries(this.#found)) {
            const state = endsAt === undefined ? 'paused' : 'running';
            this.#said.set(id, state);
            const effect = this.#effects.get(id);
            if (effect && !this.#unheard.has(id)) {
                const leftMs = endsAt === undefined ? remainingMs : Math.max(0, this.#given.session.clock.msUntil(endsAt));
                if (!this.#ours.has(id)) {
                    this.#ours.add(id);
                    effect.adopt(state, leftMs, purchase);
                } else if (effect.state !== 'off') {
                    effect.setLeft(leftMs);
                }
                this.#watch(effect);
            }
        }
    }

    /** @param {Effect} effect @param {boolean} started */
    #changed(effect, started) {
        if (started) {
            this.#ours.add(effect.id);
            this.#unheard.add(effect.id);
        }
        this.#watch(effect);
        this.#push(effect);
    }

    /** Brings the server to what the game wants. @param {Effect} effect */
    #push(effect) {
        if (!this.#isOpen) {
            return;
        }
        const { id, state } = effect;
        let has = this.#said.get(id) ?? 'off';
        const anew = this.#unheard.delete(id);
        if (state === 'off') {
            if (has !== 'off') {
                this.#ask('effect.end', id);
            }
        } else {
            if (anew || has === 'off') {
                this.#start(effect);
                has = 'running';
            }
            if (has !== state) {
                this.#ask(state === 'paused' ? 'effect.pause' : 'effect.resume', id);
            }
        }
        this.#said.set(id, state);
    }

    /** @param {Effect} effect */
    async #start(effect) {
        const { id } = effect;
        const count = (/** @type {number} */ more) => this.#starting.set(id, (this.#starting.get(id) ?? 0) + more);
        count(1);
        try {
            await this.#given.session.call('effect.start', effect.params(), () => count(-1));
        } catch (error) {
            if (error instanceof InteractionError && error.code === 'disconnected') {
                this.#unheard.add(id);
                return;
            }
            if (this.#starting.get(id) === 0) {
                this.#said.delete(id);
                effect.stop();
                this.#watch(effect);
            }
            this.#given.callbacks.report(error);
        }
    }

    /** @param {string} method @param {string} effect */
    #ask(method, effect) {
        this.#given.session.call(method, { effect }).catch((error) => {
            // What is not there has ended meanwhile, and that was told.
            if (error.code !== 'disconnected' && error.code !== 'not-found') {
                this.#given.callbacks.report(error);
            }
        });
    }

    /** Ends it here when it is due and nobody else does. @param {Effect} effect */
    #watch(effect) {
        clearTimeout(this.#timers.get(effect.id));
        this.#timers.delete(effect.id);
        if (effect.isRunning()) {
            const delayMs = effect.remainingMs() + (this.#isOpen ? GRACE_MS : 0);
            this.#timers.set(effect.id, setTimeout(() => effect.end(), delayMs));
        }
    }
}
