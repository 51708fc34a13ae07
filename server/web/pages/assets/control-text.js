import { credits, make, remaining, setText } from './control-parts.js';

const LENGTH_MAX = 200;

/**
 * A line of text to send, or to buy.
 *
 * @param {string} id @param {import('./control-parts.js').Viewer} viewer
 * @returns {import('./control-parts.js').ControlView}
 */
export function textboxControl(id, viewer) {
    const name = make('span', 'name');
    const wait = make('span', 'wait');
    const input = make('input', '');
    const send = make('button', 'button compact');
    send.type = 'submit';
    input.type = 'text';
    input.autocomplete = 'off';
    input.enterKeyHint = 'send';
    const element = make('form', 'control textbox', make('label', 'caption', name, wait, input), send);
    let usable = false;
    let sending = false;
    let price = 0;

    const show = () => {
        const coolingMs = viewer.cooldownMs(id);
        input.disabled = !usable;
        send.disabled = !usable || coolingMs > 0 || sending;
        element.dataset.state = !usable ? 'off' : coolingMs > 0 ? 'cooling' : 'ready';
        setText(wait, coolingMs > 0 ? remaining(coolingMs) : '');
        setText(send, price > 0 ? `Send for ${credits(price)}` : 'Send');
    };
    element.addEventListener('submit', async (event) => {
        event.preventDefault();
        const text = input.value.trim();
        if (text === '' || sending) {
            return;
        }
        sending = true;
        show();
        // What was refused stays to be changed; the reason is shown with all the others.
        const isTaken = await viewer.say(id, text).then(() => true, () => false);
        sending = false;
        if (isTaken) {
            input.value = '';
        }
        show();
    });
    return {
        element,
        update(control, isUsable) {
            usable = isUsable;
            price = control.cost ?? 0;
            input.maxLength = control.lengthMax ?? LENGTH_MAX;
            setText(name, control.label ?? id);
            show();
        },
        time: show,
    };
}

/**
 * A line of text to read.
 *
 * @param {string} id
 * @returns {import('./control-parts.js').ControlView}
 */
export function labelControl(id) {
    const name = make('span', 'name');
    const text = make('span', 'text');
    const element = make('p', 'control label', name, text);
    return {
        element,
        update(control) {
            setText(name, control.label ?? '');
            setText(text, control.text ?? (control.label ? '' : id));
        },
        time() {},
    };
}
