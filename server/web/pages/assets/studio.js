import { capture } from './capture.js';
import { bitrate, clock, codec, frameRate, milliseconds, percent, resolution } from './format.js';
import { showLevel } from './level-meter.js';
import { find, publishLink, repeatWhileVisible, showStats, viewersLatency, watchLink, wireCopyButtons } from './page.js';
import { playoutOf, withPlayout } from './playout.js';
import { wireTabs } from './studio-tabs.js';
import { sendableCodecs, WhipPublisher } from './whip.js';

const form = find('#setup', HTMLFormElement);
const stream = find('#stream', HTMLInputElement);
const key = find('#key', HTMLInputElement);
const remember = find('#remember', HTMLInputElement);
const source = find('#source', HTMLSelectElement);
const camera = find('#camera', HTMLSelectElement);
const soundOn = find('#microphone-on', HTMLInputElement);
const microphone = find('#microphone', HTMLSelectElement);
const size = find('#resolution', HTMLSelectElement);
const fps = find('#fps', HTMLSelectElement);
const codecChoice = find('#codec', HTMLSelectElement);
const rate = find('#bitrate', HTMLSelectElement);
const layers = find('#layers', HTMLSelectElement);
const layerFigures = find('#layer-figures', HTMLElement);
const preference = find('#preference', HTMLSelectElement);
const playout = find('#playout', HTMLSelectElement);
const preview = find('#preview', HTMLVideoElement);
const hint = find('#hint', HTMLElement);
const goLive = find('#go-live', HTMLButtonElement);
const stop = find('#stop', HTMLButtonElement);
const state = find('#state', HTMLElement);
const problem = find('#problem', HTMLElement);
const level = find('#level', HTMLMeterElement);

/** @type {import('./capture.js').Capture | undefined} */
let captured;
/** @type {WhipPublisher | undefined} */
let publisher;
/** Counts previews that were asked for; only the newest may show. */
let wanted = 0;

window.treecast = {};

// What is kept: the name and the choices on this computer; the key for this tab, or longer if asked to.

const KEPT = { source, resolution: size, fps, codec: codecChoice, bitrate: rate, layers, preference, playout };

/** @param {Storage} storage @param {string} name @param {string | null} [value] null removes, none reads */
function keep(storage, name, value) {
    try {
        if (value === null) {
            storage.removeItem(`treecast.${name}`);
        } else if (value !== undefined) {
            storage.setItem(`treecast.${name}`, value);
        }
        return storage.getItem(`treecast.${name}`);
    } catch {
        return null; // Storage may be switched off.
    }
}

function restore() {
    const supported = sendableCodecs();
    for (const option of codecChoice.options) {
        option.disabled = supported.size > 0 && !supported.has(option.value);
    }
    for (const [name, select] of Object.entries(KEPT)) {
        const value = keep(localStorage, name);
        if ([...select.options].some((option) => option.value === value && !option.disabled)) {
            select.value = value ?? '';
        }
    }
    if (codecChoice.selectedOptions[0]?.disabled) {
        codecChoice.value = [...codecChoice.options].find((option) => !option.disabled)?.value ?? '';
    }
    stream.value = new URLSearchParams(location.search).get('stream') ?? keep(localStorage, 'stream') ?? '';
    remember.checked = keep(localStorage, 'key') !== null;
    key.value = keep(localStorage, 'key') ?? keep(sessionStorage, 'key') ?? '';
}

function save() {
    for (const [name, select] of Object.entries(KEPT)) {
        keep(localStorage, name, select.value);
    }
    keep(localStorage, 'stream', stream.value);
    keep(sessionStorage, 'key', key.value);
    keep(localStorage, 'key', remember.checked ? key.value : null);
}

// Preview.

/** @param {string} sentence empty hides it */
function complain(sentence) {
    problem.textContent = sentence;
    problem.hidden = sentence === '';
}

function wish() {
    return {
        source: /** @type {'camera' | 'screen' | 'pattern'} */ (source.value),
        camera: camera.value,
        sound: soundOn.checked,
        microphone: microphone.value,
        height: Number(size.value),
        fps: Number(fps.value),
    };
}

