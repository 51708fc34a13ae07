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
        if (ops) {
            this.#underWay = this.#wanted;
        }
        return ops;
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
