import { InteractionError } from './errors.js';
import { Rate } from './rate.js';

/** @typedef {{ to: 'everyone' } | { to: 'group' | 'scene' | 'viewer', id: string }} Scope */

/** A little less than the server takes: too many cost the connection. */
const EVENTS = { perSecond: 95, burst: 180 };

/** What a game tells viewers of the moment: without a connection, or beyond the rate, it is left out. */
export class Moments {
    #given;
    #rate = new Rate(EVENTS);

    /**
     * @param {object} given
     * @param {(message: { type: string, [member: string]: unknown }) => void} given.send
     * @param {(error: Error) => void} given.report
     * @param {() => number} given.nowMs
     */
    constructor(given) {
        this.#given = given;
    }

    /** @param {{ type: 'event' | 'cue', [member: string]: unknown }} moment @param {Scope} scope */
    tell(moment, scope) {
        if (this.#rate.take(this.#given.nowMs())) {
            this.#given.send({ ...moment, ...(scope.to === 'everyone' ? { scope: 'everyone' } : { scope: scope.to, to: scope.id }) });
        } else {
            const retryAfterMs = this.#rate.waitMs();
            this.#given.report(new InteractionError('rate', 'Too many events in a second: this one was left out.', { retryAfterMs }));
        }
    }
}
