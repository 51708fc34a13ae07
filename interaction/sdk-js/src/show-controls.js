import { Stick } from './controls.js';
import { readGameFrame } from './game-frames.js';

/** A show's controls as the server names them, and the viewers that use them: finds whom input is for. */
export class ShowControls {
    #callbacks;
    /** @type {Map<string, import('./controls.js').Control>} by scene and id */
    #controls = new Map();
    /** @type {Map<number, import('./controls.js').Control>} by the server's number */
    #numbers = new Map();
    /** @type {Map<number, import('./purchases.js').Who>} by the connection's number */
    #names = new Map();

    /** @param {import('./callbacks.js').Callbacks} callbacks */
    constructor(callbacks) {
        this.#callbacks = callbacks;
    }

    /** @template {import('./controls.js').Control} C @param {C} control @returns {C} */
    add(control) {
        this.#controls.set(`${control.scene}/${control.id}`, control);
        return control;
    }

    /** @param {import('./declaration.js').Numbers | undefined} numbers */
    number(numbers) {
        for (const [scene, controls] of Object.entries(numbers ?? {})) {
            for (const [id, number] of Object.entries(controls ?? {})) {
                const control = this.#controls.get(`${scene}/${id}`);
                if (control) {
                    this.#numbers.set(number, control);
                }
            }
        }
    }

    /** @param {number} viewer the connection's number @returns {import('./purchases.js').Who} */
    who(viewer) {
        return this.#names.get(viewer) ?? { id: '', name: '' };
    }

    /** A connection begins: it numbers viewers anew. */
    forgetNames() {
        this.#names.clear();
    }

    /** There is no connection: nobody holds a stick. */
    fallNeutral() {
        for (const control of this.#controls.values()) {
            if (control instanceof Stick) {
                this.#callbacks.dispatch(() => control.fallNeutral(), true);
            }
        }
    }

    /** @param {Uint8Array} bytes */
    frame(bytes) {
        const frame = readGameFrame(bytes);
        if (frame.type === 'name') {
            this.#names.set(frame.viewer, { id: frame.id, name: frame.name });
        } else if (frame.type === 'crew') {
            const control = this.#numbers.get(frame.control);
            this.#callbacks.dispatch(() => control?.heardOne(frame.sample));
        } else {
            const { tick, time } = frame;
            for (const record of frame.records) {
                const control = this.#numbers.get(record.control);
                this.#callbacks.dispatch(() => control?.heard(record, { tick, time }));
            }
        }
    }

    /**
     * Texts, results and deliveries name a control by its id, and not always its scene.
     *
     * @param {Record<string, any>} about
     * @param {(control: import('./controls.js').Control) => boolean} [fits]
     */
    named({ control: id, scene }, fits = () => true) {
        return [...this.#controls.values()].find(
            (control) => control.id === id && (scene === undefined || scene === control.scene) && fits(control),
        );
    }
}
