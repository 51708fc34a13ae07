import { diff, isObject, mergePatch } from './merge-patch.js';

/**
 * The show's document three times: as the game wants it, as the patch under way will make it, and as the server has it. One
 * patch is under way at a time; what the game changes meanwhile becomes the next one, so that a game that changes its
 * world sixty times a second costs no more patches than the network carries. No I/O.
 *
 * @typedef {import('./merge-patch.js').JsonObject} JsonObject
 */

/** What the server makes itself; a game neither sets nor removes it. */
const SERVER_MADE = ['number', 'round', 'closesAt'];

/** A game's message has 64 KiB at most; a character has 1 to 3 bytes, and most have one. */
const PATCH_CHARACTERS_MAX = 20_000;
/** scenes, a scene, controls, a control: a control goes in one piece, as half of one may not fit its schema. */
const PORTION_DEPTH = 4;

/** @returns {JsonObject} */
const fresh = () => ({ scenes: { default: { controls: {} } }, groups: { default: { scene: 'default' } }, world: {} });

export class ShowDocument {
    #wanted = fresh();
    /** @type {JsonObject | undefined} */
    #underWay;
    #confirmed = fresh();

    /** As the game wants it. */
    get wanted() {
        return this.#wanted;
    }

    /** @param {JsonObject} ops a merge patch */
    change(ops) {
        this.#wanted = mergePatch(this.#wanted, ops);
    }

    /** A connection begins: what the server has is this, and no patch is under way. @param {JsonObject} document */
    begin(document) {
        this.#underWay = undefined;
        this.#confirmed = mergePatch(fresh(), withoutServerMade(document));
    }

    /** @returns {JsonObject | undefined} the patch to send; undefined while one is under way, or where there is nothing to change */
    next() {
        const ops = this.#underWay ? undefined : diff(this.#confirmed, this.#wanted);
        if (!ops) {
            return undefined;
        }
        const part = portion(ops, PATCH_CHARACTERS_MAX);
        this.#underWay = part === ops ? this.#wanted : mergePatch(this.#confirmed, part);
        return part;
    }

    /** The patch under way was applied. */
    accepted() {
        this.#confirmed = this.#underWay ?? this.#confirmed;
        this.#underWay = undefined;
    }

    /** The patch under way was refused: its changes are given up, and those that were made since are kept. */
    refused() {
        const since = diff(this.#underWay ?? this.#wanted, this.#wanted);
        this.#underWay = undefined;
        this.#wanted = mergePatch(this.#confirmed, since ?? {});
    }
}

/** @param {JsonObject} document */
function withoutServerMade(document) {
    /** @type {JsonObject} */
    const patch = { scenes: {} };
    for (const [name, scene] of Object.entries(document.scenes ?? {})) {
        const controls = isObject(scene?.controls) ? scene.controls : {};
        const removed = Object.fromEntries(SERVER_MADE.map((member) => [member, null]));
        patch.scenes[name] = { controls: Object.fromEntries(Object.keys(controls).map((id) => [id, removed])) };
    }
    return mergePatch(document, patch);
}

/**
 * A patch too long for one message, from the front: what is left comes when this part has been applied.
 *
 * @param {JsonObject} ops
 * @param {number} charactersMax
 * @param {number} [depth]
 * @returns {JsonObject}
 */
export function portion(ops, charactersMax, depth = PORTION_DEPTH) {
    if (depth === 0 || JSON.stringify(ops).length <= charactersMax) {
        return ops;
    }
    /** @type {JsonObject} */
    const part = {};
    let left = charactersMax;
    for (const [name, value] of Object.entries(ops)) {
        const length = JSON.stringify(value).length + name.length + 4;
        if (length <= left) {
            part[name] = value;
            left -= length;
        } else if (Object.keys(part).length === 0) {
            part[name] = isObject(value) ? portion(value, charactersMax - name.length - 4, depth - 1) : value;
            return part;
        } else {
            return part;
        }
    }
    return part;
}
