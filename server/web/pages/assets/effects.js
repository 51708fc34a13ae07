import { make, remaining, setText } from './control-parts.js';

/** How often the time that is left is shown anew; the bar glides between. */
const TIME_MS = 200;

/**
 * What a chip shows of an effect.
 *
 * @param {string} id
 * @param {import('/assets/sdk/viewer-state.js').Effect} effect
 * @param {number} leftMs
 * @returns {{ name: string, time: string, share: number, state: 'running' | 'still' | 'over' }} the share of its time that is left, 0 to 1
 */
export function chipOf(id, effect, leftMs) {
    return {
        name: effect.label ?? id,
        time: remaining(leftMs),
        share: Math.min(1, Math.max(0, leftMs / effect.durationMs)) || 0,
        state: effect.endsAt === undefined ? 'still' : leftMs > 0 ? 'running' : 'over',
    };
}

/** The effects that are on in the game, over the picture: a chip each, with a bar that runs down and stands still with the effect. */
export class EffectChips {
    #viewer;
    #list;
    /** @type {Map<string, { chip: HTMLElement, name: HTMLElement, time: HTMLElement, bar: HTMLElement }>} */
    #shown = new Map();
    /** @type {ReturnType<typeof setInterval> | undefined} */
    #timer;

    /** @param {import('./control-parts.js').Viewer} viewer @param {HTMLElement} list */
    constructor(viewer, list) {
        this.#viewer = viewer;
        this.#list = list;
    }

    /** Draws what the viewer sees now. */
    show() {
        const { effects } = this.#viewer.view;
        for (const [id, { chip }] of this.#shown) {
            if (!Object.hasOwn(effects, id)) {
                chip.remove();
                this.#shown.delete(id);
            }
        }
        for (const id of Object.keys(effects)) {
            if (!this.#shown.has(id)) {
                const [name, time, bar] = [make('span', 'name'), make('span', 'time'), make('span', 'bar')];
                bar.setAttribute('aria-hidden', 'true');
                const chip = make('li', 'effect', bar, name, time);
                chip.dataset.effect = id;
                this.#shown.set(id, { chip, name, time, bar });
                this.#list.append(chip);
            }
        }
        this.#showTime();
        if (this.#shown.size === 0) {
            clearInterval(this.#timer);
            this.#timer = undefined;
        } else {
            this.#timer ??= setInterval(() => this.#showTime(), TIME_MS);
        }
    }

    #showTime() {
        const { effects } = this.#viewer.view;
        for (const [id, { chip, name, time, bar }] of this.#shown) {
            const face = chipOf(id, effects[id], this.#viewer.effectLeftMs(id));
            setText(name, face.name);
            setText(time, face.time);
            bar.style.setProperty('--left', String(face.share));
            chip.dataset.state = face.state;
            chip.hidden = face.state === 'over'; // The server's word that it is gone is on its way.
        }
        this.#list.hidden = [...this.#shown.values()].every(({ chip }) => chip.hidden);
    }
}
