/**
 * A game's controls. What describes a control (`cost`, `cooldown` …) can be said before the show is ready or at any time later, and
 * returns the control, so that it reads as one sentence. What asks for news (`onTick` …) takes one function; a second one replaces it.
 *
 * @typedef {import('./purchases.js').Who} Who
 *
 * @typedef {object} Home what a control needs of its show
 * @property {(scene: string, id: string, members: Record<string, unknown>) => void} change
 * @property {(method: string, params: Record<string, unknown>) => Promise<any>} call
 * @property {(viewer: number) => Who} who
 *
 * @typedef {object} Input one input of one viewer
 * @property {'press' | 'release' | 'move'} action
 * @property {number} [x]
 * @property {number} [y]
 * @property {number} [ageMs] between the frame that the viewer saw and now
 *
 * @typedef {object} TickTime
 * @property {number} tick counts intervals of 50 ms of the show's life
 * @property {number} time stream time of its end
 */

/** @param {import('./game-frames.js').Sample} sample @returns {Input} */
function asInput({ action, x, y, age }) {
    return { action, x, y, ageMs: age >= 0 ? age : undefined };
}

/** What all kinds have in common. */
export class Control {
    /** @protected */
    home;
    /** @type {((who: Who, input: Input) => void) | undefined} */
    inputHandler;
    /** @type {((who: Who, text: string, more: { seenAt?: number, ageMs?: number }) => void) | undefined} */
    textHandler;
    /** @type {((who: Who, purchase: import('./purchases.js').Purchase) => unknown) | undefined} */
    buyHandler;

    /** @param {Home} home @param {string} scene @param {string} id @param {Record<string, unknown>} members */
    constructor(home, scene, id, members) {
        this.home = home;
        this.scene = scene;
        this.id = id;
        this.set(members);
    }

    /** Any members of the protocol's table. @param {Record<string, unknown>} members null takes one away @returns {this} */
    set(members) {
        this.home.change(this.scene, this.id, members);
        return this;
    }

    /** @param {string} text what it says; the id unless set */
    label(text) {
        return this.set({ label: text });
    }

    disable() {
        return this.set({ disabled: true });
    }

    enable() {
        return this.set({ disabled: null });
    }

    /** Only viewers with a token may use it. */
    named() {
        return this.set({ anonymous: false });
    }

    /** @param {{ large?: object, medium?: object, small?: object }} grids rectangles `{x, y, w, h}` on 80 × 45, 45 × 25, 30 × 40 */
    layout(grids) {
        return this.set({ layout: grids });
    }

    /** @param {string} code a `KeyboardEvent.code`; for a joystick `arrows` or `wasd` */
    key(code) {
        return this.set({ key: code });
    }

    /** @param {number | 'left' | 'right'} input a button's index, or a stick */
    gamepad(input) {
        return this.set({ gamepad: input });
    }

    /** Besides the sum of all, so many inputs a tick with their names. @param {number} [count] at most 16 */
    sample(count = 4) {
        return this.set({ merge: 'sample', samples: count });
    }

    /** Every input with its name. The server falls back to samples when that would be more than the budget. */
    all() {
        return this.set({ merge: 'all' });
    }

    /** Only the crew's input, one by one, at once and unmerged. */
    crew() {
        return this.set({ merge: 'crew' });
    }

    /** Gets the inputs that come with a name: samples, `all`, and the crew's. @param {(who: Who, input: Input) => void} handler */
    onInput(handler) {
        this.inputHandler = handler;
        return this;
    }

    remove() {
        this.home.change(this.scene, this.id, /** @type {any} */ (null));
    }

    /** @param {import('./game-frames.js').TickRecord} record @param {TickTime} _when */
    heard(record, _when) {
        for (const sample of record.samples ?? []) {
            this.heardOne(sample);
        }
    }

    /** @param {import('./game-frames.js').Sample} sample */
    heardOne(sample) {
        this.inputHandler?.(this.home.who(sample.viewer), asInput(sample));
    }

