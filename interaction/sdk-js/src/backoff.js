/**
 * How long to wait before trying again: doubling from try to try, with half of each wait left to chance, so that all who
 * lost one server at the same moment do not come back at the same moment.
 */
export class Backoff {
    #failures = 0;
    #firstMs;
    #maxMs;
    #random;

    /** @param {{ firstMs?: number, maxMs?: number, random?: () => number }} [options] the first and the longest wait */
    constructor({ firstMs = 500, maxMs = 10_000, random = Math.random } = {}) {
        this.#firstMs = firstMs;
        this.#maxMs = maxMs;
        this.#random = random;
    }

    /** Tries since the last success. */
    get failures() {
        return this.#failures;
    }

    /** The next wait in milliseconds: between half and all of the current ceiling. */
    next() {
        const ceilingMs = Math.min(this.#maxMs, this.#firstMs * 2 ** Math.min(this.#failures, 30));
        this.#failures++;
        return ceilingMs * (0.5 + 0.5 * this.#random());
    }

    /** After a success: the next wait is a first one again. */
    reset() {
        this.#failures = 0;
    }
}
