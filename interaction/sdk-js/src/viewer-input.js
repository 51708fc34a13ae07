import { InputSender } from './input-sender.js';

const DEADMAN_MS = 300;

/** Sends input frames when they are due: the timer beside {@link InputSender}. */
export class ViewerInput {
    #send;
    #seen;
    #nowMs;
    #sender = new InputSender();
    /** Controls that are held down: a press that was refused needs no release. @type {Set<number>} */
    #pressed = new Set();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    #timer;

    /** @param {{ send: (frame: Uint8Array<ArrayBuffer>) => void, seen: () => number | undefined, nowMs: () => number }} given */
    constructor({ send, seen, nowMs }) {
        this.#send = send;
        this.#seen = seen;
        this.#nowMs = nowMs;
    }

    /**
     * A connection begins. Numbers of an earlier life of the session may still be on their way, so they start elsewhere.
     *
     * @param {{ movesPerSecond?: number, firstNumber: number }} options
     */
    begin({ movesPerSecond, firstNumber }) {
        this.end();
        this.#sender = new InputSender({ movesPerSecond, firstInput: firstNumber, firstOrder: firstNumber });
    }

    end() {
        clearTimeout(this.#timer);
        this.#sender.forget();
        this.#pressed.clear();
    }

    /** @param {number} control its number @returns {boolean} */
    press(control) {
        if (!this.#sender.add(control, 'press')) {
            return false;
        }
        this.#pressed.add(control);
        this.#flush();
        return true;
    }

    /** @param {number} control its number */
    release(control) {
        if (this.#pressed.delete(control)) {
            this.#sender.add(control, 'release');
            this.#flush();
        }
    }

    /** @param {number} control its number @param {number} x @param {number} y @param {number} [deadmanMs] */
    move(control, x, y, deadmanMs = DEADMAN_MS) {
        this.#sender.move(control, x, y, deadmanMs);
        this.#flush();
    }

    /**
     * Forgets controls that are gone.
     *
     * @param {Record<string, import('./viewer-state.js').Control>} before by id
     * @param {Record<string, import('./viewer-state.js').Control>} after
     */
    keep(before, after) {
        for (const [id, { number }] of Object.entries(before)) {
            if (after[id]?.number !== number) {
                this.#sender.forget(number);
                this.#pressed.delete(number);
            }
        }
    }

    #flush() {
        clearTimeout(this.#timer);
        const frame = this.#sender.frame(this.#nowMs(), this.#seen());
        if (frame) {
            this.#send(frame);
        }
        const nextMs = this.#sender.nextMs();
        if (nextMs !== undefined) {
            this.#timer = setTimeout(() => this.#flush(), Math.max(1, Math.ceil(nextMs - this.#nowMs())));
        }
    }
}
