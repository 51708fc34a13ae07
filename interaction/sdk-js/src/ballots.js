import { deferred } from './deferred.js';
import { InteractionError } from './errors.js';

/** A ballot that nobody answers for so long was not counted, as far as its voter can know. */
const ANSWER_MS = 15_000;

/**
 * @typedef {{ control: string, round: number, option: number }} Ballot
 */

/** Votes on their way: one a poll, sent again after a lost connection until it is answered. */
export class Ballots {
    #send;
    /** @type {Map<string, { ballot: Ballot, timer: ReturnType<typeof setTimeout> } & import('./deferred.js').Deferred>} */
    #open = new Map();

    /** @param {(ballot: Ballot) => void} send where there is a connection */
    constructor(send) {
        this.#send = send;
    }

    /** @param {Ballot} ballot takes the place of one that is on its way @returns {Promise<void>} when it was counted */
    cast(ballot) {
        const { control } = ballot;
        this.refused(control, new InteractionError('superseded', 'Another vote took its place.', { path: control }));
        const timer = setTimeout(
            () => this.refused(control, new InteractionError('timeout', 'The vote was not answered.', { path: control })),
            ANSWER_MS,
        );
        const waiting = { ballot, timer, ...deferred() };
        this.#open.set(control, waiting);
        this.#send(ballot);
        return waiting.promise;
    }

    /** @param {Ballot} ballot as the server counted it */
    counted({ control, option }) {
        const waiting = this.#open.get(control);
        if (waiting?.ballot.option === option) {
            this.#end(control)?.resolve(undefined);
        }
    }

    /** @param {string} control @param {InteractionError} error */
    refused(control, error) {
        this.#end(control)?.reject(error);
    }

    /** A connection begins. */
    resend() {
        for (const { ballot } of this.#open.values()) {
            this.#send(ballot);
        }
    }

    /** @param {string} control */
    #end(control) {
        const waiting = this.#open.get(control);
        clearTimeout(waiting?.timer);
        this.#open.delete(control);
        return waiting;
    }
}
