/** Only so many of the latest measurements count: the two clocks drift apart. */
const SAMPLES_MAX = 8;

/**
 * What stream time it is, by the server's answers to `time`: of the last few, the one that was under way the shortest is the
 * most exact, to within half of its round trip.
 */
export class StreamClock {
    #nowMs;
    /** @type {{ offsetMs: number, roundTripMs: number }[]} */
    #samples = [];

    /** @param {() => number} nowMs a clock that never jumps */
    constructor(nowMs) {
        this.#nowMs = nowMs;
    }

    /** One way only, so late by the way from there: for until the first measurement. @param {number} timeUs stream time */
    guess(timeUs) {
        this.#samples = [{ offsetMs: timeUs / 1000 - this.#nowMs(), roundTripMs: Infinity }];
    }

    /** @param {number} sentMs when the question left, by our clock @param {number} timeUs what the server answered */
    measured(sentMs, timeUs) {
        const nowMs = this.#nowMs();
        const roundTripMs = nowMs - sentMs;
        if (roundTripMs >= 0 && Number.isFinite(timeUs)) {
            this.#samples.push({ offsetMs: timeUs / 1000 - sentMs - roundTripMs / 2, roundTripMs });
            this.#samples.splice(0, this.#samples.length - SAMPLES_MAX);
        }
    }

    get #best() {
        return this.#samples.reduce((best, sample) => (sample.roundTripMs < best.roundTripMs ? sample : best), this.#samples[0]);
    }

    /** Milliseconds there and back; undefined before the first measurement. */
    get roundTripMs() {
        const best = this.#best?.roundTripMs;
        return Number.isFinite(best) ? best : undefined;
    }

    /** @returns {number | undefined} stream time in microseconds; undefined before the server said any */
    now() {
        const best = this.#best;
        return best && Math.round((this.#nowMs() + best.offsetMs) * 1000);
    }

    /** @param {number} timeUs stream time @returns {number} milliseconds until then; negative when it has passed */
    msUntil(timeUs) {
        const now = this.now();
        return now === undefined ? 0 : (timeUs - now) / 1000;
    }
}
