import { quietly } from './deferred.js';
import { InteractionError } from './errors.js';
import { Rate } from './rate.js';

/** Until `welcome` names others. */
const DISCRETE_PER_SECOND = 10;

/**
 * @typedef {object} RefusalsGiven
 * @property {import('./session.js').Session} session
 * @property {import('./viewer-state.js').ViewerState} state
 * @property {(type: 'error' | 'cooldown', detail: unknown) => void} tell
 * @property {() => number} nowMs
 */

/** Refuses here what the server would refuse, or count as a strike, and learns from what it did refuse. */
export class Refusals {
    #given;
    #rate = discrete(DISCRETE_PER_SECOND);
    #last = new InteractionError('disabled', '');

    /** @param {RefusalsGiven} given */
    constructor(given) {
        this.#given = given;
    }

    /** A connection begins. @param {number | undefined} perSecond discrete inputs that the server takes */
    begin(perSecond) {
        this.#rate = discrete(perSecond !== undefined && perSecond > 0 ? perSecond : DISCRETE_PER_SECOND);
    }

    /** @param {string} control @returns {import('./viewer-state.js').Control | undefined} */
    usable(control) {
        const { session, state } = this.#given;
        const described = state.control(control);
        const path = control;
        if (!described) {
            this.#refuse(new InteractionError('not-found', `There is no control ${control} here.`, { path }));
        } else if (!session.isUp) {
            this.#refuse(new InteractionError('disconnected', 'There is no connection now.', { path }));
        } else if (!state.view.live || described.disabled) {
            this.#refuse(new InteractionError('disabled', 'This takes no input now.', { path }));
        } else if (this.cooldownMs(control) > 0) {
            this.#refuse(new InteractionError('cooldown', 'Not so soon again.', { path, retryAfterMs: this.cooldownMs(control) }));
        } else {
            return described;
        }
        return undefined;
    }

    /** @param {string} control @param {number} [count] */
    mayAct(control, count = 1) {
        const may = this.#rate.take(this.#given.nowMs(), count);
        if (!may) {
            this.#refuse(new InteractionError('rate', 'Not so fast.', { path: control, retryAfterMs: this.#rate.waitMs(count) }));
        }
        return may;
    }

    /**
     * @param {string} control
     * @param {number | string} option its index, or its text
     * @param {(ballot: import('./ballots.js').Ballot) => Promise<void>} cast called where nothing is against it
     * @returns {Promise<void>}
     */
    vote(control, option, cast) {
        const described = this.usable(control);
        const index = typeof option === 'number' ? option : (described?.options ?? []).indexOf(option);
        if (described && (described.open === false || !described.options?.[index])) {
            return this.#fail(
                described.open === false
                    ? new InteractionError('closed', 'The poll is closed.', { path: control })
                    : new InteractionError('invalid', 'The poll has no such option.', { path: control }),
            );
        }
        if (!described || !this.mayAct(control)) {
            return this.failed();
        }
        return cast({ control, round: described.round ?? 1, option: index });
    }

    /** @param {string} control @returns {number} milliseconds until it takes input again */
    cooldownMs(control) {
        const { session, state } = this.#given;
        const readyAt = state.cooldowns.get(control);
        return readyAt === undefined ? 0 : Math.max(0, session.clock.msUntil(readyAt));
    }

    /** @param {InteractionError} error the server's */
    learn({ code, path, retryAfterMs }) {
        const { session, state, tell } = this.#given;
        const now = session.clock.now();
        if (code === 'cooldown' && path !== undefined && retryAfterMs !== undefined && now !== undefined) {
            const readyAt = now + 1000 * retryAfterMs;
            state.cooldowns.set(path, readyAt);
            tell('cooldown', { control: path, readyAt });
        }
    }

    /** Learns from the server's refusal, if it is one, and tells it. @template T @param {Promise<T>} answer @returns {Promise<T>} */
    toldOf(answer) {
        answer.catch((error) => {
            this.learn(error);
            this.#given.tell('error', error);
        });
        return answer;
    }

    /** What was last refused here, as an answer. @returns {Promise<never>} */
    failed() {
        return quietly(Promise.reject(this.#last));
    }

    /** @param {InteractionError} error @returns {Promise<never>} */
    #fail(error) {
        this.#refuse(error);
        return quietly(Promise.reject(error));
    }

    /** @param {InteractionError} error */
    #refuse(error) {
        this.#last = error;
        this.#given.tell('error', error);
    }
}

/** The burst is the server's, less one. @param {number} perSecond */
function discrete(perSecond) {
    return new Rate({ perSecond, burst: 2 * perSecond - 1 });
}
