import { writeInputFrame } from './input-frame.js';

/** Discrete inputs go out three times, in frames at least so far apart: the channel loses, and losses come in runs. */
const SENDINGS = 3;
const APART_MS = 20;
const REPEAT_MS = 40;
/** A held stick is told again so often at least, so that silence means "gone" and the dead-man time can be short. */
const HELD_MS = 100;
/** 64 × 5 and 32 × 9 bytes fit a frame of 1,100 with room to spare. */
const DISCRETE_MAX = 64;
const STICKS_MAX = 32;

/**
 * Turns presses and moves into input frames. No timer in here: after each change and after each frame, ask
 * {@link nextMs} when {@link frame} wants to be called.
 *
 * Moves are coalesced: a frame carries the latest place of every stick that moved, and frames with moves keep to the
 * given rate, counted in moves.
 */
export class InputSender {
    #moveMs;
    /** @type {{ control: number, action: 'press' | 'release', input: number, left: number }[]} */
    #discrete = [];
    /** @type {Map<number, { x: number, y: number, sentMs: number, left: number, heldMs: number }>} */
    #sticks = new Map();
    #input = 0;
    #order = 0;
    #frameMs = -Infinity;
    #movesFromMs = -Infinity;

    /** @param {{ movesPerSecond?: number, firstInput?: number, firstOrder?: number }} [options] */
    constructor({ movesPerSecond = 30, firstInput = 0, firstOrder = 0 } = {}) {
        // A little slower than allowed: the server measures with another clock, behind a network that bunches.
        this.#moveMs = 1000 / movesPerSecond + 1;
        this.#input = firstInput & 0xffff;
        this.#order = firstOrder & 0xffff;
    }

    /** @param {number} control its number @param {'press' | 'release'} action @returns {boolean} false where too much waits already */
    add(control, action) {
        if (this.#discrete.length >= DISCRETE_MAX) {
            return false;
        }
        this.#discrete.push({ control, action, input: this.#input, left: SENDINGS });
        this.#input = (this.#input + 1) & 0xffff;
        return true;
    }

    /**
     * @param {number} control its number
     * @param {number} x
     * @param {number} y
     * @param {number} deadmanMs the control's
     */
    move(control, x, y, deadmanMs) {
        if (!this.#sticks.has(control) && this.#sticks.size >= STICKS_MAX) {
            return;
        }
        const sentMs = this.#sticks.get(control)?.sentMs ?? -Infinity;
        const isNeutral = x === 0 && y === 0;
        this.#sticks.set(control, { x, y, sentMs, left: isNeutral ? SENDINGS : 1, heldMs: Math.min(HELD_MS, deadmanMs / 3) });
    }

    /** Forgets everything that was to be said of a control that is gone, or of all. @param {number} [control] */
    forget(control) {
        if (control === undefined) {
            this.#discrete = [];
            this.#sticks.clear();
        } else {
            this.#discrete = this.#discrete.filter((record) => record.control !== control);
            this.#sticks.delete(control);
        }
    }

    /** @returns {number | undefined} when the next frame is due; undefined while there is nothing to say */
    nextMs() {
        let next = Infinity;
        if (this.#discrete.length > 0) {
            const hasNew = this.#discrete.some(({ left }) => left === SENDINGS);
            next = this.#frameMs + (hasNew ? APART_MS : REPEAT_MS);
        }
        for (const { sentMs, left, heldMs } of this.#sticks.values()) {
            next = Math.min(next, Math.max(this.#movesFromMs, this.#frameMs + APART_MS, left > 0 ? -Infinity : sentMs + heldMs));
        }
        return next === Infinity ? undefined : next;
    }

    /**
     * @param {number} nowMs
     * @param {number} [seen] RTP timestamp of the frame last shown
     * @returns {Uint8Array<ArrayBuffer> | undefined} nothing where nothing is due
     */
    frame(nowMs, seen) {
        const next = this.nextMs();
        if (next === undefined || next > nowMs) {
            return undefined;
        }
        /** @type {import('./input-frame.js').InputRecord[]} */
        const records = this.#discrete.map(({ control, action, input }) => ({ control, action, input }));
        this.#discrete = this.#discrete.filter((record) => --record.left > 0);
        if (nowMs >= this.#movesFromMs) {
            const moves = this.#moves(nowMs);
            if (moves.length > 0) {
                this.#movesFromMs = nowMs + this.#moveMs * moves.length;
                records.push(...moves);
            }
        }
        this.#frameMs = nowMs;
        return records.length > 0 ? writeInputFrame({ seen, records }) : undefined;
    }

    /** @param {number} nowMs */
    #moves(nowMs) {
        /** @type {import('./input-frame.js').InputRecord[]} */
        const records = [];
        for (const [control, stick] of this.#sticks) {
            if (stick.left === 0 && nowMs < stick.sentMs + stick.heldMs) {
                continue;
            }
            records.push({ control, action: 'move', x: stick.x, y: stick.y, order: this.#order });
            this.#order = (this.#order + 1) & 0xffff;
            stick.sentMs = nowMs;
            stick.left = Math.max(0, stick.left - 1);
            if (stick.left === 0 && stick.x === 0 && stick.y === 0) {
                this.#sticks.delete(control); // Neutral, and said often enough.
            }
        }
        return records;
    }
}
