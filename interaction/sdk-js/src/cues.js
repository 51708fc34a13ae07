/**
 * Cues that wait for their frame.
 *
 * @typedef {object} Cue
 * @property {number} at stream time in microseconds
 * @property {number} [rtp] RTP timestamp of that frame as this viewer sees it
 * @property {string} name
 * @property {unknown} [data]
 */

/** More than this waiting is a game that does not mean it; the earliest is fired early. */
const CUES_MAX = 256;
/** A picture that stands still (paused, stalled) does not hold a cue back for longer than this after its time. */
const LATE_US = 5_000_000;

export class Cues {
    /** @type {Cue[]} */
    #waiting = [];

    get size() {
        return this.#waiting.length;
    }

    /** @param {Cue} cue @returns {Cue | undefined} one that has to go at once to make room */
    add(cue) {
        this.#waiting.push(cue);
        this.#waiting.sort((one, other) => one.at - other.at);
        return this.#waiting.length > CUES_MAX ? this.#waiting.shift() : undefined;
    }

    /**
     * Takes out those whose frame is on the screen.
     *
     * @param {{ seen: number | undefined, nowUs: number | undefined }} time the frame shown last, and stream time
     * @returns {Cue[]}
     */
    due({ seen, nowUs = Infinity }) {
        const isDue = (/** @type {Cue} */ { at, rtp }) =>
            seen !== undefined && rtp !== undefined
                ? ((seen - rtp) | 0) >= 0 || nowUs - at > LATE_US // RTP timestamps wrap: the difference counts.
                : nowUs >= at;
        const due = this.#waiting.filter(isDue);
        this.#waiting = this.#waiting.filter((cue) => !isDue(cue));
        return due;
    }

    clear() {
        this.#waiting = [];
    }
}
