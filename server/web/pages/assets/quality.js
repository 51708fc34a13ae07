import { bitrate } from './format.js';
import { repeatWhileVisible } from './page.js';

/** How often the choice of the server is looked at: it is for the eye only, and every viewer asks. */
const POLL_MS = 15_000;

const NAMES = {
    1: ['Full'],
    2: ['Low', 'High'],
    3: ['Low', 'Medium', 'High'],
    4: ['Lowest', 'Low', 'Medium', 'High'],
    5: ['Lowest', 'Lower', 'Low', 'Medium', 'High'],
};

/**
 * What the server says of a session's layers (`GET {session}/layer`).
 *
 * @typedef {object} LayerState
 * @property {string} encodingId the layer that is sent
 * @property {string} [pinnedId] the layer that was asked for
 * @property {number} estimateBps what the path is believed to carry
 * @property {{ encodingId: string, bitrateBps?: number }[]} layers the smallest picture first
 */

/**
 * The entries of the menu, the largest picture first.
 *
 * @param {LayerState} state
 * @returns {{ value: string, text: string }[]} `value` is empty for the server's choice
 */
export function choices(state) {
    const names = NAMES[/** @type {keyof typeof NAMES} */ (state.layers.length)] ?? state.layers.map((layer) => layer.encodingId);
    const layers = state.layers.map((layer, index) => ({
        value: layer.encodingId,
        text: layer.bitrateBps ? `${names[index]} · ${bitrate(layer.bitrateBps)}` : `${names[index]}${layer.bitrateBps === 0 ? ' · not sent now' : ''}`,
    }));
    const now = state.layers.findIndex((layer) => layer.encodingId === state.encodingId);
    return [{ value: '', text: `Auto · ${(names[now] ?? '').toLowerCase()}` }, ...layers.reverse()];
}

/** The menu of picture qualities: the server's choice by what the path carries, or the viewer's. Hidden where there is one quality only. */
export class QualityMenu {
    #player;
    #select;
    /** What the viewer asked for, over all connections; empty for the server's choice. */
    #wanted = '';

    /**
     * @param {import('./whep.js').WhepPlayer} player
     * @param {HTMLSelectElement} select
     */
    constructor(player, select) {
        this.#player = player;
        this.#select = select;
        select.addEventListener('change', () => {
            this.#wanted = select.value;
            void this.#ask(true);
        });
        player.addEventListener('connected', () => void this.#ask(this.#wanted !== ''));
        repeatWhileVisible(() => (select.hidden ? Promise.resolve() : this.#ask(false)), POLL_MS);
    }

    /** @param {boolean} holds tells the server what is wanted, rather than asking what is */
    async #ask(holds) {
        const session = this.#player.sessionUrl;
        if (!session) {
            return;
        }
        try {
            const body = JSON.stringify(this.#wanted ? { encodingId: this.#wanted } : {});
            const response = await fetch(`${session}/layer`, holds ? { method: 'POST', body } : {});
            if (response.ok) {
                this.#show(/** @type {LayerState} */ (await response.json()));
            } else if (response.status === 404 || response.status === 422) {
                // Another publisher, with other layers or none.
                this.#wanted = '';
                this.#select.hidden = response.status === 404;
            }
        } catch {
            // The way to the server is broken; the player says so.
        }
    }

    /** @param {LayerState} state */
    #show(state) {
        const select = this.#select;
        select.hidden = false;
        if (document.activeElement === select && select.options.length > 0) {
            return; // not under the viewer's hand
        }
        select.replaceChildren(...choices(state).map(({ value, text }) => new Option(text, value)));
        select.value = state.pinnedId ?? '';
    }
}
