import { make, setText } from './control-parts.js';
import { keyName, keysPlace, padPlace, stickPlace, STEERING_KEYS } from './steering.js';

/** What a place is, for those who cannot see the knob. @param {number} x @param {number} y */
function sentence(x, y) {
    const across = Math.abs(x) < 0.05 ? '' : `${Math.round(Math.abs(x) * 100)} % ${x < 0 ? 'left' : 'right'}`;
    const along = Math.abs(y) < 0.05 ? '' : `${Math.round(Math.abs(y) * 100)} % ${y < 0 ? 'down' : 'up'}`;
    return [across, along].filter(Boolean).join(', ') || 'in the middle';
}

/**
 * A joystick, or a pad: dragged with a pointer or a finger, or steered with the arrow keys when it has the focus. Let go, it returns to
 * the middle.
 *
 * @param {string} id @param {import('./control-parts.js').Viewer} viewer @param {'joystick' | 'pad'} kind
 * @returns {import('./control-parts.js').ControlView}
 */
export function stickControl(id, viewer, kind) {
    const knob = make('span', 'knob');
    const surface = make('div', 'surface', knob);
    const name = make('span', 'name');
    const key = make('kbd', 'bound');
    key.setAttribute('aria-hidden', 'true');
    const element = make('div', `control stick ${kind}`, surface, make('p', 'caption', name, key));
    surface.tabIndex = 0;
    surface.setAttribute('role', 'application');
    surface.setAttribute('aria-roledescription', kind === 'pad' ? 'touch pad' : 'joystick');
    let usable = false;
    /** @type {number | undefined} */
    let pointer;
    /** @type {Map<string, { x: number, y: number }>} */
    const keys = new Map();

    const steer = (/** @type {number} */ x, /** @type {number} */ y) => {
        if (!usable && (x !== 0 || y !== 0)) {
            return;
        }
        viewer.move(id, x, y);
        knob.style.setProperty('--x', String(x));
        knob.style.setProperty('--y', String(-y));
        element.classList.toggle('moved', x !== 0 || y !== 0);
        surface.setAttribute('aria-description', sentence(x, y));
    };
    const drag = (/** @type {PointerEvent} */ event) => {
        const box = surface.getBoundingClientRect();
        const left = (event.clientX - box.left) / box.width;
        const top = (event.clientY - box.top) / box.height;
        const place = kind === 'pad' ? padPlace(left, top) : stickPlace(2 * left - 1, 1 - 2 * top);
        steer(place.x, place.y);
    };
    const letGo = (/** @type {PointerEvent} */ event) => {
        if (event.pointerId === pointer) {
            pointer = undefined;
            steer(0, 0);
        }
    };

    surface.addEventListener('pointerdown', (event) => {
        if (usable && event.button === 0 && pointer === undefined) {
            pointer = event.pointerId;
            surface.setPointerCapture(pointer);
            drag(event);
        }
    });
    surface.addEventListener('pointermove', (event) => event.pointerId === pointer && drag(event));
    surface.addEventListener('pointerup', letGo);
    surface.addEventListener('pointercancel', letGo);
    surface.addEventListener('lostpointercapture', letGo);
    surface.addEventListener('keydown', (event) => {
        const direction = STEERING_KEYS.arrows[event.code];
        if (direction) {
            event.preventDefault();
            event.stopPropagation();
            keys.set(event.code, direction);
            const place = keysPlace(keys.values());
            steer(place.x, place.y);
        }
    });
    surface.addEventListener('keyup', (event) => {
        if (keys.delete(event.code)) {
            const place = keysPlace(keys.values());
            steer(place.x, place.y);
        }
    });
    surface.addEventListener('blur', () => {
        if (keys.size > 0) {
            keys.clear();
            steer(0, 0);
        }
    });

    return {
        element,
        update(control, isUsable) {
            if (usable && !isUsable) {
                keys.clear();
                steer(0, 0);
            }
            usable = isUsable;
            element.dataset.state = usable ? 'ready' : 'off';
            surface.setAttribute('aria-disabled', String(!usable));
            surface.setAttribute('aria-label', control.label ?? id);
            setText(name, control.label ?? id);
            setText(key, control.key ? keyName(control.key) : '');
        },
        time() {},
        steer(x, y) {
            if (pointer === undefined && keys.size === 0) {
                steer(x, y);
            }
        },
        end: () => steer(0, 0),
    };
}
