/** A bucket of permissions that fills at a steady rate: what the server would count as a strike is not sent at all. */
export class Rate {
    #perSecond;
    #burst;
    #tokens;
    #atMs = 0;

    /** @param {{ perSecond: number, burst: number }} limits */
    constructor({ perSecond, burst }) {
        this.#perSecond = perSecond;
        this.#burst = burst;
        this.#tokens = burst;
    }

    /** @param {number} nowMs @param {number} [count] @returns {boolean} whether they were there; otherwise none is taken */
    take(nowMs, count = 1) {
        this.#tokens = Math.min(this.#burst, this.#tokens + (Math.max(0, nowMs - this.#atMs) / 1000) * this.#perSecond);
        this.#atMs = nowMs;
        if (this.#tokens < count) {
            return false;
        }
        this.#tokens -= count;
        return true;
    }

    /** Milliseconds until so many will be there. @param {number} [count] */
    waitMs(count = 1) {
        return Math.max(0, Math.ceil(((count - this.#tokens) / this.#perSecond) * 1000));
    }
}
