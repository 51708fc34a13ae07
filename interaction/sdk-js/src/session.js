import { Backoff } from './backoff.js';
import { InteractionError } from './errors.js';
import { isObject } from './merge-patch.js';
import { StreamClock } from './stream-clock.js';

/**
 * @typedef {(events: import('./carriers.js').CarrierEvents) => import('./carriers.js').Carrier} OpenCarrier
 *
 * @typedef {Record<string, any> & { type: string }} Message
 *
 * @typedef {object} SessionGiven
 * @property {() => Record<string, unknown>} hello the members of `hello` besides `type` and `version`
 * @property {(welcome: Message) => void} welcomed
 * @property {(message: Message) => void} message all but those that the session answers itself
 * @property {(bytes: Uint8Array) => void} binary may throw a RangeError: the frame is dropped and counted
 * @property {(error: InteractionError, willReopen: boolean) => void} lost the carrier is gone
 * @property {() => number} [nowMs] a clock that never jumps
 * @property {() => number} [random]
 * @property {number} [reopenMaxMs] the longest wait before trying again
 * @property {number} [silenceMs] so long without a word from the server means that the connection is dead
 */

export const PROTOCOL_VERSION = 1;
/** From open to `welcome`. The server lets those go who say nothing for 5 s; a bad line may take as long again. */
const WELCOME_MS = 10_000;
/** `call`s, patches and texts are answered by a server that lives. The text hook alone may take 200 ms. */
const ANSWER_MS = 10_000;
/** More requests under way than this is a program that does not wait for its answers. */
const REQUESTS_MAX = 1_024;
/** Instead of `welcome`: trying again does not help. */
const FINAL_CODES = ['unauthorized', 'forbidden', 'superseded', 'malformed', 'unknown-type'];

const defaultNowMs = () => performance.now();

/**
 * One side's conversation with the server, over as many carriers as it takes: `hello` and `welcome`, requests and their
 * answers, the clock, finding out that a connection is dead, and opening the next one after a growing wait.
 */
