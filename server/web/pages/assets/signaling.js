/** WHIP's and WHEP's HTTP side: one session resource, and refusals as sentences. */

import { hedged } from './hedge.js';

const PERMANENT = [400, 401, 403, 404, 405, 406, 409, 410, 413, 415, 422];

/** A refusal of the server (RFC 9457), or of the way to it. `status` is 0 where no answer came. */
export class Problem extends Error {
    /**
     * @param {number} status
     * @param {string} title
     * @param {string} detail one sentence a person can act on
     * @param {number | undefined} [retryAfterMs] when trying again makes sense
     */
    constructor(status, title, detail, retryAfterMs) {
        super(detail);
        this.name = 'Problem';
        this.status = status;
        this.title = title;
        this.detail = detail;
        this.retryAfterMs = retryAfterMs;
    }

    /** Whether trying again does not cure it. */
    get isPermanent() {
        return PERMANENT.includes(this.status);
    }
}

/** @type {Record<number, string>} for servers and proxies that send no problem document */
const SENTENCES = {
    401: 'The server wants a publish key: enter it and try again.',
    403: 'This publish key does not open this stream: check it and try again.',
    404: 'There is no such stream on this server.',
    406: 'This browser and this stream have no codec in common.',
    409: 'Someone else is live on this stream: choose another name, or wait until they stop.',
    413: 'The offer is too large for this server.',
    429: 'Too many requests: wait a moment.',
    502: 'The server behind the proxy does not answer.',
    503: 'The server is full or restarting.',
};

/**
 * Reads Retry-After (RFC 9110 section 10.2.3), seconds or a date.
 *
 * @param {string | null | undefined} value
 * @param {number} nowMs wall-clock time
 * @returns {number | undefined} milliseconds from now, at most ten minutes
 */
export function parseRetryAfter(value, nowMs) {
    if (!value) {
        return undefined;
    }
    const waitMs = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
    return Number.isFinite(waitMs) ? Math.min(Math.max(waitMs, 0), 600_000) : undefined;
}

/**
 * @param {number} status
 * @param {string} contentType
 * @param {string} body
 * @param {number | undefined} [retryAfterMs]
 * @returns {Problem}
 */
export function parseProblem(status, contentType, body, retryAfterMs) {
    const fallback = SENTENCES[status] ?? `The server answered with status ${status}.`;
    if (/^application\/(problem\+)?json\b/i.test(contentType)) {
        try {
            const { title, detail } = JSON.parse(body);
            const sentence = typeof detail === 'string' && detail.trim() !== '' ? detail.trim() : undefined;
            const name = typeof title === 'string' && title.trim() !== '' ? title.trim() : undefined;
            return new Problem(status, name ?? `Status ${status}`, sentence ?? name ?? fallback, retryAfterMs);
        } catch {
            // Not the JSON it says it is: the status alone has to do.
        }
    }
    return new Problem(status, `Status ${status}`, fallback, retryAfterMs);
}

/**
 * Reads `Link: <turn:host?transport=udp>; rel="ice-server"; username="u"; credential="c"` (RFC 9725 section 4.6).
 *
 * @param {string | null | undefined} header
 * @returns {RTCIceServer[]}
 */