/** @returns {Promise<boolean>} whether there is a picture now */
async function showPreview() {
    const mine = ++wanted;
    endPreview();
    complain('');
    try {
        const opened = await capture(wish());
        if (mine !== wanted) {
            opened.stop();
            return false;
        }
        captured = opened;
        preview.srcObject = opened.media;
        preview.classList.toggle('mirrored', source.value === 'camera');
        hint.hidden = true;
        opened.media.getVideoTracks()[0]?.addEventListener('ended', () => sourceEnded(opened));
        if (source.value !== 'pattern') {
            showLevel(opened.media, level, () => captured === opened);
        }
        await listDevices();
        return true;
    } catch (error) {
        if (mine === wanted) {
            complain(error instanceof Error ? error.message : String(error));
        }
        return false;
    }
}

function endPreview() {
    captured?.stop();
    captured = undefined;
    preview.srcObject = null;
    hint.hidden = false;
    level.hidden = true;
}

/** @param {import('./capture.js').Capture} ended */
function sourceEnded(ended) {
    if (captured === ended) {
        stopLive();
        endPreview();
        complain(source.value === 'screen' ? 'Screen sharing was ended.' : 'The camera was disconnected.');
    }
}

async function listDevices() {
    const devices = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
    for (const [select, kind, fallback] of /** @type {const} */ ([
        [camera, 'videoinput', 'Default camera'],
        [microphone, 'audioinput', 'Default microphone'],
    ])) {
        const before = select.value;
        const named = devices.filter((device) => device.kind === kind && device.label && device.deviceId !== 'default');
        select.replaceChildren(new Option(fallback, ''), ...named.map((device) => new Option(device.label, device.deviceId)));
        select.value = named.some((device) => device.deviceId === before) ? before : '';
    }
}

// The form.

const SUGGESTED_KBPS = /** @type {Record<string, string>} */ ({ 360: '1000', 480: '1500', 720: '2500', 1080: '6000', 1440: '12000' });
const CODEC_HELP = /** @type {Record<string, string>} */ ({
    H264: 'H.264 plays nearly everywhere, and most computers encode it in hardware.',
    VP8: 'VP8 plays in every browser; it needs more bits than the others.',
    VP9: 'VP9 looks better at the same bitrate and costs more computing time.',
    AV1: 'AV1 looks best at low bitrates; the newest hardware aside, it costs the most computing time.',
});

function showForm() {
    find('#camera-field', HTMLElement).hidden = source.value !== 'camera';
    microphone.hidden = source.value === 'pattern' || !soundOn.checked;
    find('#sound-label', HTMLElement).textContent = {
        camera: 'Microphone',
        screen: 'Sound of the screen, and microphone',
        pattern: 'A tone every second',
    }[source.value] ?? '';
    find('#codec-help', HTMLElement).textContent = CODEC_HELP[codecChoice.value] ?? '';
    find('#hint-text', HTMLElement).textContent = {
        camera: 'Your picture appears here before anyone else sees it.',
        screen: 'Choose a screen, a window or a tab. You see it here first.',
        pattern: 'A clock, colour bars and a tone: no camera needed.',
    }[source.value] ?? '';
    find('#show', HTMLButtonElement).textContent = source.value === 'screen' ? 'Choose a screen' : 'Show preview';
    const name = stream.value && stream.validity.valid ? stream.value : 'my-stream';
    find('#obs-server', HTMLElement).textContent = publishLink(name);
}

size.addEventListener('change', () => (rate.value = SUGGESTED_KBPS[size.value] ?? rate.value));
form.addEventListener('input', showForm);
form.addEventListener('change', (event) => {
    const target = /** @type {Element} */ (event.target);
    const isPicture = [source, camera, soundOn, microphone, size, fps].some((field) => field === target);
    showForm();
    if (isPicture && !publisher && (captured || source.value === 'pattern')) {
        if (source.value === 'screen' || (target === source && source.value === 'camera')) {
            endPreview(); // Asking for a screen or a camera is for the button.
        } else {
            void showPreview();
        }
    }
    if (target === rate && publisher) {
        void publisher.setMaxBitrate(Number(rate.value) * 1000);
    }
});
find('#show', HTMLButtonElement).addEventListener('click', () => void showPreview());
form.addEventListener('submit', (event) => {
    event.preventDefault();
    void startLive();
});
stop.addEventListener('click', () => {
    stopLive();
    goLive.focus({ preventScroll: true });
});

// On air.

