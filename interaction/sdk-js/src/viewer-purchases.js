import { deferred } from './deferred.js';
import { InteractionError } from './errors.js';

/**
 * @typedef {object} Purchase
 * @property {string} key
 * @property {string} control
 * @property {'sent' | 'held' | 'captured' | 'voided'} state
 * @property {string} [purchase] the server's name for it
 * @property {number} [cost]
 * @property {number} [balance] afterwards
 * @property {InteractionError} [error] why it was voided
 *
 * @typedef {object} ViewerPurchasesGiven
 * @property {import('./intents.js').Intents} intents
 * @property {(intent: import('./intents.js').Intent) => void} send where there is a connection
 * @property {(type: 'purchase' | 'balance' | 'error', detail: unknown) => void} tell
 */

/** What this viewer buys, from the wish to its end, and the credits that are left. */
export class ViewerPurchases {
    // Given.
    #intents;
    #send;
    #tell;
    // Owned.
    /** Who waits for a purchase's end, by its key. @type {Map<string, import('./deferred.js').Deferred>} */
    #buyers = new Map();
    // State.
    /** @type {number | undefined} */
    #balance;

    /** @param {ViewerPurchasesGiven} given */
    constructor({ intents, send, tell }) {
        this.#intents = intents;
        this.#send = send;
        this.#tell = tell;
    }

    /** Credits; undefined where the server keeps none for this viewer. */
    get balance() {
        return this.#balance;
    }

    /** @param {{ control: string, text?: string, viewer: string }} wish @returns {Promise<Purchase>} when the game has taken it */
    buy(wish) {
        const intent = this.#intents.make(wish);
        const buyer = deferred();
        this.#buyers.set(intent.key, buyer);
        this.#send(intent);
        this.#tell('purchase', { key: intent.key, control: wish.control, state: 'sent' });
        return buyer.promise;
    }

    /** A connection begins. @param {string} viewer who this is now */
    resend(viewer) {
        for (const intent of this.#intents.all) {
            if (intent.viewer === viewer) {
                this.#send(intent);
            } else {
                // Somebody new to the server cannot ask what became of another one's purchase, and must not make it again.
                this.#end(intent.key, 'voided', {}, new InteractionError('disconnected', 'What became of this purchase is not known.'));
            }
        }
    }

    /** @param {import('./session.js').Message} message `hold` */
    held(message) {
        this.#intents.held(message.key, message.purchase);
        this.setBalance(message.balance);
        this.#tell('purchase', { ...message, state: 'held' });
    }

    /** @param {import('./session.js').Message} message `capture` */
    captured(message) {
        this.#end(message.key, 'captured', message);
    }

    /** @param {import('./session.js').Message} message `void` */
    voided(message) {
        this.#end(message.key, 'voided', message, InteractionError.from(message));
    }

    /** @param {string} about a key, or a control @param {InteractionError} error @returns {boolean} whether it ended a purchase, and is told */
    refused(about, error) {
        const intent = this.#intents.get(about) ?? this.#intents.unheld(about);
        if (intent) {
            this.#end(intent.key, 'voided', {}, error);
        }
        return intent !== undefined;
    }

    /** @param {string} key @param {'captured' | 'voided'} state @param {Record<string, any>} message @param {InteractionError} [error] */
    #end(key, state, { purchase, balance, control }, error) {
        const intent = this.#intents.get(key);
        this.#intents.finish(key);
        this.setBalance(balance);
        const about = { key, control: intent?.control ?? control ?? '', state, purchase, balance, error };
        const buyer = this.#buyers.get(key);
        this.#buyers.delete(key);
        error ? buyer?.reject(error) : buyer?.resolve(about);
        this.#tell('purchase', about);
        if (error) {
            this.#tell('error', error);
        }
    }

    /** @param {unknown} balance as a message has it, or has none */
    setBalance(balance) {
        if (typeof balance === 'number' && balance !== this.#balance) {
            this.#balance = balance;
            this.#tell('balance', { balance });
        }
    }
}
