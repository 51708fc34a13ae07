/** Timers by name, one at a time of each: setting a name again replaces what it stood for. */
export class Timers {
    /** @type {Map<string, ReturnType<typeof setTimeout>>} */
    #running = new Map();

    /** @param {string} name @param {number} delayMs @param {() => void} action */
    after(name, delayMs, action) {
        this.cancel(name);
        const timer = setTimeout(() => {
            this.#running.delete(name);
            action();
        }, delayMs);
        this.#running.set(name, timer);
    }

    /** @param {string} name */
    has(name) {
        return this.#running.has(name);
    }

    /** @param {string} name */
    cancel(name) {
        clearTimeout(this.#running.get(name));
        this.#running.delete(name);
    }

    cancelAll() {
        for (const name of [...this.#running.keys()]) {
            this.cancel(name);
        }
    }
}
