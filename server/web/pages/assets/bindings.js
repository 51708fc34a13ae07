import { keysPlace, stickPlace, STEERING_KEYS } from './steering.js';

/** @typedef {import('./control-parts.js').ControlView} ControlView */

/** Keys and gamepads that a scene's controls are bound to: `key` and `gamepad` of the protocol. */
export class Bindings {
    #viewer;
    #views;
    /** Bound keys that are down, and what they do. @type {Map<string, { id: string, direction?: { x: number, y: number } }>} */
    #down = new Map();
    /** What a gamepad said last, by control. @type {Map<string, string>} */
    #said = new Map();
    #frame = 0;
    /** Whether the focus was last moved by Tab. `:focus-visible` does not tell: any key makes it match. */
    #walks = false;

    /** @param {import('./control-parts.js').Viewer} viewer @param {() => Map<string, ControlView>} views */
    constructor(viewer, views) {
        this.#viewer = viewer;
        this.#views = views;
        // Before the page's own keys: while a game uses one, it is the game's.
        document.addEventListener('keydown', (event) => this.#keyDown(event), { capture: true });
        document.addEventListener('pointerdown', () => (this.#walks = false), { capture: true });
        document.addEventListener('keyup', (event) => this.#keyUp(event), { capture: true });
        addEventListener('blur', () => this.#letGo());
        addEventListener('gamepadconnected', () => this.#poll());
        // A page that is not seen gets no frames, so its gamepads are not asked.
        document.addEventListener('visibilitychange', () => document.hidden && this.#obey([]));
    }

    /** @param {string} code @returns {{ id: string, direction?: { x: number, y: number } } | undefined} */
    #bound(code) {
        for (const [id, { key, kind }] of Object.entries(this.#viewer.view.controls)) {
            if (key === undefined) {
                continue;
            }
            if (kind === 'button' && key === code) {
                return { id };
            }
            const direction = Object.hasOwn(STEERING_KEYS, key) ? STEERING_KEYS[key][code] : undefined;
            if (direction && (kind === 'joystick' || kind === 'pad')) {
                return { id, direction };
            }
        }
        return undefined;
    }

    /** @param {KeyboardEvent} event */
    #keyDown(event) {
        const target = event.target instanceof Element ? event.target : document.body;
        this.#walks ||= event.key === 'Tab';
        // Whoever goes through the page with the keyboard keeps its keys; a button that was merely clicked does not need them.
        const isWalked = this.#walks && target.matches('button, a, [tabindex]') && /^(Space|Enter|Arrow)/.test(event.code);
        const isTaken = isWalked || target.matches('input, textarea, select');
        if (isTaken || event.ctrlKey || event.metaKey || event.altKey || !this.#viewer.live) {
            return;
        }
        const bound = this.#bound(event.code);
        if (bound) {
            event.preventDefault();
            event.stopPropagation();
            if (!event.repeat && !this.#down.has(event.code)) {
                this.#down.set(event.code, bound);
                this.#apply(bound, true);
            }
        }
    }

    /** @param {KeyboardEvent} event */
    #keyUp(event) {
        const bound = this.#down.get(event.code);
        if (bound) {
            this.#down.delete(event.code);
            this.#apply(bound, false);
        }
    }

    #letGo() {
        for (const [code, bound] of [...this.#down]) {
            this.#down.delete(code);
            this.#apply(bound, false);
        }
    }

    /** @param {{ id: string, direction?: { x: number, y: number } }} bound @param {boolean} isDown */
    #apply({ id, direction }, isDown) {
        const view = this.#views().get(id);
        if (!direction) {
            view?.press?.(isDown);
            return;
        }
        const { x, y } = keysPlace([...this.#down.values()].flatMap((other) => (other.id === id && other.direction ? [other.direction] : [])));
        view?.steer?.(x, y);
    }

    /** Gamepads have no events: they are asked once a frame, while there is one. */
    #poll() {
        cancelAnimationFrame(this.#frame);
        const pads = (navigator.getGamepads?.() ?? []).filter((pad) => pad !== null);
        this.#obey(pads); // The last one that is pulled out lets go.
        if (pads.length > 0) {
            this.#frame = requestAnimationFrame(() => this.#poll());
        }
    }

    /** @param {Gamepad[]} pads */
    #obey(pads) {
        for (const [id, { gamepad }] of Object.entries(this.#viewer.view.controls)) {
            const view = this.#views().get(id);
            if (gamepad === undefined || !view) {
                continue;
            }
            if (typeof gamepad === 'number') {
                const isDown = pads.some((pad) => pad.buttons[gamepad]?.pressed);
                this.#once(id, String(isDown), () => view.press?.(isDown));
            } else {
                const first = gamepad === 'right' ? 2 : 0;
                const places = pads.map(({ axes }) => stickPlace(axes[first] ?? 0, -(axes[first + 1] ?? 0)));
                const { x, y } = places.find((place) => place.x !== 0 || place.y !== 0) ?? { x: 0, y: 0 };
                this.#once(id, `${x} ${y}`, () => view.steer?.(x, y));
            }
        }
    }

    /** @param {string} id @param {string} state @param {() => void} action only when it is news: a pad at rest does not hold down what a mouse uses */
    #once(id, state, action) {
        const before = this.#said.get(id);
        this.#said.set(id, state);
        if (before !== state && (before !== undefined || !['false', '0 0'].includes(state))) {
            action();
        }
    }
}
