import { openChannels } from '/assets/sdk/carriers.js';
import { bitrate, codec, duration, frameRate, milliseconds, percent, resolution, viewers } from './format.js';
import { find, listStreams, repeatWhileVisible, setIcon, showStats, watchLink, wireCopyButtons } from './page.js';
import { playoutOf } from './playout.js';
import { QualityMenu } from './quality.js';
import { WhepPlayer } from './whep.js';

/** Every viewer asks for the audience's size: seldom, so that the answer to thousands costs little. */
const AUDIENCE_MS = 30_000;
const IDLE_MS = 3_000;
const TRACE_POINTS = 60;

const stage = find('#stage', HTMLElement);
const video = find('#video', HTMLVideoElement);
const state = find('#state', HTMLElement);
const unmute = find('#unmute', HTMLButtonElement);
const overlay = find('#overlay', HTMLElement);
const pause = find('#pause', HTMLButtonElement);
const mute = find('#mute', HTMLButtonElement);
const volume = find('#volume', HTMLInputElement);
const statsButton = find('#stats', HTMLButtonElement);
const inset = find('#inset', HTMLButtonElement);
const fullscreen = find('#fullscreen', HTMLButtonElement);
const live = find('#live', HTMLElement);

const stream = decodeURIComponent(location.pathname.replace(/\/+$/, '').split('/').pop() ?? '');
const playout = find('#playout', HTMLSelectElement);
const player = new WhepPlayer({
    endpoint: `/whep/${encodeURIComponent(stream)}`,
    video,
    openChannels,
    playout: playoutOf(new URLSearchParams(location.search).get('playout')),
});
window.treecast = { player };
// Before anything else: each millisecond here is one the viewer waits for the first picture.
video.muted = true;
player.start();

document.title = `${stream} · Treecast`;
find('#title', HTMLElement).textContent = stream;
find('#share', HTMLButtonElement).dataset.copyText = watchLink(stream);
wireCopyButtons();

// State.

/** @type {ReturnType<typeof setTimeout> | undefined} */
let idle;

function showState() {
    stage.dataset.state = player.state;
    state.dataset.state = player.state;
    state.dataset.away = String(player.away);
    state.textContent = player.message;
    const isLive = player.state === 'playing';
    live.textContent = isLive ? 'LIVE' : player.away ? 'AWAY' : 'OFFLINE';
    live.classList.toggle('away', !isLive);
    document.title = `${isLive ? '● ' : ''}${stream} · Treecast`;
    wake();
    if (isLive) {
        void showAudience();
    }
}

player.addEventListener('statechange', showState);
player.addEventListener('blocked', () => {
    stage.dataset.state = 'waiting';
    state.textContent = 'Press play to watch.';
});
find('#again', HTMLButtonElement).addEventListener('click', () => player.start());
showState();

// Sound.

function showSound() {
    const isSilent = video.muted || video.volume === 0;
    unmute.hidden = !isSilent;
    mute.setAttribute('aria-label', isSilent ? 'Turn on sound' : 'Mute');
    setIcon(mute, isSilent ? 'muted' : 'sound');
    volume.value = String(video.muted ? 0 : video.volume);
}

function toggleSound() {
    const isSilent = video.muted || video.volume === 0;
    video.muted = !isSilent;
    if (isSilent && video.volume === 0) {
        video.volume = 1;
    }
    void player.play();
}

unmute.addEventListener('click', () => {
    const hadFocus = document.activeElement === unmute;
    toggleSound();
    if (hadFocus) {
        mute.focus({ preventScroll: true });
    }
});
mute.addEventListener('click', toggleSound);
volume.addEventListener('input', () => {
    video.volume = Number(volume.value);
    video.muted = video.volume === 0;
});
video.addEventListener('volumechange', showSound);
showSound();

// Pause: a live picture goes on at the live edge afterwards.

function togglePause() {
    if (video.paused) {
        void player.play();
    } else {
        video.pause();
    }
}

function showPause() {
    pause.setAttribute('aria-label', video.paused ? 'Play' : 'Pause');
    setIcon(pause, video.paused ? 'play' : 'pause');
}

pause.addEventListener('click', togglePause);
video.addEventListener('click', togglePause);
video.addEventListener('play', showPause);
video.addEventListener('pause', showPause);

// Full screen and picture in picture.

async function toggleFullscreen() {
    if (document.fullscreenElement) {
        await document.exitFullscreen();
    } else if (stage.requestFullscreen) {
        await stage.requestFullscreen({ navigationUI: 'hide' });
    } else {
        // iPhones have full screen for the video element alone.
        /** @type {any} */ (video).webkitEnterFullscreen?.();
    }
}

