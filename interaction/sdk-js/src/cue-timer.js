import { Cues } from './cues.js';

/** How often it is looked whether a cue's frame is on the screen: less than a frame at 60 Hz. */
const CUE_MS = 15;

/** Fires cues on their frame: the timer beside {@link Cues}. */
export class CueTimer {
    #given;
    #cues = new Cues();
    /** @type {ReturnType<typeof setInterval> | undefined} */
    #timer;

    /**
     * @param {object} given
     * @param {() => number | undefined} given.seen RTP timestamp of the frame shown last
     * @param {() => number | undefined} given.nowUs stream time
     * @param {(cue: import('./cues.js').Cue) => void} given.fire
     */
    constructor(given) {
        this.#given = given;
    }

    /** @param {import('./cues.js').Cue} cue */
    add(cue) {
        const early = this.#cues.add(cue);
        if (early) {
            this.#given.fire(early);
        }
        this.#timer ??= setInterval(() => this.#fireDue(), CUE_MS);
        this.#fireDue();
    }

    end() {
        this.#stop();
        this.#cues.clear();
    }

    #fireDue() {
        const { seen, nowUs, fire } = this.#given;
        for (const cue of this.#cues.due({ seen: seen(), nowUs: nowUs() })) {
            fire(cue);
        }
        if (this.#cues.size === 0) {
            this.#stop();
        }
    }

    #stop() {
        clearInterval(this.#timer);
        this.#timer = undefined;
    }
}