export function parseIceServers(header) {
    const servers = [];
    for (const match of (header ?? '').matchAll(/<([^>]+)>((?:\s*;\s*[\w-]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s";,]+))*)/g)) {
        /** @type {Record<string, string>} */
        const attributes = {};
        for (const attribute of match[2].matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s";,]+))/g)) {
            attributes[attribute[1].toLowerCase()] = attribute[2]?.replace(/\\(.)/g, '$1') ?? attribute[3];
        }
        if (attributes.rel !== 'ice-server' || !/^(stun|turn)s?:/i.test(match[1])) {
            continue;
        }
        const { username, credential } = attributes;
        servers.push(username && credential ? { urls: match[1], username, credential } : { urls: match[1] });
    }
    return servers;
}

/**
 * @param {unknown} error whatever was thrown on the way
 * @returns {Problem}
 */
export function asProblem(error) {
    if (error instanceof Problem) {
        return error;
    }
    return new Problem(0, 'Error', error instanceof Error ? error.message : String(error));
}

/**
 * What fetch throws, as a sentence: a timeout, or any failure below HTTP, which it does not tell apart.
 *
 * @param {unknown} error
 * @returns {never}
 */
export function throwUnreachable(error) {
    const isTimeout = error instanceof DOMException && error.name === 'TimeoutError';
    throw isTimeout
        ? new Problem(0, 'No answer', 'The server does not answer.')
        : new Problem(0, 'No connection', 'The server cannot be reached.');
}

const ANSWER_MS = 10_000;
const ELSEWHERE_ANSWER_MS = 4_000;
/**
 * Browsers keep connections with and without credentials apart. Those that are open may belong to a network that is gone, and are with
 * credentials, which nothing else here needs: without, it is a new one.
 */
const NEW_CONNECTION = 'omit';
/** A restart is asked for again so long after the time before: the first request may have left over the network that is gone. */
const RESTART_WAITS_MS = [250, 250, 500, 1_000];
const RESTART_ANSWER_MS = 2_000;

/** A session resource on the server: the answer it gave, and where to change and end it. */
export class Session {
    #fetch;
    #key;

    /**
     * @param {{ location: string, entityTag: string, answer: string, iceServers: RTCIceServer[] }} opened
     * @param {typeof fetch} fetch
     * @param {string} key
     */
    constructor({ location, entityTag, answer, iceServers }, fetch, key) {
        this.location = location;
        this.entityTag = entityTag;
        this.answer = answer;
        this.iceServers = iceServers;
        this.#fetch = fetch;
        this.#key = key;
    }

    /**
     * Posts an offer. Throws a {@link Problem} where the server refuses.
     *
     * @param {{
     *     endpoint: string, offer: string, key?: string, fetch?: typeof fetch, signal?: AbortSignal, elsewhere?: boolean,
     * }} request `elsewhere`: over a new connection, and with less patience, because the network may be another than it was
     * @returns {Promise<Session>}
     */
    static async open({ endpoint, offer, key = '', fetch = globalThis.fetch.bind(globalThis), signal, elsewhere = false }) {
        if (/[^\x21-\x7e]/.test(key)) {
            throw new Problem(401, 'Unusable key', 'The publish key has spaces or letters that no key has: copy it again.');
        }
        const timeout = AbortSignal.timeout(elsewhere ? ELSEWHERE_ANSWER_MS : ANSWER_MS);
        const post = (/** @type {string} */ url) => fetch(url, {
            method: 'POST',
            headers: { ...authorization(key), 'Content-Type': 'application/sdp' },
            body: offer,
            cache: 'no-store',
            credentials: elsewhere ? NEW_CONNECTION : 'same-origin',
            signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        }).catch(throwUnreachable);
        let response = await post(endpoint);
        if (key && response.status === 401 && response.redirected) {
            // Our server sent us to another of its nodes, and browsers take the key off on the way to another origin (Fetch, section 4.4).
            response = await post(response.url);
        }
        if (response.status !== 201) {
            throw await problemOf(response);
        }
        const location = response.headers.get('Location');
        return new Session(
            {
                location: location ? new URL(location, response.url || new URL(endpoint, globalThis.location?.href)).href : '',
                entityTag: response.headers.get('ETag') ?? '',
                answer: await response.text(),
                iceServers: parseIceServers(response.headers.get('Link')),
            },
            fetch,
            key,
        );
    }

    /**
     * Sends an ICE restart, more than once if need be: see {@link hedged}. `If-Match: *` is what RFC 9725 section 4.3.3 prescribes; a
     * server that insists on the entity tag says 412 and gets it. Throws a {@link Problem}, with status 0 where no answer came.
     *
     * @param {string} fragment
     * @returns {Promise<string>} the server's own fragment
     */
    async restartIce(fragment) {
        const { entityTag, answer } = await hedged(
            async (signal, asked) => {
                const credentials = asked % 2 === 0 ? NEW_CONNECTION : 'same-origin';
                const patch = (/** @type {string} */ entityTag) => this.#patch(fragment, entityTag, credentials, signal);
                const first = await patch('*');
                const response = first.status === 412 && this.entityTag ? await patch(this.entityTag) : first;
                if (response.status !== 200) {
                    throw await problemOf(response);
                }
                return { entityTag: response.headers.get('ETag'), answer: await response.text().catch(throwUnreachable) };
            },
            RESTART_WAITS_MS,
            (error) => error instanceof Problem && error.status !== 0,
        );
        this.entityTag = entityTag ?? this.entityTag;
        return answer;
    }

    /** @param {string} fragment @param {string} entityTag @param {RequestCredentials} credentials @param {AbortSignal} signal */
    #patch(fragment, entityTag, credentials, signal) {
        return this.#fetch(this.location, {
            method: 'PATCH',
            headers: {
                ...authorization(this.#key),
                'Content-Type': 'application/trickle-ice-sdpfrag',
                'If-Match': entityTag,
            },
            body: fragment,
            credentials,
            signal: AbortSignal.any([signal, AbortSignal.timeout(RESTART_ANSWER_MS)]),
        }).catch(throwUnreachable);
    }

    /** Ends the session; also from a page that is going away. A failure does not matter: silence ends it as well. */
    close() {
        if (this.location) {
            this.#fetch(this.location, { method: 'DELETE', headers: authorization(this.#key), keepalive: true }).catch(() => {});
        }
    }
}

/** @param {string} key @returns {Record<string, string>} */
function authorization(key) {
    return key ? { Authorization: `Bearer ${key}` } : {};
}

/** @param {Response} response @returns {Promise<Problem>} */
async function problemOf(response) {
    const retryAfterMs = parseRetryAfter(response.headers.get('Retry-After'), Date.now());
    const body = await response.text().catch(() => '');
    return parseProblem(response.status, response.headers.get('Content-Type') ?? '', body, retryAfterMs);
}
