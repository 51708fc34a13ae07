import { isObject, mergePatch } from './merge-patch.js';

/**
 * @typedef {'button' | 'joystick' | 'pad' | 'textbox' | 'poll' | 'label'} ControlKind
 * @typedef {{ x: number, y: number, w: number, h: number }} Rectangle
 *
 * @typedef {object} Control as the protocol describes it; server-made members are `number`, and a poll's `round` and `closesAt`
 * @property {ControlKind} kind
 * @property {number} number
 * @property {string} [label]
 * @property {boolean} [disabled]
 * @property {boolean} [anonymous]
 * @property {number} [cost]
 * @property {number} [cooldownMs]
 * @property {number} [deadmanMs]
 * @property {string[]} [options]
 * @property {boolean} [open]
 * @property {number} [everyMs]
 * @property {number} [round]
 * @property {number} [closesAt]
 * @property {number} [lengthMax]
 * @property {string} [text]
 * @property {{ large?: Rectangle, medium?: Rectangle, small?: Rectangle }} [layout]
 * @property {string} [key]
 * @property {number | 'left' | 'right'} [gamepad]
 * @property {unknown} [data]
 *
 * @typedef {object} Effect something in the game that lasts a while
 * @property {number} durationMs how long it runs in all
 * @property {number} [endsAt] stream time; only while it runs
 * @property {number} [remainingMs] only while it stands still
 * @property {string} [label]
 * @property {string} [scene] whose viewers alone see it
 * @property {string} [control] what brought it about
 * @property {string} [purchase] what paid for it
 * @property {unknown} [data]
 *
 * @typedef {object} View what this viewer sees of the show; never changed, only replaced
 * @property {Record<string, Control>} controls by id
 * @property {Record<string, any>} world
 * @property {Record<string, Effect>} effects by id
 * @property {string} scene
 * @property {string} group
 * @property {boolean} live whether a game is connected
 *
 * @typedef {{ round: number, counts: number[] }} Tally
 */

/** What a show is before anybody said anything about it: also what version 0 of every show is. @type {View} */
const EMPTY = { controls: {}, world: {}, effects: {}, scene: 'default', group: 'default', live: false };

/** The show as one viewer sees it: a snapshot and every patch after it, and what is told beside them. No I/O. */
export class ViewerState {
    /** @type {View} */
    view = EMPTY;
    ver = 0;
    /** @type {Map<string, Tally>} */
    tallies = new Map();
    /** This viewer's own votes that were counted. @type {Map<string, { round: number, option: number }>} */
    votes = new Map();
    /** Stream time from which a control takes input again. @type {Map<string, number>} */
    cooldowns = new Map();
    #position = -1;

    /** @param {Record<string, any>} message */
    snapshot({ ver, controls, world, effects, scene, group, live, tallies }) {
        this.ver = Number(ver) || 0;
        this.view = {
            controls: isObject(controls) ? controls : {},
            world: isObject(world) ? world : {},
            effects: isObject(effects) ? effects : {},
            scene: String(scene ?? 'default'),
            group: String(group ?? 'default'),
            live: live === true,
        };
        this.tallies.clear();
        for (const [id, counts] of Object.entries(isObject(tallies) ? tallies : {})) {
            this.#count(id, this.control(id)?.round ?? 0, counts);
        }
        this.#position = -1;
        this.#forgetOld();
    }

    /**
     * @param {Record<string, any>} message
     * @returns {'applied' | 'stale' | 'gap'} stale: known already; gap: one before it is missing
     */
    patch({ from, ver, ops }) {
        if (ver <= this.ver) {
            return 'stale';
        }
        if (from !== undefined && from > this.ver) {
            return 'gap';
        }
        const wasLive = this.view.live;
        this.view = { ...EMPTY, ...mergePatch(this.view, ops) };
        this.ver = ver;
        if (this.view.live && !wasLive) {
            this.#position = -1; // Another game counts its positions from anywhere.
        }
        this.#forgetOld();
        return 'applied';
    }

    /** @param {string} id @returns {Control | undefined} */
    control(id) {
        return Object.hasOwn(this.view.controls, id) ? this.view.controls[id] : undefined;
    }

    /** @param {import('./out-frames.js').TallyFrame} frame @returns {string | undefined} the control's id where it was news */
    tally({ control: number, round, counts }) {
        const [id, control] = Object.entries(this.view.controls).find(([, candidate]) => candidate.number === number) ?? [];
        if (id === undefined || round < (control?.round ?? 0)) {
            return undefined;
        }
        this.#count(id, round, counts);
        return id;
    }

    /** @param {string} id @param {number} round @param {unknown} counts */
    #count(id, round, counts) {
        if (Array.isArray(counts)) {
            this.tallies.set(id, { round, counts: counts.map((count) => Number(count) || 0) });
        }
    }

    /** @param {Record<string, any>} message */
    result({ control, round, counts }) {
        if (this.control(control)) {
            this.#count(control, round, counts);
        }
    }

    /** @param {import('./out-frames.js').PositionsFrame} frame @returns {boolean} whether it is newer than the last one */
    position({ number }) {
        if (this.#position >= 0 && number <= this.#position) {
            return false;
        }
        this.#position = number;
        return true;
    }

    /** Counts and votes belong to a round; everything belongs to a control that is there. */
    #forgetOld() {
        for (const [id, { round }] of this.tallies) {
            if ((this.control(id)?.round ?? Infinity) > round) {
                this.tallies.delete(id);
            }
        }
        for (const [id, { round }] of this.votes) {
            if ((this.control(id)?.round ?? Infinity) > round) {
                this.votes.delete(id);
            }
        }
        for (const id of this.cooldowns.keys()) {
            if (!this.control(id)) {
                this.cooldowns.delete(id);
            }
        }
    }
}
