/**
 * JSON merge patches (RFC 7396). Nothing that is given is ever changed: a patched document shares with the one before
 * whatever stayed the same, so that `before.controls.heal === after.controls.heal` tells that nothing happened to it.
 *
 * @typedef {Record<string, any>} JsonObject
 */

/** @param {unknown} value @returns {value is JsonObject} */
export function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param {JsonObject} object @param {string} name */
function own(object, name) {
    return Object.hasOwn(object, name) ? object[name] : undefined;
}

/**
 * Names come from strangers: `__proto__` must become a member like any other, which plain assignment does not do.
 *
 * @param {JsonObject} object @param {string} name @param {unknown} value
 */
function put(object, name, value) {
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}

/**
 * @param {unknown} target
 * @param {unknown} patch
 * @returns {any} the target as it is after the patch
 */
export function mergePatch(target, patch) {
    if (!isObject(patch)) {
        return patch;
    }
    /** @type {JsonObject} */
    const result = isObject(target) ? { ...target } : {};
    for (const [name, value] of Object.entries(patch)) {
        if (value === null) {
            delete result[name];
        } else {
            put(result, name, mergePatch(own(result, name), value));
        }
    }
    return result;
}

/**
 * The patch that makes `after` out of `before`. Where `after` has a null inside an array it stays; elsewhere null means "not there".
 *
 * @param {JsonObject} before
 * @param {JsonObject} after
 * @returns {JsonObject | undefined} undefined where there is nothing to change
 */
export function diff(before, after) {
    /** @type {JsonObject} */
    const patch = {};
    for (const name of Object.keys(before)) {
        if (own(after, name) === undefined || own(after, name) === null) {
            put(patch, name, null);
        }
    }
    for (const [name, value] of Object.entries(after)) {
        const old = own(before, name);
        if (value === undefined || value === null || isSame(old, value)) {
            continue;
        }
        put(patch, name, isObject(old) && isObject(value) ? diff(old, value) : value);
    }
    return Object.keys(patch).length > 0 ? patch : undefined;
}

/** @param {any} one @param {any} other @returns {boolean} */
export function isSame(one, other) {
    if (one === other) {
        return true;
    }
    if (Array.isArray(one) && Array.isArray(other)) {
        return one.length === other.length && one.every((value, index) => isSame(value, other[index]));
    }
    if (isObject(one) && isObject(other)) {
        const names = Object.keys(one);
        return names.length === Object.keys(other).length && names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]));
    }
    return false;
}
