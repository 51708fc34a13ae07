/**
 * The purchases whose end this viewer does not know yet. They outlive the page (in session storage), so that one whose
 * answer was lost with the connection, or with a reload, is asked after with the same key and never made twice.
 *
 * @typedef {object} Intent
 * @property {string} key
 * @property {string} control
 * @property {string} [text]
 * @property {string} viewer the id of who meant to buy: somebody else must not buy it again
 * @property {number} madeMs wall clock; the server knows a key for 24 h
 * @property {string} [purchase] once the server holds it
 *
 * @typedef {Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>} Store
 */

const KEPT_MS = 24 * 60 * 60 * 1000;
/** Nobody has more purchases under way; the oldest is given up first. */
const INTENTS_MAX = 64;

/** 128 bits of chance, in characters that the protocol takes as an identifier. */
function makeKey() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Session storage, or memory where there is none or it is switched off. @returns {Store} */
export function defaultStore() {
    try {
        const store = globalThis.sessionStorage;
        store.getItem('treecast');
        return store;
    } catch {
        /** @type {Map<string, string>} */
        const memory = new Map();
        return {
            getItem: (name) => memory.get(name) ?? null,
            setItem: (name, value) => void memory.set(name, value),
            removeItem: (name) => void memory.delete(name),
        };
    }
}

export class Intents {
    #store;
    #name;
    #nowMs;
    /** @type {Map<string, Intent>} */
    #open = new Map();

    /** @param {{ store: Store, name: string, nowMs?: () => number }} given `nowMs`: wall clock */
    constructor({ store, name, nowMs = Date.now }) {
        this.#store = store;
        this.#name = name;
        this.#nowMs = nowMs;
        try {
            const kept = JSON.parse(store.getItem(name) ?? '[]');
            for (const intent of Array.isArray(kept) ? kept : []) {
                if (typeof intent?.key === 'string' && typeof intent.control === 'string' && nowMs() - intent.madeMs < KEPT_MS) {
                    this.#open.set(intent.key, intent);
                }
            }
        } catch {
            // Somebody else's, or torn: nothing that we could ask after.
        }
    }

    /** @returns {Intent[]} the oldest first */
    get all() {
        return [...this.#open.values()];
    }

    /** @param {string} key */
    get(key) {
        return this.#open.get(key);
    }

    /** The oldest of a control that the server has not taken yet. @param {string} control */
    unheld(control) {
        return this.all.find((intent) => intent.control === control && intent.purchase === undefined);
    }

    /** @param {{ control: string, text?: string, viewer: string }} wish @returns {Intent} kept before it is sent */
    make(wish) {
        const intent = { key: makeKey(), madeMs: this.#nowMs(), ...wish };
        this.#open.set(intent.key, intent);
        if (this.#open.size > INTENTS_MAX) {
            this.#open.delete(this.all[0].key);
        }
        this.#keep();
        return intent;
    }

    /** @param {string} key @param {string} purchase */
    held(key, purchase) {
        const intent = this.#open.get(key);
        if (intent) {
            intent.purchase = purchase;
            this.#keep();
        }
    }

    /** @param {string} key of one that has come to its end */
    finish(key) {
        this.#open.delete(key);
        this.#keep();
    }

    #keep() {
        try {
            if (this.#open.size > 0) {
                this.#store.setItem(this.#name, JSON.stringify(this.all));
            } else {
                this.#store.removeItem(this.#name);
            }
        } catch {
            // Storage is full: the key lives as long as the page does.
        }
    }
}
