import { Callbacks, WAITING_MAX } from './callbacks.js';
import { carrierTo, ChannelCarrier, openChannels } from './carriers.js';
import { Scene } from './controls.js';
import { Declaration } from './declaration.js';
import { Effects } from './effects.js';
import { InteractionError } from './errors.js';
import { Moments } from './moments.js';
import { writePositions } from './out-frames.js';
import { Purchases } from './purchases.js';
import { Session } from './session.js';
import { ShowControls } from './show-controls.js';

export { InteractionError, openChannels };

/**
 * @typedef {object} ShowOptions
 * @property {import('./carriers.js').WebSocketConstructor} [WebSocket] instead of the platform's, or of the package `ws`
 * @property {number} [epoch] to take over from a game that is connected: higher than its own. The next one unless given
 * @property {{ messagesPerSecond: number, bytesPerSecond: number }} [budget] what this game can take; beyond it, input comes merged
 * @property {boolean} [pump] callbacks run only inside {@link Show.pump}, for game loops
 * @property {(error: Error) => void} [onError] refused changes, and what callbacks throw; written to the console unless given
 * @property {string} [client] what this program is called, for the server's log
 * @property {number} [connectMs] how long {@link Show.connect} tries; 30 s unless given
 * @property {() => number} [nowMs] for tests: a clock that never jumps
 * @property {() => number} [random] for tests
 *
 * @typedef {import('./moments.js').Scope} Scope
 *
 * @typedef {object} Stats
 * @property {number} viewers
 * @property {number} received
 * @property {number} merged
 * @property {number} sampled
 * @property {Record<string, number>} dropped by reason
 * @property {'none' | 'sample' | 'aggregate'} degraded
 */

/** The snapshot follows `welcome` at once; a server that sends none has an empty show. */
const SNAPSHOT_MS = 2_000;
/** The server says `stats` once a second. */
const SILENCE_MS = 10_000;

/**
 * A game's side of its show: declares the controls, hears what viewers do with them, tells viewers what happens. Connections
 * come and go below it; the show is the same.
 *
 * Events (`CustomEvent`): `open` {epoch}, `close` {error, willReopen}, `stats` {@link Stats}.
 */
export class Show extends EventTarget {
    // Given.
    #options;
    #key;
    #nowMs;
    // Owned.
    #session;
    #callbacks;
    #controls;
    #declaration;
    #purchases;
    #effects;
    #moments;
    /** @type {import('./controls.js').Home} */
    #home;
    #default;
    // State.
    /** @type {number | undefined} */
    #epoch;
    /** Hellos since the last welcome. */
    #hellos = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    #snapshotTimer;
    /** Begins by the clock, so that what a restarted game says is newer than what it said before. */
    #positions = Math.floor(Date.now() / 50) % 0x1_0000_0000;
    /** @type {Stats | undefined} */
    #stats;
    /** Callbacks that were dropped because nobody pumped. */
    dropped = 0;

    /**
     * Connects and takes the show over.
     *
     * @param {string | import('./carriers.js').Channels} where the server's address with the stream behind it (`https://host/stream`),
     *     `wss://host/interact/stream`, or the {@link openChannels channels} of the connection that publishes the stream
     * @param {string} key the publish key, or a token with the role `game`
     * @param {ShowOptions} [options]
     * @returns {Promise<Show>} fails with an {@link InteractionError}
     */
    static async connect(where, key, options = {}) {
        const open = await carrierTo(where, options.WebSocket);
        const show = new Show(key, options);
        return new Promise((resolve, reject) => {
            const failed = (/** @type {InteractionError} */ error) => {
                clearTimeout(timer);
                show.close();
                reject(error);
            };
            /** @type {InteractionError | undefined} */
            let last;
            const timer = setTimeout(() => failed(last ?? new InteractionError('timeout', 'The server does not answer.')), options.connectMs ?? 30_000);
            show.addEventListener('open', () => {
                clearTimeout(timer);
                resolve(show);
            }, { once: true });
            show.addEventListener('close', (event) => {
                const { error, willReopen } = /** @type {CustomEvent} */ (event).detail;
                last = error;
                willReopen || show.#epoch !== undefined || failed(error); // Later it is the game's to hear.
            });
            show.#session.use(open, typeof where === 'string');
        });
    }

    /** Goes on over the channels of the next connection, when those of the last were lost. @param {import('./carriers.js').Channels} channels */
    attach(channels) {
        this.#session.use((events) => new ChannelCarrier(channels, events), false);
    }

