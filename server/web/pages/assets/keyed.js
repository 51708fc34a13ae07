/**
 * Elements that stand for things with a name: made once, changed in place, removed when their thing is gone. What does not change is not touched, so nothing
 * flickers, and what a person has selected or focused stays so.
 *
 * @template {{ element: Element }} P
 */
export class Keyed {
    /** @type {Map<string, P>} */
    #parts = new Map();
    #container;
    #make;

    /** @param {Element} container whose children these are, all of them @param {(key: string) => P} make */
    constructor(container, make) {
        this.#container = container;
        this.#make = make;
    }

    /**
     * Shows these and no others, in this order.
     *
     * @template T
     * @param {Iterable<[string, T]>} things by name, each once
     * @param {(parts: P, thing: T) => void} fill
     */
    show(things, fill) {
        const shown = new Set();
        /** @type {Element | null} */
        let at = this.#container.firstElementChild;
        for (const [key, thing] of things) {
            shown.add(key);
            const parts = this.#parts.get(key) ?? this.#make(key);
            this.#parts.set(key, parts);
            fill(parts, thing);
            if (parts.element === at) {
                at = at.nextElementSibling;
            } else {
                this.#container.insertBefore(parts.element, at);
            }
        }
        for (const [key, { element }] of this.#parts) {
            if (!shown.has(key)) {
                element.remove();
                this.#parts.delete(key);
            }
        }
    }

    /** @param {string} key */
    get(key) {
        return this.#parts.get(key);
    }
}

/** @param {Element} element @param {string} text */
export function setText(element, text) {
    if (element.textContent !== text) {
        element.textContent = text;
    }
}

/** @param {Element} element @param {Record<string, string | number | undefined>} attributes undefined takes one away */
export function setAttributes(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) {
        if (value === undefined) {
            element.removeAttribute(name);
        } else if (element.getAttribute(name) !== String(value)) {
            element.setAttribute(name, String(value));
        }
    }
}