    /** A poll's round is over. @param {{ round: number, counts: number[], winner: number }} _result */
    decided(_result) {}
}

/** @typedef {TickTime & { presses: number, releases: number, holding: number, viewers: number }} ButtonTick */

export class Button extends Control {
    /** How many hold it down now. */
    holding = 0;
    #pressed = 0;
    /** @type {((tick: ButtonTick) => void) | undefined} */
    #handler;

    /** @param {number} credits */
    cost(credits) {
        return this.set({ cost: credits });
    }

    /** @param {number} ms @param {'viewer' | 'group' | 'everyone'} [per] */
    cooldown(ms, per = 'viewer') {
        return this.set({ cooldownMs: ms, cooldownPer: per });
    }

    /** @param {number} ms how long a purchase waits for this game */
    hold(ms) {
        return this.set({ holdMs: ms });
    }

    /** Told of each tick in which it was pressed or let go. @param {(tick: ButtonTick) => void} handler */
    onPress(handler) {
        this.#handler = handler;
        return this;
    }

    /** A button that costs something was bought. @param {(who: Who, purchase: import('./purchases.js').Purchase) => unknown} handler */
    onBuy(handler) {
        this.buyHandler = handler;
        return this;
    }

    /** For game loops: how often it was pressed since this was last asked. */
    pressed() {
        const pressed = this.#pressed;
        this.#pressed = 0;
        return pressed;
    }

    /** @override @param {import('./game-frames.js').TickRecord} record @param {TickTime} when */
    heard(record, when) {
        if (record.pressed) {
            this.#pressed += record.pressed.presses;
            this.holding = record.pressed.holding;
            this.#handler?.({ ...record.pressed, viewers: record.distinct, ...when });
        }
        super.heard(record, when);
    }
}

/**
 * @typedef {TickTime & { x: number, y: number, moves: number, deviationX: number, deviationY: number, directions: number[],
 *     viewers: number, dead: boolean }} StickTick
 */

const NO_MOVES = { moves: 0, deviationX: 0, deviationY: 0, directions: Array(16).fill(0) };

/** A joystick or a pad: all viewers' places as one. */
export class Stick extends Control {
    #x = 0;
    #y = 0;
    /** @type {((tick: StickTick) => void) | undefined} */
    #handler;

    /** The mean of everybody's places, which is what a stick does unless told otherwise. */
    mean() {
        return this.set({ merge: 'aggregate' });
    }

    /** @param {number} ms silence for so long makes it neutral */
    deadman(ms) {
        return this.set({ deadmanMs: ms });
    }

    /** Told of each tick in which somebody moved it, and when it fell to neutral. @param {(tick: StickTick) => void} handler */
    onTick(handler) {
        this.#handler = handler;
        return this;
    }

    /** For game loops: where it stands now, −1 … 1. */
    x() {
        return this.#x;
    }

    y() {
        return this.#y;
    }

    /** Nobody can be heard any more: neutral, as if the dead-man time had run out. */
    fallNeutral() {
        if (this.#x !== 0 || this.#y !== 0) {
            this.#tell({ ...NO_MOVES, x: 0, y: 0, viewers: 0, dead: true, tick: 0, time: 0 });
        }
    }

    /** @override @param {import('./game-frames.js').TickRecord} record @param {TickTime} when */
    heard({ moved, dead, distinct, ...record }, when) {
        if (dead) {
            this.#tell({ ...NO_MOVES, x: 0, y: 0, viewers: distinct, dead: true, ...when });
        } else if (moved) {
            const { meanX, meanY, ...rest } = moved;
            this.#tell({ ...rest, x: meanX, y: meanY, viewers: distinct, dead: false, ...when });
        }
        super.heard({ moved, dead, distinct, ...record }, when);
    }

    /** @param {StickTick} tick */
    #tell(tick) {
        this.#x = tick.x;
        this.#y = tick.y;
        this.#handler?.(tick);
    }
}

/** @typedef {{ round: number, counts: number[], index: number, winner: string | undefined }} PollResult `winner` and `index` (−1) are missing without ballots */

