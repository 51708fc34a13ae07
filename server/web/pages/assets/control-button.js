import { credits, make, remaining, setText } from './control-parts.js';
import { keyName } from './steering.js';

/**
 * A button: pressed and let go, or bought. The bar on it runs down while it cools.
 *
 * @param {string} id @param {import('./control-parts.js').Viewer} viewer
 * @returns {import('./control-parts.js').ControlView}
 */
export function buttonControl(id, viewer) {
    const name = make('span', 'name');
    const cost = make('span', 'cost');
    const wait = make('span', 'wait');
    const key = make('kbd', 'bound');
    const cool = make('span', 'cool');
    cool.setAttribute('aria-hidden', 'true');
    key.setAttribute('aria-hidden', 'true');
    const element = make('button', 'control act', cool, name, cost, wait, key);
    element.type = 'button';
    /** @type {import('./control-parts.js').Control | undefined} */
    let control;
    let usable = false;
    let pending = false;

    const isBought = () => (control?.cost ?? 0) > 0;
    const show = () => {
        const coolingMs = viewer.cooldownMs(id);
        element.disabled = !usable;
        element.dataset.state = !usable ? 'off' : coolingMs > 0 ? 'cooling' : pending ? 'pending' : 'ready';
        element.setAttribute('aria-disabled', String(!usable || coolingMs > 0));
        element.style.setProperty('--cool', String(Math.min(1, coolingMs / Math.max(1, control?.cooldownMs ?? coolingMs))));
        setText(wait, coolingMs > 0 ? remaining(coolingMs) : pending ? 'wait…' : '');
    };
    const press = (/** @type {boolean} */ isDown) => {
        if (!isDown) {
            viewer.release(id);
            element.classList.remove('down');
        } else if (usable && viewer.cooldownMs(id) === 0 && viewer.press(id)) {
            element.classList.toggle('down', !isBought());
        }
    };

    element.addEventListener('pointerdown', (event) => {
        if (event.button === 0 && !isBought()) {
            element.setPointerCapture(event.pointerId);
            press(true);
        }
    });
    for (const type of ['pointerup', 'pointercancel', 'lostpointercapture', 'blur']) {
        element.addEventListener(type, () => press(false));
    }
    element.addEventListener('keydown', (event) => {
        if ((event.key === ' ' || event.key === 'Enter') && !isBought()) {
            event.preventDefault(); // No click after it: the key is the press.
            event.repeat || press(true);
        }
    });
    element.addEventListener('keyup', (event) => {
        if (event.key === ' ' || event.key === 'Enter') {
            press(false);
        }
    });
    element.addEventListener('click', (event) => {
        if (isBought() || event.detail === 0) {
            // Bought with one click; or clicked by a program that helps somebody, which knows no down and up.
            press(true);
            press(false);
        }
    });
    element.addEventListener('contextmenu', (event) => event.preventDefault()); // A long touch is a long press.
    const purchase = (/** @type {Event} */ event) => {
        const { control: which, state } = /** @type {CustomEvent} */ (event).detail;
        if (which === id) {
            pending = state === 'sent' || state === 'held';
            show();
        }
    };
    viewer.addEventListener('purchase', purchase);

    return {
        element,
        update(changed, isUsable) {
            control = changed;
            usable = isUsable;
            setText(name, changed.label ?? id);
            setText(cost, isBought() ? credits(changed.cost ?? 0) : '');
            setText(key, changed.key ? keyName(changed.key) : '');
            show();
        },
        time: show,
        press,
        end() {
            press(false);
            viewer.removeEventListener('purchase', purchase);
        },
    };
}
