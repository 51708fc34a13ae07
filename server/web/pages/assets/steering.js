/** How hands and keys become places between −1 and 1. x grows to the right, and y upwards. Pure numbers. */

/** Nobody holds a stick still to the pixel: so much around the middle is the middle. */
export const DEAD_ZONE = 0.12;

/**
 * A stick, pushed: nothing within the dead zone, and from its edge on everything from 0 to 1.
 *
 * @param {number} x in radii of the stick @param {number} y
 * @param {number} [deadZone]
 * @returns {{ x: number, y: number }} within the unit circle
 */
export function stickPlace(x, y, deadZone = DEAD_ZONE) {
    const length = Math.hypot(x, y);
    if (!(length > deadZone)) {
        return { x: 0, y: 0 };
    }
    const wanted = Math.min(1, (length - deadZone) / (1 - deadZone));
    return { x: (x / length) * wanted, y: (y / length) * wanted };
}

/**
 * A surface, touched: the middle is 0, 0 and the edges are 1.
 *
 * @param {number} left from the surface's left edge, in widths @param {number} top from its top edge, in heights
 */
export function padPlace(left, top) {
    const clamp = (/** @type {number} */ value) => Math.min(1, Math.max(-1, value)) + 0;
    return { x: clamp(2 * left - 1), y: clamp(1 - 2 * top) };
}

/** @type {Record<string, Record<string, { x: number, y: number }>>} by a control's `key`, then by `KeyboardEvent.code` */
export const STEERING_KEYS = {
    arrows: {
        ArrowUp: { x: 0, y: 1 },
        ArrowDown: { x: 0, y: -1 },
        ArrowLeft: { x: -1, y: 0 },
        ArrowRight: { x: 1, y: 0 },
    },
    wasd: {
        KeyW: { x: 0, y: 1 },
        KeyS: { x: 0, y: -1 },
        KeyA: { x: -1, y: 0 },
        KeyD: { x: 1, y: 0 },
    },
};

/** @param {Iterable<{ x: number, y: number }>} directions of the keys that are down @returns {{ x: number, y: number }} */
export function keysPlace(directions) {
    let x = 0;
    let y = 0;
    for (const direction of directions) {
        x += direction.x;
        y += direction.y;
    }
    const length = Math.max(1, Math.hypot(x, y));
    return { x: x / length, y: y / length };
}

const KEY_NAMES = /** @type {Record<string, string>} */ ({
    arrows: '← ↑ ↓ →',
    wasd: 'WASD',
    Space: 'Space',
    ArrowUp: '↑',
    ArrowDown: '↓',
    ArrowLeft: '←',
    ArrowRight: '→',
});

/** @param {string} code a control's `key` @returns {string} as it is printed on a keyboard */
export function keyName(code) {
    return KEY_NAMES[code] ?? code.replace(/^(Key|Digit|Numpad)(?=.)/, '');
}
