/** What all pages share: finding elements, copying, asking for the list of streams. */

/**
 * @template {Element} E
 * @param {string} selector that must match
 * @param {new () => E} type
 * @param {ParentNode} [root]
 * @returns {E}
 */
export function find(selector, type, root = document) {
    const element = root.querySelector(selector);
    if (!(element instanceof type)) {
        throw new Error(`This page has no ${type.name} at ${selector}`);
    }
    return element;
}

/** @param {Element} container with an `svg use` inside @param {string} icon */
export function setIcon(container, icon) {
    find('use', SVGUseElement, container).setAttribute('href', `/assets/icons.svg#${icon}`);
}

/** Writes numbers where `[data-stat]` wants them. @param {Record<string, string>} values */
export function showStats(values) {
    for (const [name, value] of Object.entries(values)) {
        for (const element of document.querySelectorAll(`[data-stat="${name}"]`)) {
            element.textContent = value;
        }
    }
}

/** @param {string} stream */
export function watchLink(stream) {
    return new URL(`/watch/${encodeURIComponent(stream)}`, location.href).href;
}

/** @param {string} stream */
export function publishLink(stream) {
    return new URL(`/whip/${encodeURIComponent(stream)}`, location.href).href;
}

/** Buttons with `data-copy` (an element's id) or `data-copy-text` copy that text and say so for a moment. */
export function wireCopyButtons() {
    document.addEventListener('click', async (event) => {
        const button = event.target instanceof Element ? event.target.closest('[data-copy], [data-copy-text]') : null;
        if (!(button instanceof HTMLElement)) {
            return;
        }
        const { copy, copyText } = button.dataset;
        const text = copyText ?? document.getElementById(copy ?? '')?.textContent ?? '';
        const label = [...button.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
        const before = label?.textContent ?? '';
        if (!label || before === 'Copied') {
            return;
        }
        try {
            await navigator.clipboard.writeText(text);
            label.textContent = 'Copied';
        } catch {
            // Without HTTPS there is no clipboard; select the text so that a person can copy it.
            const source = document.getElementById(copy ?? '');
            if (source) {
                getSelection()?.selectAllChildren(source);
            }
            label.textContent = source ? 'Press Ctrl+C' : 'Use the address bar';
        }
        setTimeout(() => (label.textContent = before), 2_000);
    });
}

/**
 * @typedef {object} StreamInfo
 * @property {string} name
 * @property {boolean} live
 * @property {number} viewers
 * @property {boolean} here false when other nodes of the cluster have it: who watches is known, and no more
 * @property {number} uptimeSeconds
 * @property {{ kind: string, codec?: string, bitrateBps?: number, fps?: number }[]} tracks
 */

/** @returns {Promise<{ streams: StreamInfo[], cluster: boolean }>} and whether this server is a node of a cluster */
export async function listStreams() {
    const response = await fetch('/api/streams', { cache: 'no-store', signal: AbortSignal.timeout(8_000) });
    if (!response.ok) {
        throw new Error(`The server answered with status ${response.status}.`);
    }
    const { streams, cluster } = await response.json();
    return { streams: streams ?? [], cluster: cluster ?? false };
}

/**
 * @param {string} stream
 * @returns {Promise<{ viewers: number, p50Ms: number, p95Ms: number } | undefined>} undefined before any was measured
 */
export async function viewersLatency(stream) {
    const response = await fetch(`/api/streams/${encodeURIComponent(stream)}/viewers?limit=1`, {
        cache: 'no-store',
        signal: AbortSignal.timeout(8_000),
    });
    return response.ok ? (await response.json()).latency : undefined;
}

/**
 * Does something again and again while the page is in view, with a quarter of the interval left to chance.
 *
 * @param {() => Promise<void>} action
 * @param {number} everyMs
 */
export function repeatWhileVisible(action, everyMs) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const run = async () => {
        clearTimeout(timer);
        timer = undefined;
        if (document.visibilityState === 'visible') {
            await action();
            clearTimeout(timer);
            timer = setTimeout(run, everyMs * (0.875 + 0.25 * Math.random()));
        }
    };
    document.addEventListener('visibilitychange', () => void run());
    void run();
}