async function startLive() {
    if (publisher) {
        return;
    }
    complain('');
    save();
    goLive.disabled = true;
    const isReady = captured !== undefined || (await showPreview());
    goLive.disabled = false;
    if (!isReady || !captured || publisher) {
        return;
    }
    void captured.resume();
    publisher = new WhipPublisher({
        endpoint: withPlayout(`/whip/${encodeURIComponent(stream.value)}`, playoutOf(playout.value)),
        key: key.value.trim(),
        media: captured.media,
        codec: codecChoice.value,
        maxBitrateBps: Number(rate.value) * 1000,
        layers: Number(layers.value),
        maxFps: Number(fps.value),
        preference: /** @type {import('./whip.js').Preference} */ (preference.value),
        stereo: captured.stereo,
    });
    window.treecast.publisher = publisher;
    publisher.addEventListener('statechange', showPublisher);
    publisher.addEventListener('stats', showFigures);
    publisher.start();
}

function stopLive() {
    publisher?.stop();
}

const VIEWERS_LATENCY_MS = 3_000;
const LIMITS = /** @type {Record<string, string>} */ ({ none: 'nothing', cpu: 'this computer', bandwidth: 'the network', other: 'other' });

function showFigures() {
    const stats = publisher?.stats;
    if (!stats || !publisher) {
        return;
    }
    showStats({
        bitrate: bitrate(stats.bitrateBps),
        fps: frameRate(stats.fps),
        resolution: resolution(stats.width, stats.height),
        'round-trip': milliseconds(stats.roundTripMs),
        loss: percent(stats.lossRatio),
        codec: codec(stats.codec),
        limitation: stats.limitation ? (LIMITS[stats.limitation] ?? stats.limitation) : '–',
        available: bitrate(stats.availableBitrateBps),
    });
    showLayers(stats.layers);
    if (publisher.liveSinceMs > 0) {
        find('#elapsed', HTMLElement).textContent = clock((performance.now() - publisher.liveSinceMs) / 1000);
    }
}

/** @param {import('./stats.js').LayerStats[]} sent */
function showLayers(sent) {
    layerFigures.hidden = sent.length === 0;
    layerFigures.replaceChildren(
        ...sent.map((layer) => {
            const item = document.createElement('li');
            item.dataset.layer = layer.rid;
            item.textContent =
                layer.bitrateBps > 0
                    ? `${layer.rid}: ${resolution(layer.width, layer.height)}, ${bitrate(layer.bitrateBps)}`
                    : `${layer.rid}: not sent now`;
            return item;
        }),
    );
}

/** From the capture to the viewers of this node, without what their buffers and decoders add. */
async function showViewersLatency() {
    if (publisher?.state === 'live') {
        const latency = await viewersLatency(stream.value).catch(() => undefined);
        showStats({
            'viewers-latency': latency ? `${milliseconds(latency.p50Ms)}, 19 of 20 below ${milliseconds(latency.p95Ms)}` : '–',
        });
    }
}

repeatWhileVisible(showViewersLatency, VIEWERS_LATENCY_MS);

function showPublisher() {
    if (!publisher) {
        return;
    }
    const { state: now, message } = publisher;
    const isOver = now === 'failed' || now === 'stopped';
    state.dataset.state = now;
    state.textContent = now === 'failed' ? 'You are not live.' : now === 'stopped' ? 'You are off air.' : message;
    complain(now === 'failed' ? message : '');
    goLive.hidden = !isOver;
    stop.hidden = isOver;
    find('#on-air', HTMLElement).hidden = now !== 'live';
    find('#figures', HTMLElement).hidden = isOver;
    layerFigures.hidden ||= isOver;
    document.title = `${now === 'live' ? '● Live' : 'Studio'} · Treecast`;
    const link = watchLink(stream.value);
    find('#watch-link', HTMLElement).textContent = link;
    find('#watch-open', HTMLAnchorElement).href = link;
    find('#share', HTMLElement).hidden = now !== 'live' && now !== 'reconnecting';
    // What cannot change on air: all but the bitrate.
    for (const field of [stream, key, source, camera, soundOn, microphone, size, fps, codecChoice, layers, preference, playout]) {
        field.disabled = !isOver;
    }
    if (isOver) {
        publisher = undefined;
    }
}

addEventListener('beforeunload', (event) => {
    if (publisher?.state === 'live') {
        event.preventDefault();
    }
});

wireTabs(() => ({ stream: stream.value.trim(), key: key.value.trim() }));
restore();
showForm();
wireCopyButtons();
await listDevices();
if (source.value === 'pattern') {
    void showPreview();
} else if (source.value === 'camera') {
    // With permission given before, nothing needs to be asked.
    const permission = await navigator.permissions?.query({ name: /** @type {PermissionName} */ ('camera') }).catch(() => undefined);
    if (permission?.state === 'granted' && !captured && wanted === 0) {
        void showPreview();
    }
}
