import { InteractionError } from './errors.js';

/**
 * @typedef {{ id: string, name: string }} Who
 * @typedef {{ type: 'capture', purchase: string }
 *         | { type: 'void', purchase: string, code: string, message: string, retryAfterMs?: number }} Settlement
 *
 * @typedef {object} Kept
 * @property {Purchase} purchase
 * @property {Settlement} [settlement] what the game decided
 * @property {boolean} settled whether the server has written that down
 * @property {(state: string) => void} resolve
 */

/** So many settled purchases are remembered to know a repeat when it comes; a repeat comes within a hold's 5 minutes. */
const REMEMBERED_MAX = 10_000;

/** One purchase, for the game to take ({@link capture}) or to give back ({@link refund}). */
export class Purchase {
    #settle;

    /**
     * @param {Record<string, any>} deliver the message
     * @param {(purchase: Purchase, settlement: Settlement) => Promise<string>} settle
     */
    constructor({ purchase, control, scene, cost, viewer, text, expiresAt, attempt, seenAt }, settle) {
        this.#settle = settle;
        /** The server's name for it: a game that must do each only once even when it is killed keeps this. */
        this.purchase = String(purchase);
        this.control = String(control);
        /** @type {string | undefined} where the server says it */
        this.scene = scene;
        this.cost = Number(cost);
        /** @type {Who} */
        this.viewer = { id: String(viewer?.id ?? viewer ?? ''), name: String(viewer?.name ?? '') };
        /** @type {string | undefined} */
        this.text = text;
        /** Stream time at which the server gives the money back by itself. */
        this.expiresAt = Number(expiresAt);
        /** From 1; above that, the game may have heard of it before it was restarted. */
        this.attempt = Number(attempt ?? 1);
        /** @type {number | undefined} stream time of the frame that the buyer saw */
        this.seenAt = seenAt;
    }

    /** The viewer pays. @returns {Promise<string>} `captured` once it is written down; `voided` when it was too late */
    capture() {
        return this.#settle(this, { type: 'capture', purchase: this.purchase });
    }

    /**
     * The viewer gets the money back.
     *
     * @param {string} message a sentence for the buyer
     * @param {{ code?: 'failed' | 'unavailable' | 'retry', retryAfterMs?: number }} [how]
     * @returns {Promise<string>} `voided` once it is written down
     */
    refund(message, { code = 'failed', retryAfterMs } = {}) {
        return this.#settle(this, { type: 'void', purchase: this.purchase, code, message, retryAfterMs });
    }
}

/** What was delivered and what became of it: takes repeats out, and sees to it that every decision reaches the server. */
export class Purchases {
    #send;
    #bought;
    /** @type {Map<string, Kept>} */
    #known = new Map();
    /** @type {Purchase[]} those that came before the game was ready */
    #early = [];
    #isReady = false;

    /**
     * @param {object} given
     * @param {(settlement: Settlement) => void} given.send where there is a connection
     * @param {(purchase: Purchase) => void} given.bought for the game, once; not before it is ready
     */
    constructor({ send, bought }) {
        this.#send = send;
        this.#bought = bought;
    }

    /** The game can take them. */
    ready() {
        this.#isReady = true;
        this.#early.splice(0).forEach((purchase) => this.#bought(purchase));
    }

    /** @param {Record<string, any>} message */
    delivered(message) {
        const known = this.#known.get(message.purchase);
        if (known) {
            if (known.settlement) {
                this.#send(known.settlement); // The server has not heard, or not kept, what was decided.
            }
            return;
        }
        const purchase = new Purchase(message, (one, settlement) => this.#settle(one, settlement));
        this.#known.set(purchase.purchase, { purchase, settled: false, resolve: () => {} });
        this.#forget();
        if (this.#isReady) {
            this.#bought(purchase);
        } else {
            this.#early.push(purchase);
        }
    }

    /** @param {Purchase} purchase @param {Settlement} settlement @returns {Promise<string>} */
    #settle(purchase, settlement) {
        const known = this.#known.get(purchase.purchase);
        if (!known || known.settlement) {
            return Promise.reject(new InteractionError('invalid', 'This purchase is settled already.', { path: purchase.purchase }));
        }
        known.settlement = settlement;
        const settled = new Promise((resolve) => (known.resolve = resolve));
        this.#send(settlement);
        return settled;
    }

    /** @param {Record<string, any>} message `settled` */
    settled({ purchase, state }) {
        const known = this.#known.get(purchase);
        if (known && !known.settled) {
            known.settled = true;
            known.resolve(String(state));
        }
    }

    /** A connection begins: what was decided while there was none, or got lost with the last one. */
    resend() {
        for (const { settlement, settled } of this.#known.values()) {
            if (settlement && !settled) {
                this.#send(settlement);
            }
        }
    }

    #forget() {
        for (const [name, { settled }] of this.#known) {
            if (this.#known.size <= REMEMBERED_MAX) {
                return;
            }
            if (settled) {
                this.#known.delete(name);
            }
        }
    }
}
