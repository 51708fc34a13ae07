import { make, remaining, setText } from './control-parts.js';

/** How long the winner of a round stands out. */
const WINNER_MS = 4_000;

/**
 * A poll: an option a row, with a bar as long as its share, and the time that is left.
 *
 * @param {string} id @param {import('./control-parts.js').Viewer} viewer
 * @returns {import('./control-parts.js').ControlView}
 */
export function pollControl(id, viewer) {
    const name = make('span', 'name');
    const time = make('span', 'wait');
    const total = make('span', 'total');
    const left = make('div', 'left');
    left.setAttribute('aria-hidden', 'true');
    const rows = make('div', 'options');
    rows.setAttribute('role', 'radiogroup');
    const element = make('section', 'control poll', make('p', 'caption', name, total, time), rows, left);
    /** @type {import('./control-parts.js').Control | undefined} */
    let control;
    let usable = false;
    /** The longest time that was left in this round: where nothing says how long it is. */
    let roundMs = 0;
    /** @type {number | undefined} */
    let round;
    /** @type {number | undefined} */
    let winner;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let forgetWinner;

    /** @param {number} index */
    const makeRow = (index) => {
        const row = make('button', 'option', make('span', 'bar'), make('span', 'text'), make('span', 'share'));
        row.type = 'button';
        row.setAttribute('role', 'radio');
        row.dataset.option = String(index);
        row.addEventListener('click', () => void viewer.vote(id, index));
        row.addEventListener('keydown', (event) => {
            const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
            if (step !== undefined) {
                event.preventDefault();
                event.stopPropagation();
                const target = rows.children[(index + step + rows.children.length) % rows.children.length];
                /** @type {HTMLElement} */ (target).focus();
            }
        });
        return row;
    };
    const show = () => {
        const options = control?.options ?? [];
        while (rows.children.length > options.length) {
            rows.lastElementChild?.remove();
        }
        while (rows.children.length < options.length) {
            rows.append(makeRow(rows.children.length));
        }
        const counts = viewer.tally(id);
        const sum = counts.reduce((all, count) => all + count, 0);
        const mine = viewer.voted(id);
        const isOpen = usable && control?.open !== false;
        options.forEach((option, index) => {
            const row = /** @type {HTMLButtonElement} */ (rows.children[index]);
            const share = sum > 0 ? (counts[index] ?? 0) / sum : 0;
            row.disabled = !isOpen;
            row.setAttribute('aria-checked', String(index === mine));
            row.classList.toggle('winner', index === winner);
            row.style.setProperty('--share', String(share));
            setText(row.children[1], option);
            setText(row.children[2], sum > 0 ? `${Math.round(100 * share)} %` : '');
        });
        setText(total, sum > 0 ? `${sum.toLocaleString('en')} ${sum === 1 ? 'vote' : 'votes'}` : '');
        element.dataset.state = isOpen ? 'ready' : usable ? 'closed' : 'off';
    };
    const showTime = () => {
        const isOpen = control?.open !== false;
        const leftMs = isOpen ? viewer.closesInMs(id) : undefined;
        roundMs = Math.max(roundMs, leftMs ?? 0);
        const wholeMs = control?.everyMs || roundMs;
        setText(time, leftMs !== undefined ? remaining(leftMs) : isOpen ? '' : 'closed');
        left.style.setProperty('--left', String(leftMs === undefined ? 0 : Math.min(1, leftMs / Math.max(1, wholeMs))));
    };
    const mine = (/** @type {Event} */ event) => {
        if (/** @type {CustomEvent} */ (event).detail.control === id) {
            show();
        }
    };
    const result = (/** @type {Event} */ event) => {
        const { detail } = /** @type {CustomEvent} */ (event);
        if (detail.control === id && detail.winner >= 0) {
            winner = detail.winner;
            clearTimeout(forgetWinner);
            forgetWinner = setTimeout(() => {
                winner = undefined;
                show();
            }, WINNER_MS);
            show();
        }
    };
    viewer.addEventListener('tally', mine);
    viewer.addEventListener('vote', mine);
    viewer.addEventListener('result', result);

    return {
        element,
        update(changed, isUsable) {
            if (changed.round !== round) {
                round = changed.round;
                roundMs = 0;
            }
            control = changed;
            usable = isUsable;
            setText(name, changed.label ?? id);
            rows.setAttribute('aria-label', changed.label ?? id);
            show();
            showTime();
        },
        time: showTime,
        end() {
            clearTimeout(forgetWinner);
            viewer.removeEventListener('tally', mine);
            viewer.removeEventListener('vote', mine);
            viewer.removeEventListener('result', result);
        },
    };
}