    /** Use {@link Show.connect}. @param {string} key @param {ShowOptions} options */
    constructor(key, options) {
        super();
        this.#key = key;
        this.#options = options;
        this.#nowMs = options.nowMs ?? (() => performance.now());
        this.#callbacks = new Callbacks({ pump: options.pump, onError: options.onError, dropped: () => this.dropped++ });
        this.#controls = new ShowControls(this.#callbacks);
        this.#session = new Session({
            hello: () => this.#hello(),
            welcomed: (welcome) => this.#welcomed(welcome),
            message: (message) => this.#heard(message),
            binary: (bytes) => this.#controls.frame(bytes),
            lost: (error, willReopen) => this.#lost(error, willReopen),
            nowMs: options.nowMs,
            random: options.random,
            silenceMs: SILENCE_MS,
        });
        this.#effects = new Effects({ session: this.#session, callbacks: this.#callbacks, nowMs: this.#nowMs });
        this.#moments = new Moments({
            send: (moment) => void this.#session.send(moment),
            report: (error) => this.#callbacks.report(error),
            nowMs: this.#nowMs,
        });
        this.#declaration = new Declaration({
            session: this.#session,
            declared: () => this.#effects.declared(),
            numbered: (numbers) => this.#controls.number(numbers),
            report: (error) => this.#callbacks.report(error),
            nowMs: this.#nowMs,
        });
        this.#purchases = new Purchases({
            send: (settlement) => void this.#session.send(settlement),
            bought: (purchase) => this.#bought(purchase),
        });
        this.#home = {
            change: (scene, id, members) => this.#declaration.change({ scenes: { [scene]: { controls: { [id]: members } } } }),
            call: (method, params) => this.call(method, params),
            who: (viewer) => this.#controls.who(viewer),
        };
        this.#default = this.scene('default');
    }

    // The scene.

    /** @param {string} name made where it is not there yet @returns {Scene} */
    scene(name) {
        this.#declaration.change({ scenes: { [name]: { controls: {} } } });
        return new Scene(this.#home, name, (control) => this.#controls.add(control));
    }

    /** @param {string} id */
    button(id) {
        return this.#default.button(id);
    }

    /** @param {string} id */
    joystick(id) {
        return this.#default.joystick(id);
    }

    /** @param {string} id */
    pad(id) {
        return this.#default.pad(id);
    }

    /** @param {string} id @param {string[]} options */
    poll(id, ...options) {
        return this.#default.poll(id, ...options);
    }

    /** @param {string} id */
    textbox(id) {
        return this.#default.textbox(id);
    }

    /** @param {string} id @param {string} [text] */
    label(id, text) {
        return this.#default.label(id, text);
    }

    /** Something that lasts a while. @param {string} id made where it is not there yet; 64 at most */
    effect(id) {
        return this.#effects.get(id);
    }

    /** Which scene a group of viewers sees. @param {string} name @param {string} scene */
    group(name, scene) {
        this.#declaration.change({ groups: { [name]: { scene } } });
    }

    /** Changes what viewers can know of the game: a merge patch, where null takes away. @param {Record<string, unknown>} changes */
    world(changes) {
        this.#declaration.change({ world: changes });
    }

    /**
     * Declares the show as it has been described, and lets viewers at it.
     *
     * @returns {Promise<void>} when the server has it; fails with an {@link InteractionError} that says what does not fit
     */
    ready() {
        const ready = this.#declaration.ready();
        this.#effects.ready(); // A purchase that comes again may be for one that an earlier life of the game has started.
        this.#purchases.ready();
        this.#declaration.synchronise();
        return ready;
    }

    // What the game tells.

    /** @param {string} name @param {unknown} [data] at most 8 KiB of JSON @param {Scope} [scope] */
    event(name, data, scope = { to: 'everyone' }) {
        this.#moments.tell({ type: 'event', name, data }, scope);
    }

    /**
     * An event that every viewer gets on the same frame.
     *
     * @param {number} at stream time, see {@link now} @param {string} name @param {unknown} [data] @param {Scope} [scope]
     */
    cue(at, name, data, scope = { to: 'everyone' }) {
        this.#moments.tell({ type: 'cue', at, name, data }, scope);
    }

    /**
     * Where things are, for the game's own page: the newest goes to every viewer at the `out` rate, and what is lost is not repeated.
     *
     * @param {Uint8Array} bytes at most 1,000, in the game's own layout
     */
    positions(bytes) {
        this.#positions = (this.#positions + 1) % 0x1_0000_0000;
        this.#session.sendBinary(writePositions(this.#positions, bytes));
    }

    /** How often viewers get tallies and positions. @param {number} hz 1 to 10 */
    outRate(hz) {
        return this.call('out.rate', { hz });
    }

    /** @param {string} viewer @param {string} group */
    setGroup(viewer, group) {
        return this.call('group.set', { viewer, group });
    }

    /** Whose input comes one by one. @param {string[]} viewers their ids, at most 64 */
    setCrew(viewers) {
        return this.call('crew.set', { viewers });
    }

    /** Any method of the protocol. @param {string} method @param {Record<string, unknown>} [params] @returns {Promise<any>} */
    call(method, params) {
        return this.#session.call(method, params);
    }

    /** @returns {number} stream time in microseconds */
    now() {
        return this.#session.clock.now() ?? 0;
    }

    /** What the server counts; undefined before it said so for the first time. */
    get stats() {
        return this.#stats;
    }

    get epoch() {
        return this.#epoch;
    }

    get connected() {
        return this.#session.isUp;
    }

    /**
     * With the option `pump`: runs callbacks that wait.
     *
     * @param {number} [max]
     * @returns {number} how many were run
     */
    pump(max = WAITING_MAX) {
        return this.#callbacks.pump(max);
    }

    close() {
        clearTimeout(this.#snapshotTimer);
        this.#declaration.stop();
        this.#effects.over();
        this.#session.close();
        this.#declaration.settle(new InteractionError('disconnected', 'The show was closed.'));
    }

    // Connections.

    #hello() {
        const { client = 'treecast-sdk js', budget, epoch } = this.#options;
        // Higher than ours, so that it takes over from what is left of our own connection; yet equal to that of another game that
        // has taken over meanwhile, so that we are refused and two games do not push each other out for ever.
        const next = this.#epoch === undefined ? epoch : this.#epoch + 1 + this.#hellos++;
        return { role: 'game', token: this.#key, client, budget, epoch: next };
    }

    /** @param {import('./session.js').Message} welcome */
    #welcomed({ epoch }) {
        this.#epoch = Number(epoch) || 0;
        this.#hellos = 0;
        this.#controls.forgetNames();
        this.#declaration.welcomed();
        this.#effects.welcomed();
        this.#purchases.resend();
        this.#snapshotTimer = setTimeout(() => this.#snapshot({}), SNAPSHOT_MS);
    }

    /** @param {Record<string, any>} document @param {Record<string, any>} [effects] */
    #snapshot(document, effects = {}) {
        clearTimeout(this.#snapshotTimer);
        this.#effects.found(effects);
        this.#declaration.begin(document);
        this.dispatchEvent(new CustomEvent('open', { detail: { epoch: this.#epoch } }));
    }

    /** @param {InteractionError} error @param {boolean} willReopen */
    #lost(error, willReopen) {
        clearTimeout(this.#snapshotTimer);
        this.#declaration.lost();
        willReopen ? this.#effects.lost() : this.#effects.over();
        this.#controls.fallNeutral();
        if (!willReopen) {
            this.#declaration.settle(error);
        }
        this.dispatchEvent(new CustomEvent('close', { detail: { error, willReopen } }));
    }

    // What the server says.

    /** @param {import('./session.js').Message} message */
    #heard(message) {
        switch (message.type) {
            case 'snapshot':
                this.#snapshot(message.document ?? {}, message.effects);
                break;
            case 'deliver':
                this.#purchases.delivered(message);
                break;
            case 'settled':
                this.#purchases.settled(message);
                break;
            case 'text': {
                const { viewer, text, seenAt, ageMs } = message;
                const control = this.#controls.named(message, (candidate) => candidate.textHandler !== undefined);
                this.#callbacks.dispatch(() => control?.textHandler?.(viewer, text, { seenAt, ageMs }));
                break;
            }
            case 'result': {
                const control = this.#controls.named(message);
                this.#callbacks.dispatch(() => control?.decided(/** @type {any} */ (message)), true);
                break;
            }
            case 'effect':
                this.#effects.ended(message.effect);
                break;
            case 'stats':
                this.#stats = /** @type {any} */ (message);
                this.dispatchEvent(new CustomEvent('stats', { detail: message }));
                break;
            case 'error':
                this.#callbacks.report(InteractionError.from(/** @type {any} */ (message)));
                break;
        }
    }

    /** @param {import('./purchases.js').Purchase} purchase */
    #bought(purchase) {
        const handler = this.#controls.named(purchase, (candidate) => candidate.buyHandler !== undefined)?.buyHandler;
        if (!handler) {
            void purchase.refund('The game does not sell this.', { code: 'unavailable' });
            return;
        }
        this.#callbacks.dispatch(async () => {
            try {
                await handler(purchase.viewer, purchase);
            } catch (error) {
                this.#callbacks.report(error);
                await purchase.refund('The game failed.').catch(() => {}); // Settled before it threw.
            }
        }, true);
    }
}
