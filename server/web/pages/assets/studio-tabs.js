import { find } from './page.js';

/**
 * The studio's tabs. What the interaction tab is made of is loaded when it is first opened.
 *
 * @param {() => { stream: string, key: string }} whose the stream that is published, or will be, and its key
 */
export function wireTabs(whose) {
    const tabs = /** @type {const} */ (['broadcast', 'interaction']).map((name) => ({
        name,
        tab: find(`#tab-${name}`, HTMLButtonElement),
        panel: find(`#panel-${name}`, HTMLElement),
    }));
    /** @type {import('./studio-interaction.js').StudioInteraction | undefined} */
    let interaction;

    /** @param {string} name */
    const open = async (name) => {
        for (const { name: other, tab, panel } of tabs) {
            tab.setAttribute('aria-selected', String(other === name));
            tab.tabIndex = other === name ? 0 : -1;
            panel.hidden = other !== name;
        }
        if (name === 'interaction') {
            const { StudioInteraction } = await import('./studio-interaction.js');
            interaction ??= new StudioInteraction();
            const { stream, key } = whose();
            interaction.open(stream, key);
            window.treecast.viewer = interaction.viewer;
        } else {
            interaction?.close();
        }
    };

    for (const [index, { name, tab }] of tabs.entries()) {
        tab.addEventListener('click', () => void open(name));
        tab.addEventListener('keydown', (event) => {
            if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
                const other = tabs[(index + 1) % tabs.length];
                other.tab.focus();
                void open(other.name);
            }
        });
    }
}
