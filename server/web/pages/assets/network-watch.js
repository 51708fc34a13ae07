/** Tells when the machine's network has come back, or is another: the old addresses are gone then. */
export class NetworkWatch {
    #changed;
    #type = globalThis.navigator?.connection?.type;

    /** @param {() => void} changed */
    constructor(changed) {
        this.#changed = changed;
    }

    start() {
        globalThis.addEventListener?.('online', this.#changed);
        globalThis.navigator?.connection?.addEventListener?.('change', this.#onChange);
    }

    stop() {
        globalThis.removeEventListener?.('online', this.#changed);
        globalThis.navigator?.connection?.removeEventListener?.('change', this.#onChange);
    }

    #onChange = () => {
        // The event also tells of new bandwidth guesses; only another kind of network means another address.
        const type = navigator.connection?.type;
        if (type !== this.#type) {
            this.#type = type;
            if (type !== 'none') {
                this.#changed();
            }
        }
    };
}
