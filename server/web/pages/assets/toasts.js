import { make } from './control-parts.js';

const SHOWN_MS = 4_000;
/** More would cover the picture; the oldest goes first. */
const SHOWN_MAX = 3;

/** Short messages that go away by themselves, for eyes and for screen readers. */
export class Toasts {
    #container;

    /** @param {HTMLElement} container an `aria-live` region */
    constructor(container) {
        this.#container = container;
    }

    /** @param {string} message @param {'info' | 'error'} [kind] */
    show(message, kind = 'info') {
        const same = [...this.#container.children].find((toast) => toast.textContent === message);
        same?.remove(); // Said again: once on the screen is enough.
        const toast = make('p', `toast ${kind}`, message);
        this.#container.append(toast);
        while (this.#container.children.length > SHOWN_MAX) {
            this.#container.firstElementChild?.remove();
        }
        setTimeout(() => toast.remove(), SHOWN_MS);
    }
}
