/** In pump mode: so many callbacks wait; of what comes then, purchases and results are kept and the rest is dropped. */
export const WAITING_MAX = 4_096;

/** Runs what the game gave to be called: at once, or in pump mode when the game asks for it. What it throws is reported. */
export class Callbacks {
    #given;
    /** @type {(() => unknown)[]} */
    #waiting = [];

    /** @param {{ pump?: boolean, onError?: (error: Error) => void, dropped: () => void }} given `dropped`: nobody pumped */
    constructor(given) {
        this.#given = given;
    }

    /** @param {() => unknown} callback @param {boolean} [mustKeep] */
    dispatch(callback, mustKeep = false) {
        if (!this.#given.pump) {
            this.#run(callback);
        } else if (mustKeep || this.#waiting.length < WAITING_MAX) {
            this.#waiting.push(callback);
        } else {
            this.#given.dropped();
        }
    }

    /** @param {number} max @returns {number} how many were run */
    pump(max) {
        const now = this.#waiting.splice(0, max);
        now.forEach((callback) => this.#run(callback));
        return now.length;
    }

    /** @param {() => unknown} callback */
    #run(callback) {
        try {
            callback();
        } catch (error) {
            this.report(error);
        }
    }

    /** @param {unknown} error */
    report(error) {
        const { onError = console.error } = this.#given;
        onError(error instanceof Error ? error : new Error(String(error)));
    }
}