export class Session {
    // Given.
    #given;
    #nowMs;
    // Owned.
    #backoff;
    clock;
    /** @type {import('./carriers.js').Carrier | undefined} */
    #carrier;
    /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void, timer: ReturnType<typeof setTimeout> }>} */
    #requests = new Map();
    /** @type {Map<string, ReturnType<typeof setTimeout>>} */
    #timers = new Map();
    // State.
    /** @type {OpenCarrier | undefined} */
    #open;
    #reopens = false;
    #running = false;
    #welcomed = false;
    /** Counts carriers; what an old one still says is not heard. */
    #turn = 0;
    #nextId = 1;
    #heardMs = 0;
    /** Frames and messages from the server that made no sense. */
    malformed = 0;

    /** @param {SessionGiven} given */
    constructor(given) {
        this.#given = given;
        this.#nowMs = given.nowMs ?? defaultNowMs;
        this.clock = new StreamClock(this.#nowMs);
        this.#backoff = new Backoff({ random: given.random, maxMs: given.reopenMaxMs });
    }

    /** Whether the server has said `welcome` on the carrier of now. */
    get isUp() {
        return this.#welcomed;
    }

    /** Tries since the last `welcome`. */
    get failures() {
        return this.#backoff.failures;
    }

    /** @param {OpenCarrier} open @param {boolean} reopens whether to open another one when this one is lost */
    use(open, reopens) {
        this.#open = open;
        this.#reopens = reopens;
        this.#running = true;
        this.#backoff.reset();
        this.#begin();
    }

    /** @param {{ type: string, [member: string]: unknown }} message @returns {boolean} whether there was anybody to send it to */
    send(message) {
        if (!this.#welcomed) {
            return false;
        }
        this.#carrier?.sendText(JSON.stringify(message));
        return true;
    }

    /** @param {Uint8Array<ArrayBuffer>} bytes */
    sendBinary(bytes) {
        return this.#welcomed && (this.#carrier?.sendBinary(bytes) ?? false);
    }

    /**
     * Sends a message that is answered by `reply` or `error` with its `id`.
     *
     * @param {{ type: string, [member: string]: unknown }} message without `id`
     * @param {() => void} [answered] called at once when it is over, before the message behind the answer is read; the promise's turn comes later
     * @returns {Promise<any>} the reply's `result`
     */
    request(message, answered = () => {}) {
        return new Promise((resolved, rejected) => {
            const [resolve, reject] = [resolved, rejected].map((end) => (/** @type {any} */ value) => {
                answered();
                end(value);
            });
            const id = this.#nextId++;
            if (this.#requests.size >= REQUESTS_MAX) {
                reject(new InteractionError('limit', 'Too many requests are waiting for their answers.'));
            } else if (!this.send({ ...message, id })) {
                reject(new InteractionError('disconnected', 'There is no connection now.'));
            } else {
                const timer = setTimeout(() => {
                    this.#requests.delete(id);
                    reject(new InteractionError('timeout', 'The server did not answer in time.'));
                }, ANSWER_MS);
                this.#requests.set(id, { resolve, reject, timer });
            }
        });
    }

    /** @param {string} method @param {Record<string, unknown>} [params] @param {() => void} [answered] as {@link request} has it @returns {Promise<any>} */
    call(method, params = {}, answered) {
        return this.request({ type: 'call', method, params }, answered);
    }

    /** Drops the carrier of now and opens the next one at once: what it said makes no sense any more. */
    restart() {
        if (this.#running && this.#reopens) {
            this.#begin();
        } else {
            this.#lost(new InteractionError('disconnected', 'The connection has to start again.'));
        }
    }

    close() {
        this.#running = false;
        this.#drop(new InteractionError('disconnected', 'The connection was closed.'));
    }

    // Carriers.

    #begin() {
        this.#drop(new InteractionError('disconnected', 'The connection was lost.'));
        const turn = this.#turn;
        const ifCurrent = (/** @type {(...given: any[]) => void} */ action) => (/** @type {any[]} */ ...given) => {
            if (turn === this.#turn) {
                action(...given);
            }
        };
        try {
            this.#carrier = this.#open?.({
                opened: ifCurrent(() => this.#opened()),
                text: ifCurrent((text) => this.#text(text)),
                binary: ifCurrent((bytes) => this.#binary(bytes)),
                closed: ifCurrent((reason) => this.#lost(new InteractionError('disconnected', reason))),
            });
        } catch (error) {
            this.#running = false;
            this.#given.lost(new InteractionError('disconnected', error instanceof Error ? error.message : String(error)), false);
        }
    }

    #opened() {
        this.#heardMs = this.#nowMs();
        this.#carrier?.sendText(JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION, ...this.#given.hello() }));
        this.#after('welcome', WELCOME_MS, () => this.#lost(new InteractionError('timeout', 'The server does not answer.')));
    }

    /** @param {InteractionError} error @param {{ retryAfterMs?: number, final?: boolean }} [how] */
    #lost(error, { retryAfterMs = 0, final = false } = {}) {
        if (!this.#running) {
            return;
        }
        const reopens = this.#reopens && !final;
        this.#running = reopens;
        this.#drop(error);
        if (reopens) {
            this.#after('reopen', Math.max(this.#backoff.next(), retryAfterMs), () => this.#begin());
        }
        this.#given.lost(error, reopens);
    }

    /** @param {InteractionError} error for those who wait for answers */
    #drop(error) {
        this.#turn++;
        this.#welcomed = false;
        for (const timer of this.#timers.values()) {
            clearTimeout(timer);
        }
        this.#timers.clear();
        this.#carrier?.close();
        this.#carrier = undefined;
        const waiting = [...this.#requests.values()];
        this.#requests.clear();
        for (const { reject, timer } of waiting) {
            clearTimeout(timer);
            reject(error);
        }
    }

    // What the server says.

    /** @param {Uint8Array} bytes */
    #binary(bytes) {
        this.#heardMs = this.#nowMs();
        try {
            this.#given.binary(bytes);
        } catch (error) {
            if (!(error instanceof RangeError)) {
                throw error;
            }
            this.malformed++;
        }
    }

    /** @param {string} text */
    #text(text) {
        this.#heardMs = this.#nowMs();
        /** @type {any} */
        let message;
        try {
            message = JSON.parse(text);
        } catch {
            // Counted below.
        }
        if (!isObject(message) || typeof message.type !== 'string') {
            this.malformed++;
            return;
        }
        this.#hear(/** @type {Message} */ (message));
    }

    /** @param {Message} message */
    #hear(message) {
        switch (message.type) {
            case 'welcome':
                this.#welcome(message);
                break;
            case 'time':
                this.clock.measured(message.t0, message.time);
                break;
            case 'bye':
                this.#lost(InteractionError.from(message), { retryAfterMs: message.retryAfterMs, final: message.reconnect === false });
                break;
            case 'reply':
            case 'error':
                if (message.type === 'error' && !this.#welcomed && FINAL_CODES.includes(message.code)) {
                    this.#lost(InteractionError.from(message), { final: true });
                } else if (!this.#answer(message)) {
                    this.#given.message(message);
                }
                break;
            default:
                this.#given.message(message);
        }
    }

    /** @param {Message} welcome */
    #welcome(welcome) {
        if (this.#welcomed) {
            this.malformed++;
            return;
        }
        this.#cancel('welcome');
        this.#backoff.reset();
        this.#welcomed = true;
        if (Number.isFinite(welcome.time)) {
            this.clock.guess(welcome.time);
        }
        this.#keepTime(0);
        this.#given.welcomed(welcome);
    }

    /** A few measurements at first, and then now and then; they also show that the other end is there. @param {number} count */
    #keepTime(count) {
        const silenceMs = this.#given.silenceMs ?? 45_000;
        if (this.#nowMs() - this.#heardMs > silenceMs) {
            this.#lost(new InteractionError('disconnected', 'The server went silent.'));
            return;
        }
        this.send({ type: 'time', t0: this.#nowMs() });
        this.#after('time', count < 3 ? 500 : silenceMs / 3, () => this.#keepTime(count + 1));
    }

    /** @param {Message} message @returns {boolean} whether somebody waited for it */
    #answer(message) {
        const request = this.#requests.get(message.id);
        if (!request) {
            return false;
        }
        this.#requests.delete(message.id);
        clearTimeout(request.timer);
        if (message.type === 'reply') {
            request.resolve(message.result ?? {});
        } else {
            request.reject(InteractionError.from(message));
        }
        return true;
    }

    /** @param {string} name @param {number} delayMs @param {() => void} action */
    #after(name, delayMs, action) {
        this.#cancel(name);
        this.#timers.set(name, setTimeout(action, delayMs));
    }

    /** @param {string} name */
    #cancel(name) {
        clearTimeout(this.#timers.get(name));
        this.#timers.delete(name);
    }
}
