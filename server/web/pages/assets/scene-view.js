import { buttonControl } from './control-button.js';
import { pollControl } from './control-poll.js';
import { stickControl } from './control-stick.js';
import { labelControl, textboxControl } from './control-text.js';
import { gridFor, pictureIn, placeOf } from './grid.js';

/** How often waiting times are shown anew. */
const TIME_MS = 200;

/** @type {Record<string, (id: string, viewer: import('./control-parts.js').Viewer) => import('./control-parts.js').ControlView>} */
const KINDS = {
    button: buttonControl,
    joystick: (id, viewer) => stickControl(id, viewer, 'joystick'),
    pad: (id, viewer) => stickControl(id, viewer, 'pad'),
    poll: pollControl,
    textbox: textboxControl,
    label: labelControl,
};

/**
 * Draws the controls of a viewer's scene: those with a place on the grid of this screen over the video (on a phone held
 * upright, on a board below it), all others in order in the tray. Keeps the elements of controls that stay.
 */
export class SceneView {
    // Given.
    #viewer;
    #stage;
    #video;
    #board;
    #panel;
    #tray;
    // State.
    /** @type {Map<string, { view: import('./control-parts.js').ControlView, kind: string, number: number }>} */
    #shown = new Map();
    /** @type {ReturnType<typeof setInterval> | undefined} */
    #timer;

    /**
     * @param {object} given
     * @param {import('./control-parts.js').Viewer} given.viewer
     * @param {HTMLElement} given.stage
     * @param {HTMLVideoElement} given.video
     * @param {HTMLElement} given.board for placed controls
     * @param {HTMLElement} given.panel what the tray is in: beside or below the stage, and on it in full screen
     * @param {HTMLElement} given.tray for the others
     */
    constructor({ viewer, stage, video, board, panel, tray }) {
        this.#viewer = viewer;
        this.#stage = stage;
        this.#video = video;
        this.#board = board;
        this.#panel = panel;
        this.#tray = tray;
        new ResizeObserver(() => this.#place()).observe(stage);
        video.addEventListener('resize', () => this.#place());
        addEventListener('resize', () => this.show());
        document.addEventListener('fullscreenchange', () => this.show());
    }

    /** The views of now, by control id. */
    get views() {
        return new Map([...this.#shown].map(([id, { view }]) => [id, view]));
    }

    /** Draws what the viewer sees now. */
    show() {
        const { controls } = this.#viewer.view;
        for (const [id, { view, kind, number }] of this.#shown) {
            const control = Object.hasOwn(controls, id) ? controls[id] : undefined;
            if (control?.kind !== kind || control.number !== number) {
                view.end?.();
                view.element.remove();
                this.#shown.delete(id);
            }
        }
        for (const [id, control] of Object.entries(controls)) {
            if (!this.#shown.has(id) && Object.hasOwn(KINDS, control.kind)) {
                const view = KINDS[control.kind](id, this.#viewer);
                view.element.dataset.control = id;
                view.element.dataset.kind = control.kind;
                this.#shown.set(id, { view, kind: control.kind, number: control.number });
            }
            this.#shown.get(id)?.view.update(control, this.#viewer.live && !control.disabled);
        }
        this.#place();
        this.#keepTime();
    }

    #place() {
        const { controls } = this.#viewer.view;
        const isFull = document.fullscreenElement === this.#stage;
        const grid = gridFor({ width: innerWidth, height: innerHeight });
        const isBelow = grid === 'small' && !isFull;
        /** @type {HTMLElement[]} */
        const placed = [];
        /** @type {HTMLElement[]} */
        const flowing = [];
        for (const [id, control] of Object.entries(controls)) {
            const element = this.#shown.get(id)?.view.element;
            if (element) {
                const place = placeOf(grid, control);
                Object.assign(element.style, place ?? { left: '', top: '', width: '', height: '' });
                element.classList.toggle('placed', place !== undefined);
                (place ? placed : flowing).push(element);
            }
        }
        fill(this.#board, placed);
        fill(this.#tray, flowing);
        this.#board.hidden = placed.length === 0;
        this.#tray.hidden = flowing.length === 0;
        this.#board.classList.toggle('below', isBelow);
        this.#board.dataset.grid = grid;
        this.#panel.classList.toggle('over', isFull);
        home(this.#panel, isFull ? this.#stage : this.#stage.parentElement);
        home(this.#board, isBelow ? this.#stage.parentElement : this.#stage);
        const box = pictureIn(
            { width: this.#stage.clientWidth, height: this.#stage.clientHeight },
            { width: this.#video.videoWidth, height: this.#video.videoHeight },
        );
        for (const side of /** @type {const} */ (['left', 'top', 'width', 'height'])) {
            this.#board.style[side] = isBelow ? '' : `${box[side]}px`;
        }
    }

    #keepTime() {
        if (this.#shown.size === 0) {
            clearInterval(this.#timer);
            this.#timer = undefined;
        } else {
            this.#timer ??= setInterval(() => {
                for (const { view } of this.#shown.values()) {
                    view.time();
                }
            }, TIME_MS);
        }
    }
}

/** Puts elements into a container in order, and touches none that is in place: moving one would take its focus. @param {HTMLElement} container @param {HTMLElement[]} elements */
function fill(container, elements) {
    elements.forEach((element, index) => {
        const present = container.children[index];
        if (present !== element) {
            container.insertBefore(element, present ?? null);
        }
    });
    while (container.children.length > elements.length) {
        container.lastElementChild?.remove();
    }
}

/** @param {HTMLElement} element @param {HTMLElement | null} parent directly after the stage, or inside it before the playback controls */
function home(element, parent) {
    if (parent && element.parentElement !== parent) {
        const before = parent.id === 'stage' ? parent.querySelector('.curtain') : (parent.querySelector('#stage')?.nextSibling ?? null);
        parent.insertBefore(element, before);
    }
}
