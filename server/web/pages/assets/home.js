import { codec, duration, viewers } from './format.js';
import { find, listStreams, publishLink, repeatWhileVisible, watchLink, wireCopyButtons } from './page.js';
import { WhepPlayer } from './whep.js';

/** A preview is a viewer like any other to the server: few at a time, and each only long enough to get an impression. */
const PREVIEWS_MAX = 4;
const PREVIEW_MS = 20_000;
const REFRESH_MS = 5_000;

const list = find('#streams', HTMLUListElement);
const empty = find('#empty', HTMLElement);
const count = find('#count', HTMLElement);
const problem = find('#problem', HTMLElement);
const template = find('#card', HTMLTemplateElement);
const clusterLink = find('#cluster-link', HTMLAnchorElement);

/** @typedef {{ element: HTMLElement, info: import('./page.js').StreamInfo, inView: boolean, seen: boolean }} Card */
/** @type {Map<string, Card>} */
const cards = new Map();
/** @type {Map<string, WhepPlayer>} */
const previews = new Map();

/** People who asked for less motion or less data get the still placeholder, and a preview only when they point at it. */
const isFrugal = matchMedia('(prefers-reduced-motion: reduce)').matches || (navigator.connection?.saveData ?? false);

const inView = new IntersectionObserver(
    (entries) => {
        for (const { target, isIntersecting } of entries) {
            const card = cards.get(/** @type {HTMLElement} */ (target).dataset.stream ?? '');
            if (card) {
                card.inView = isIntersecting;
                if (!isIntersecting) {
                    endPreview(card.info.name);
                }
            }
        }
        startPreviews();
    },
    { threshold: 0.5 },
);

function startPreviews() {
    for (const card of cards.values()) {
        if (previews.size >= PREVIEWS_MAX) {
            return;
        }
        if (card.inView && !card.seen && !isFrugal) {
            startPreview(card);
        }
    }
}

/** @param {Card} card */
function startPreview(card) {
    const { name, live } = card.info;
    if (!live || previews.has(name) || previews.size >= PREVIEWS_MAX || document.visibilityState !== 'visible') {
        return;
    }
    card.seen = true;
    const thumb = find('.thumb', HTMLElement, card.element);
    const video = find('video', HTMLVideoElement, card.element);
    const player = new WhepPlayer({ endpoint: `/whep/${encodeURIComponent(name)}`, video, audio: false });
    previews.set(name, player);
    player.addEventListener('statechange', () => {
        if (player.state === 'playing') {
            thumb.dataset.shows = 'live';
        } else if (player.state === 'failed' || player.state === 'waiting') {
            endPreview(name);
        }
    });
    player.start();
    setTimeout(() => {
        if (previews.get(name) === player) {
            endPreview(name);
            startPreviews();
        }
    }, PREVIEW_MS);
}

/** Ends a preview; its last picture stays on the card. @param {string} name */
function endPreview(name) {
    const player = previews.get(name);
    if (!player) {
        return;
    }
    previews.delete(name);
    const element = cards.get(name)?.element;
    if (element) {
        const thumb = find('.thumb', HTMLElement, element);
        const video = find('video', HTMLVideoElement, element);
        if (thumb.dataset.shows === 'live' && video.videoWidth > 0) {
            const still = find('canvas', HTMLCanvasElement, element);
            still.width = Math.min(video.videoWidth, 640);
            still.height = Math.round((still.width * video.videoHeight) / video.videoWidth);
            still.getContext('2d')?.drawImage(video, 0, 0, still.width, still.height);
            thumb.dataset.shows = 'still';
        }
        video.srcObject = null;
    }
    player.stop();
}

/** @param {string} name @returns {number} a hue of its own for each name */
function hueOf(name) {
    let hash = 0;
    for (const letter of name) {
        hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 360;
    }
    return hash;
}

/** @param {import('./page.js').StreamInfo} info @returns {Card} */
function makeCard(info) {
    const element = find('li', HTMLElement, /** @type {DocumentFragment} */ (template.content.cloneNode(true)));
    element.dataset.stream = info.name;
    find('a', HTMLAnchorElement, element).href = watchLink(info.name);
    find('h2', HTMLElement, element).textContent = info.name;
    find('.initial', HTMLElement, element).textContent = [...info.name][0]?.toUpperCase() ?? '';
    find('.thumb', HTMLElement, element).style.setProperty('--hue', String(hueOf(info.name)));
    const card = { element, info, inView: false, seen: false };
    element.addEventListener('pointerenter', () => startPreview(card));
    element.addEventListener('focusin', () => startPreview(card));
    return card;
}

/** @param {Card} card @param {import('./page.js').StreamInfo} info */
function fill({ element }, info) {
    const video = info.tracks?.find((track) => track.kind === 'video');
    const badge = find('.badge', HTMLElement, element);
    badge.textContent = info.live ? 'LIVE' : 'AWAY';
    badge.classList.toggle('away', !info.live);
    find('[data-part=viewers]', HTMLElement, element).textContent = viewers(info.viewers);
    const name = find('[data-part=codec]', HTMLElement, element);
    name.hidden = !video?.codec;
    name.textContent = codec(video?.codec);
    const facts = [
        !info.live ? 'The streamer is away' : info.uptimeSeconds > 0 ? duration(info.uptimeSeconds) : '',
        video?.fps ? `${Math.round(video.fps)} fps` : '',
        !info.here || info.tracks?.some((track) => track.kind === 'audio') ? '' : 'no sound',
    ];
    find('[data-part=facts]', HTMLElement, element).textContent = facts.filter(Boolean).join(' · ');
}

async function refresh() {
    let streams;
    try {
        const listed = await listStreams();
        streams = listed.streams;
        clusterLink.hidden = !listed.cluster;
        problem.hidden = true;
    } catch {
        problem.textContent = 'The server cannot be reached right now. This page keeps trying.';
        problem.hidden = false;
        return;
    }
    const names = new Set(streams.map((stream) => stream.name));
    for (const [name, card] of cards) {
        if (!names.has(name)) {
            endPreview(name);
            inView.unobserve(card.element);
            card.element.remove();
            cards.delete(name);
        }
    }
    // Newcomers go to the end: a card must not move away under the pointer. The first list comes by audience.
    for (const info of streams.toSorted((one, other) => other.viewers - one.viewers || one.name.localeCompare(other.name))) {
        const card = cards.get(info.name) ?? makeCard(info);
        if (info.live && !card.info.live) {
            card.seen = false;
        }
        card.info = info;
        fill(card, info);
        if (!cards.has(info.name)) {
            cards.set(info.name, card);
            list.append(card.element);
            inView.observe(card.element);
        }
    }
    const live = streams.filter((stream) => stream.live).length;
    const text = live === 0 ? '' : `${live} ${live === 1 ? 'stream' : 'streams'}`;
    if (count.textContent !== text) {
        count.textContent = text;
    }
    empty.hidden = streams.length > 0;
    startPreviews();
}

window.treecast = { previews };
find('#obs-server', HTMLElement).textContent = publishLink('my-stream');
wireCopyButtons();
document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') {
        for (const name of [...previews.keys()]) {
            endPreview(name);
        }
    }
});
repeatWhileVisible(refresh, REFRESH_MS);