export class Poll extends Control {
    #options;
    /** @type {PollResult | undefined} */
    #result;
    /** @type {((result: PollResult) => void) | undefined} */
    #handler;

    /** @param {Home} home @param {string} scene @param {string} id @param {string[]} options */
    constructor(home, scene, id, options) {
        super(home, scene, id, { kind: 'poll', options });
        this.#options = options;
    }

    /** A new round by itself each time. @param {number} ms */
    every(ms) {
        return this.set({ everyMs: ms });
    }

    /** @param {number} ms how long after the close ballots count whose voters saw a frame from before it */
    grace(ms) {
        return this.set({ graceMs: ms });
    }

    /** Other things to vote for. @param {string[]} options */
    options(...options) {
        this.#options = options;
        return this.set({ options });
    }

    /** No round runs until {@link open}. */
    closed() {
        return this.set({ open: false });
    }

    /** Starts a round. @param {{ everyMs?: number }} [how] @returns {Promise<{ round: number, closesAt?: number }>} */
    open(how = {}) {
        return this.home.call('poll.open', { control: this.id, scene: this.scene, ...how });
    }

    /** Ends the round; {@link onResult} is told after the grace. @returns {Promise<{ round: number }>} */
    close() {
        return this.home.call('poll.close', { control: this.id, scene: this.scene });
    }

    /** @param {(result: PollResult) => void} handler */
    onResult(handler) {
        this.#handler = handler;
        return this;
    }

    /** For game loops: how the last round went. */
    result() {
        return this.#result;
    }

    /** @override @param {{ round: number, counts: number[], winner: number }} result */
    decided({ round, counts, winner }) {
        this.#result = { round, counts, index: winner, winner: this.#options[winner] };
        this.#handler?.(this.#result);
    }
}

export class Textbox extends Control {
    /** @param {number} credits */
    cost(credits) {
        return this.set({ cost: credits });
    }

    /** @param {number} ms @param {'viewer' | 'group' | 'everyone'} [per] */
    cooldown(ms, per = 'viewer') {
        return this.set({ cooldownMs: ms, cooldownPer: per });
    }

    /** @param {number} characters at most 500 */
    lengthMax(characters) {
        return this.set({ lengthMax: characters });
    }

    /** @param {(who: Who, text: string, more: { seenAt?: number, ageMs?: number }) => void} handler */
    onText(handler) {
        this.textHandler = handler;
        return this;
    }

    /** A text that costs something was bought; it is in `purchase.text`. @param {(who: Who, purchase: import('./purchases.js').Purchase) => unknown} handler */
    onBuy(handler) {
        this.buyHandler = handler;
        return this;
    }
}

export class Label extends Control {
    /** @param {string} text at most 500 characters */
    text(text) {
        return this.set({ text });
    }
}

/** One scene's controls, and what makes them. */
export class Scene {
    #make;
    #home;

    /** @param {Home} home @param {string} name @param {<C extends Control>(control: C) => C} make keeps what is made */
    constructor(home, name, make) {
        this.#home = home;
        this.name = name;
        this.#make = make;
    }

    /** @param {string} id */
    button(id) {
        return this.#make(new Button(this.#home, this.name, id, { kind: 'button' }));
    }

    /** @param {string} id */
    joystick(id) {
        return this.#make(new Stick(this.#home, this.name, id, { kind: 'joystick' }));
    }

    /** A surface: x and y where the viewer points. @param {string} id */
    pad(id) {
        return this.#make(new Stick(this.#home, this.name, id, { kind: 'pad' }));
    }

    /** @param {string} id @param {string[]} options 2 to 32 */
    poll(id, ...options) {
        return this.#make(new Poll(this.#home, this.name, id, options));
    }

    /** @param {string} id */
    textbox(id) {
        return this.#make(new Textbox(this.#home, this.name, id, { kind: 'textbox' }));
    }

    /** @param {string} id @param {string} [text] */
    label(id, text = '') {
        return this.#make(new Label(this.#home, this.name, id, { kind: 'label', text }));
    }
}
