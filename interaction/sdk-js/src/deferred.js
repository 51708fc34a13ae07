/**
 * Promise.withResolvers, which Node.js 20 does not have.
 *
 * @typedef {{ promise: Promise<any>, resolve: (value: any) => void, reject: (error: Error) => void }} Deferred
 *
 * @returns {Deferred}
 */
export function deferred() {
    /** @type {any} */
    const parts = {};
    parts.promise = quietly(new Promise((resolve, reject) => Object.assign(parts, { resolve, reject })));
    return parts;
}

/**
 * Whatever fails is told as an event as well: nobody has to wait for the promise.
 *
 * @template {Promise<any>} P
 * @param {P} promise
 */
export function quietly(promise) {
    promise.catch(() => {});
    return promise;
}
