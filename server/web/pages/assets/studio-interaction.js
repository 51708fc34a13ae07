import { Viewer } from '/assets/sdk/viewer.js';
import { make, setText } from './control-parts.js';
import { find, repeatWhileVisible } from './page.js';

/** How often the lists of viewers and texts are asked for. */
const LISTS_MS = 3_000;
const MUTE_MINUTES = 10;

/** @param {any} viewer @returns {{ id: string, name: string }} */
const person = (viewer) => ({ id: String(viewer?.id ?? viewer ?? ''), name: String(viewer?.name || viewer?.id || viewer || 'somebody') });

/**
 * The studio's view of a show: what viewers see, who they are, and what they say, with the means to quieten them. It is a viewer over a
 * WebSocket whose token is the publish key, which the server takes for a moderator's.
 */
export class StudioInteraction {
    /** @type {Viewer | undefined} */
    viewer;
    #controls = find('#show-controls', HTMLElement);
    #people = find('#show-viewers', HTMLElement);
    #queue = find('#show-queue', HTMLElement);
    #state = find('#show-state', HTMLElement);
    #problem = find('#show-problem', HTMLElement);
    /** Viewers that were muted or banned here: the buttons offer the way back. @type {Map<string, string>} */
    #quietened = new Map();

    constructor() {
        repeatWhileVisible(() => this.#ask(), LISTS_MS);
    }

    /** @param {string} stream @param {string} key */
    open(stream, key) {
        this.close();
        if (stream === '' || key === '') {
            this.#complain('');
            setText(this.#state, 'Fill in the stream name and the publish key under Broadcast; the show appears here.');
            return;
        }
        const viewer = new Viewer({ stream: `studio.${stream}`, token: key, client: 'treecast studio' });
        this.viewer = viewer;
        this.#complain('');
        setText(this.#state, `Connecting to the show of ${stream}…`);
        const on = (/** @type {string} */ type, /** @type {(detail: any) => void} */ listener) =>
            viewer.addEventListener(type, (event) => viewer === this.viewer && listener(/** @type {CustomEvent} */ (event).detail));
        on('open', () => {
            this.#complain('');
            const mayModerate = viewer.me.roles.includes('moderator');
            setText(this.#state, `Connected to the show of ${stream}${mayModerate ? '' : ', but this key may not moderate'}.`);
            this.#show();
            void this.#ask();
        });
        on('close', ({ error, willReopen }) => {
            setText(this.#state, willReopen ? 'The connection was lost. Trying again…' : 'Not connected.');
            this.#complain(willReopen ? '' : error.message);
            this.#show();
        });
        for (const type of ['change', 'tally', 'result']) {
            on(type, () => this.#show());
        }
        on('stats', (stats) => this.#showStats(stats));
        void viewer.connect(`/interact/${encodeURIComponent(stream)}`);
    }

    close() {
        this.viewer?.close();
        this.viewer = undefined;
    }

    /** @param {string} sentence */
    #complain(sentence) {
        setText(this.#problem, sentence);
        this.#problem.hidden = sentence === '';
    }

    // The show.

    #show() {
        const { viewer } = this;
        if (!viewer) {
            return;
        }
        const { controls, scene, group } = viewer.view;
        this.#figures({
            game: viewer.live ? 'connected' : 'away',
            scene: scene === group ? scene : `${scene} (group ${group})`,
            controls: String(Object.keys(controls).length),
        });
        this.#controls.replaceChildren(
            ...Object.entries(controls).map(([id, control]) => {
                const isPoll = control.kind === 'poll';
                const counts = isPoll ? viewer.tally(id).map((count, index) => `${control.options?.[index] ?? index}: ${count}`) : [];
                const state = control.disabled ? 'disabled' : isPoll ? (control.open === false ? 'closed' : `round ${control.round ?? 1}`) : 'ready';
                const row = make('tr', '', ...[control.label ?? id, control.kind, state, counts.join(' · ')].map((text) => make('td', '', text)));
                row.dataset.control = id;
                return row;
            }),
        );
    }

    /** @param {Record<string, string>} values */
    #figures(values) {
        const list = find('#show-figures', HTMLElement);
        for (const [name, value] of Object.entries(values)) {
            let figure = list.querySelector(`[data-show="${name}"]`);
            if (!figure) {
                figure = make('dd', '');
                figure.setAttribute('data-show', name);
                list.append(make('div', '', make('dt', '', name.replace(/^./, (first) => first.toUpperCase())), figure));
            }
            setText(figure, value);
        }
    }

    /** What the server counts, where it tells a moderator. @param {Record<string, any>} stats */
    #showStats({ viewers, received, merged, sampled, dropped, degraded }) {
        const lost = Object.entries(dropped ?? {}).filter(([, count]) => count > 0);
        /** @type {Record<string, unknown>} */
        const values = { viewers, received, merged, sampled, degraded, dropped: lost.map(([reason, count]) => `${reason} ${count}`).join(', ') || 0 };
        this.#figures(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)])));
    }

    // Viewers and what they say.

    async #ask() {
        const { viewer } = this;
        if (!viewer?.connected || !viewer.me.roles.includes('moderator')) {
            return;
        }
        const [people, queue] = await Promise.allSettled([viewer.call('viewers', { max: 100 }), viewer.call('moderation.queue')]);
        if (viewer !== this.viewer) {
            return;
        }
        if (people.status === 'fulfilled') {
            const viewers = people.value.viewers ?? [];
            this.#figures({ viewers: viewers.length < 100 ? String(viewers.length) : '100 and more' });
            this.#list(this.#people, viewers, 'Nobody is here yet.', (one) => ({ about: one, facts: [one.group, ...(one.roles ?? [])].filter(Boolean).join(' · ') }));
        }
        if (queue.status === 'fulfilled') {
            const texts = queue.value.texts ?? [];
            this.#list(this.#queue, texts, 'No text was refused, and none waits.', (one) => ({
                about: one.viewer,
                facts: [one.control, one.reason ?? one.state].filter(Boolean).join(' · '),
                said: String(one.text ?? ''),
            }));
        }
    }

    /**
     * @param {HTMLElement} list
     * @param {any[]} items
     * @param {string} empty
     * @param {(item: any) => { about: any, facts: string, said?: string }} describe
     */
    #list(list, items, empty, describe) {
        if (list.contains(document.activeElement)) {
            return; // Not from under a hand that is about to press a button.
        }
        const rows = items.map((item) => {
            const { about, facts, said } = describe(item);
            const { id, name } = person(about);
            const who = make('span', 'who', make('strong', '', name), ' ', make('span', 'quiet small', facts));
            if (said !== undefined) {
                who.append(make('span', 'said', said));
            }
            const row = make('li', '', who, ...this.#actions(id, name));
            row.dataset.viewer = id;
            return row;
        });
        list.replaceChildren(...(rows.length > 0 ? rows : [make('li', 'quiet', empty)]));
    }

    /** @param {string} id @param {string} name */
    #actions(id, name) {
        const action = (/** @type {string} */ label, /** @type {string} */ method, /** @type {Record<string, unknown>} */ params = {}) => {
            const button = make('button', 'button compact', label);
            button.type = 'button';
            button.dataset.method = method;
            button.setAttribute('aria-label', `${label} ${name}`);
            button.addEventListener('click', () => {
                button.blur(); // The list may change now.
                void this.#moderate(method, id, params, name);
            });
            return button;
        };
        const done = this.#quietened.get(id);
        return done
            ? [make('span', 'badge away', done), action('Pardon', 'moderation.pardon')]
            : [action('Mute', 'moderation.mute', { minutes: MUTE_MINUTES }), action('Ban', 'moderation.ban')];
    }

    /** @param {string} method @param {string} viewer @param {Record<string, unknown>} params @param {string} name */
    async #moderate(method, viewer, params, name) {
        try {
            await this.viewer?.call(method, { viewer, ...params });
            if (method === 'moderation.pardon') {
                this.#quietened.delete(viewer);
            } else {
                this.#quietened.set(viewer, method === 'moderation.ban' ? 'banned' : 'muted');
            }
            this.#complain('');
        } catch (error) {
            this.#complain(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        }
        await this.#ask();
    }
}