fullscreen.addEventListener('click', () => void toggleFullscreen().catch(() => {}));
video.addEventListener('dblclick', () => void toggleFullscreen().catch(() => {}));
document.addEventListener('fullscreenchange', () => {
    const isFull = document.fullscreenElement !== null;
    fullscreen.setAttribute('aria-label', isFull ? 'Leave full screen' : 'Full screen');
    setIcon(fullscreen, isFull ? 'shrink' : 'expand');
});

inset.hidden = !document.pictureInPictureEnabled;
inset.addEventListener('click', async () => {
    if (document.pictureInPictureElement) {
        await document.exitPictureInPicture();
    } else {
        await video.requestPictureInPicture().catch(() => {});
    }
});

// Latency and quality.

const LATENCY_NAMES = { capture: 'Capture to screen', clock: 'Capture to screen', network: 'Last hop' };
/** @type {number[]} */
const trace = [];

function toggleOverlay() {
    overlay.hidden = !overlay.hidden;
    statsButton.setAttribute('aria-pressed', String(!overlay.hidden));
}

player.addEventListener('stats', () => {
    const { stats } = player;
    if (!stats) {
        return;
    }
    const { latency } = stats;
    find('#delay', HTMLElement).hidden = latency === undefined;
    find('#latency-name', HTMLElement).textContent = latency ? LATENCY_NAMES[latency.source] : 'Latency';
    showStats({
        latency: milliseconds(latency?.ms),
        bitrate: bitrate(stats.bitrateBps),
        fps: frameRate(stats.fps),
        resolution: resolution(stats.width, stats.height),
        codec: codec(stats.codec),
        loss: percent(stats.lossRatio),
        'jitter-buffer': milliseconds(stats.jitterBufferMs),
        'held-back': milliseconds(player.heldBackMs),
        decoder: milliseconds(stats.decodeMs),
        'round-trip': milliseconds(stats.roundTripMs),
        freezes: String(stats.freezes),
        path: stats.path ?? '–',
    });
    trace.push(latency?.ms ?? 0);
    if (trace.length > TRACE_POINTS) {
        trace.shift();
    }
    const top = Math.max(50, ...trace) * 1.1;
    const points = trace.map((ms, index) => `${TRACE_POINTS - trace.length + index},${(20 - (20 * ms) / top).toFixed(1)}`);
    find('#trace', SVGPolylineElement).setAttribute('points', points.join(' '));
});
statsButton.addEventListener('click', toggleOverlay);

new QualityMenu(player, find('#quality', HTMLSelectElement));
playout.value = player.playout;
playout.addEventListener('change', () => {
    player.choosePlayout(playoutOf(playout.value));
    playout.value = player.playout; // One change at a time.
});

// Keyboard.

/** @type {Record<string, () => void>} */
const KEYS = {
    ' ': togglePause,
    k: togglePause,
    m: toggleSound,
    f: () => void toggleFullscreen().catch(() => {}),
    i: toggleOverlay,
};

document.addEventListener('keydown', (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    const isTyping = target.matches('input:not([type=range]), textarea, select');
    const presses = event.key === ' ' && target.matches('button, a, input');
    const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (action && !isTyping && !presses && !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat) {
        event.preventDefault();
        action();
    }
    wake();
});

// The controls step back when nobody moves, and never from under a keyboard user.

function wake() {
    stage.classList.remove('idle');
    clearTimeout(idle);
    idle = setTimeout(() => {
        const hasFocus = find('#controls', HTMLElement).querySelector(':focus-visible') !== null;
        if (player.state === 'playing' && !video.paused && !hasFocus) {
            stage.classList.add('idle');
        }
    }, IDLE_MS);
}

for (const type of ['pointermove', 'pointerdown', 'focusin']) {
    stage.addEventListener(type, wake);
}
wake();

// Audience.

async function showAudience() {
    const listed = await listStreams().catch(() => undefined);
    const info = listed?.streams.find((candidate) => candidate.name === stream);
    if (listed) {
        find('#viewers', HTMLElement).textContent = info ? viewers(info.viewers) : '';
        find('#uptime', HTMLElement).textContent = info?.live && info.uptimeSeconds > 0 ? duration(info.uptimeSeconds) : '';
    }
}

repeatWhileVisible(showAudience, AUDIENCE_MS);

// Interaction: loaded while the first picture is on its way.

const { tokenInAddress, WatchInteraction } = await import('./interaction.js');
const interaction = new WatchInteraction({ player, video, stage, stream, token: tokenInAddress() });
window.treecast.viewer = interaction.viewer;
