/** What the server, or this SDK in its place, has against a request. `message` is a sentence that a person can be shown. */
export class InteractionError extends Error {
    /**
     * @param {string} code one of the protocol's codes, or the SDK's own `disconnected`, `timeout`, `superseded`
     * @param {string} message
     * @param {{ path?: string, retryAfterMs?: number }} [more] what it is about, and how soon trying again makes sense
     */
    constructor(code, message, { path, retryAfterMs } = {}) {
        super(message);
        this.name = 'InteractionError';
        this.code = code;
        this.path = path;
        this.retryAfterMs = retryAfterMs;
    }

    /** @param {any} message an `error`, `void` or `bye` message */
    static from({ code, message, path, retryAfterMs }) {
        return new InteractionError(String(code ?? 'malformed'), String(message ?? code ?? 'Something went wrong.'), {
            path: typeof path === 'string' ? path : undefined,
            retryAfterMs: Number.isFinite(retryAfterMs) ? retryAfterMs : undefined,
        });
    }
}
