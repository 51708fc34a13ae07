/**
 * What the controls of a scene are built from. Everything a game or a viewer has written becomes a text node, never markup.
 *
 * @typedef {import('/assets/sdk/viewer-state.js').Control} Control
 * @typedef {import('/assets/sdk/viewer.js').Viewer} Viewer
 *
 * @typedef {object} ControlView one control on the page
 * @property {HTMLElement} element
 * @property {(control: Control, usable: boolean) => void} update the control was changed, or whether it can be used now
 * @property {() => void} time called a few times a second, for what runs down
 * @property {(isDown: boolean) => void} [press] a bound key or gamepad button
 * @property {(x: number, y: number) => void} [steer] bound keys or a gamepad's stick
 * @property {() => void} [end] the control is gone
 */

/**
 * @template {keyof HTMLElementTagNameMap} N
 * @param {N} name
 * @param {string} className
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[N]}
 */
export function make(name, className, ...children) {
    const element = document.createElement(name);
    element.className = className;
    element.append(...children);
    return element;
}

/** Sets what is different: a page that writes the same text again disturbs screen readers and selections. @param {Element} element @param {string} text */
export function setText(element, text) {
    if (element.textContent !== text) {
        element.textContent = text;
    }
}

/** @param {number} ms @returns {string} whole seconds, or minutes and seconds */
export function remaining(ms) {
    const seconds = Math.ceil(ms / 1000);
    return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** @param {number} credits */
export function credits(credits) {
    return `${credits.toLocaleString('en')} ${credits === 1 ? 'credit' : 'credits'}`;
}
