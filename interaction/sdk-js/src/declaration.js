import { deferred } from './deferred.js';
import { ShowDocument } from './show-document.js';

/** The server takes 50 patches a second. */
const PATCH_MS = 25;

/**
 * @typedef {Record<string, Record<string, number>>} Numbers by scene and control
 *
 * @typedef {object} DeclarationGiven
 * @property {import('./session.js').Session} session
 * @property {(numbers: Numbers | undefined) => void} numbered the server has given controls their numbers
 * @property {() => void} declared the connection has everything, and the game is ready on it
 * @property {(error: unknown) => void} report
 * @property {() => number} nowMs
 */

/** Keeps the server's document as the game wants it: the patches, and their timer, beside {@link ShowDocument}. */
export class Declaration {
    // Given.
    #given;
    // Owned.
    #document = new ShowDocument();
    /** @type {import('./deferred.js').Deferred[]} who waits for the document to be as wanted */
    #settling = [];
    // State.
    #isReady = false;
    #isReadySent = false;
    #underWay = false;
    #hasSnapshot = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    #patchTimer;
    #patchedMs = -Infinity;

    /** @param {DeclarationGiven} given */
    constructor(given) {
        this.#given = given;
    }

    /** @param {Record<string, unknown>} ops */
    change(ops) {
        this.#document.change(ops);
        if (this.#isReady) {
            this.#patchSoon();
        }
    }

    /** From the next {@link synchronise} on, the server is told. @returns {Promise<void>} when it has everything */
    ready() {
        const ready = deferred();
        this.#isReady = true;
        this.#settling.push(ready);
        return ready.promise;
    }

    /** A connection begins; its snapshot is to come. */
    welcomed() {
        this.#hasSnapshot = false;
        this.#isReadySent = false;
        this.#underWay = false;
    }

    /** What the server has. @param {Record<string, any>} document */
    begin(document) {
        this.#hasSnapshot = true;
        this.#document.begin(document);
        for (const [scene, { controls }] of Object.entries(document.scenes ?? {})) {
            this.#given.numbered({ [scene]: Object.fromEntries(Object.entries(controls ?? {}).map(([id, control]) => [id, /** @type {any} */ (control).number])) });
        }
        this.synchronise();
    }

    /** The connection is gone. */
    lost() {
        this.#hasSnapshot = false;
    }

    /** Sends nothing more by itself. */
    stop() {
        clearTimeout(this.#patchTimer);
    }

    #patchSoon() {
        if (this.#patchTimer === undefined) {
            const waitMs = Math.max(0, PATCH_MS - (this.#given.nowMs() - this.#patchedMs));
            this.#patchTimer = setTimeout(() => this.synchronise(), waitMs);
        }
    }

    /** Sends what is different, where it can. */
    synchronise() {
        clearTimeout(this.#patchTimer);
        this.#patchTimer = undefined;
        const { session, numbered, report, nowMs } = this.#given;
        if (!this.#isReady || !this.#hasSnapshot || !session.isUp) {
            return;
        }
        const ops = this.#document.next();
        if (!ops) {
            this.#synchronised();
            return;
        }
        this.#patchedMs = nowMs();
        this.#underWay = true;
        session.request({ type: 'patch', ops }).then(
            (result) => {
                this.#underWay = false;
                this.#document.accepted();
                numbered(result.numbers);
                this.#patchSoon();
            },
            (error) => {
                this.#underWay = false;
                if (error.code === 'disconnected') {
                    return; // The next connection begins with what it finds.
                }
                this.#document.refused();
                this.settle(error);
                report(error);
                this.#patchSoon();
            },
        );
    }

    #synchronised() {
        if (this.#underWay) {
            return;
        }
        if (!this.#isReadySent) {
            this.#isReadySent = this.#given.session.send({ type: 'ready' });
            this.#given.declared();
        }
        this.settle();
    }

    /** Tells those who wait. @param {Error} [error] why it will not be as wanted */
    settle(error) {
        const settling = this.#settling.splice(0);
        settling.forEach(({ resolve, reject }) => (error ? reject(error) : resolve(undefined)));
    }
}
