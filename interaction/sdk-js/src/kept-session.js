/**
 * The secret with which a viewer's session is resumed, so that a reload keeps the viewer's name and votes. It is in the store only
 * while no page uses it: a tab that the browser duplicates, store and all, becomes a viewer of its own.
 */
export class KeptSession {
    /** @type {string | undefined} */
    secret;

    /** @param {import('./intents.js').Store} store @param {string} name */
    constructor(store, name) {
        const take = () => {
            const kept = store.getItem(name);
            store.removeItem(name);
            return kept ?? undefined;
        };
        const put = () => {
            try {
                if (this.secret) {
                    store.setItem(name, this.secret);
                }
            } catch {
                // Storage is full: the next page gets a new session.
            }
        };
        this.secret = take();
        globalThis.addEventListener?.('pagehide', put);
        globalThis.addEventListener?.('pageshow', take);
    }
}
