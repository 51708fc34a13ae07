import { SeenFrames, Viewer } from '/assets/sdk/viewer.js';
import { Bindings } from './bindings.js';
import { credits, make, setText } from './control-parts.js';
import { EffectChips } from './effects.js';
import { pictureIn } from './grid.js';
import { find } from './page.js';
import { SceneView } from './scene-view.js';
import { Timers } from './timers.js';
import { Toasts } from './toasts.js';

/** The media path works and the channels still are not open: the server, or something between, has none. */
const CHANNELS_MS = 3_000;
/** A server that refuses so often has no interaction; the page is quiet about it. */
const TRIES_MAX = 3;
/** Of the world's words and numbers, so many are shown, and so much of each. */
const FACTS_MAX = 8;
const FACT_LENGTH_MAX = 60;

/**
 * The watch page's interaction: a viewer over the data channels of the player's connection, or over a WebSocket where those do not
 * open or there is no stream, and its scene on the page. A stream without interaction shows nothing of all this.
 */
export class WatchInteraction {
    // Given.
    #player;
    #stream;
    // Owned.
    viewer;
    #scene;
    #effects;
    #frames;
    #timers = new Timers();
    #toasts = new Toasts(find('#toasts', HTMLElement));
    // State.
    /** Whether it speaks over a WebSocket. @type {'no' | 'while waiting' | 'for good'} */
    #socket = 'no';
    /** Those of the newest connection that worked. @type {import('/assets/sdk/carriers.js').Channels | undefined} */
    #channels;
    #wasOpen = false;
    #hasDrone = false;

    /**
     * @param {object} given
     * @param {import('./whep.js').WhepPlayer} given.player
     * @param {HTMLVideoElement} given.video
     * @param {HTMLElement} given.stage
     * @param {string} given.stream
     * @param {string} [given.token]
     */
    constructor({ player, video, stage, stream, token }) {
        this.#player = player;
        this.#stream = stream;
        this.#frames = new SeenFrames(video, () => player.videoReceiver);
        this.viewer = new Viewer({ stream, token, seenTimestamp: this.#frames.seenTimestamp, client: 'treecast watch page' });
        this.#scene = new SceneView({
            viewer: this.viewer,
            stage,
            video,
            board: find('#board', HTMLElement),
            panel: find('#show', HTMLElement),
            tray: find('#tray', HTMLElement),
        });
        this.#effects = new EffectChips(this.viewer, find('#effects', HTMLElement));
        new Bindings(this.viewer, () => this.#scene.views);
        this.#listen(stage, video);
        player.addEventListener('connected', () => this.#mediaConnected());
        player.addEventListener('statechange', () => this.#judgeMedia());
        this.#judgeMedia(); // What happened while this was loaded.
        if (player.peer?.connectionState === 'connected') {
            this.#mediaConnected();
        }
    }

    // The carrier.

    #judgeMedia() {
        if (this.#player.state === 'reconnecting' && !this.#wasOpen) {
            this.#useSocket('for good'); // Perhaps a network without UDP: what viewers do needs none.
        } else {
            void this.#joinWhileWaiting();
        }
    }

    /** Nothing to watch yet, or no more: a show goes on without a picture, and needs a carrier then. Where there is none, nobody opens one. */
    async #joinWhileWaiting() {
        const isWaiting = () => this.#socket === 'no' && this.#player.state === 'waiting' && !this.#player.away;
        if (isWaiting() && (await hasShow(this.#stream)) && isWaiting()) {
            this.#useSocket('while waiting');
        }
    }

    /** Not before: to leave channels is to close them, and while it waits for the stream the player keeps its connection. */
    #mediaConnected() {
        const { channels } = this.#player;
        if (channels && channels !== this.#channels) {
            this.#channels = channels;
            this.#frames.reset();
            if (this.#socket !== 'for good') {
                this.#socket = 'no';
                this.viewer.attach(channels);
            }
        }
        this.#expectChannels();
    }

    #expectChannels() {
        if (this.viewer.connected || this.#socket !== 'no') {
            return;
        }
        if (this.#player.peer?.sctp === null) {
            this.#useSocket('for good'); // The answer refused m=application.
            return;
        }
        this.#timers.after('channels', CHANNELS_MS, () => {
            if (!this.viewer.connected) {
                this.#useSocket('for good');
            }
        });
    }

    /** @param {'while waiting' | 'for good'} howLong */
    #useSocket(howLong) {
        const isUsed = this.#socket !== 'no';
        this.#socket = this.#socket === 'for good' ? 'for good' : howLong;
        if (!isUsed) {
            void this.viewer.connect(`/interact/${encodeURIComponent(this.#stream)}`);
        }
    }

    // What the viewer tells.

    /** @param {HTMLElement} stage @param {HTMLVideoElement} video */
    #listen(stage, video) {
        const { viewer } = this;
        const on = (/** @type {string} */ type, /** @type {(detail: any) => void} */ listener) =>
            viewer.addEventListener(type, (event) => listener(/** @type {CustomEvent} */ (event).detail));
        on('open', () => {
            this.#wasOpen = true;
            this.#timers.cancel('channels');
            this.#show();
        });
        on('change', ({ after }) => {
            this.#show();
            if (after.world.drone !== undefined && !this.#hasDrone) {
                this.#hasDrone = true;
                void this.#drawDrone(stage, video);
            }
        });
        on('close', ({ error, willReopen }) => {
            this.#show();
            if (willReopen && !this.#wasOpen && viewer.failures >= TRIES_MAX) {
                viewer.close();
            } else if (!willReopen && this.#wasOpen && error.code !== 'disconnected') {
                this.#toasts.show(error.message, 'error');
            } else if (!willReopen && error.code === 'disconnected' && this.#player.peer?.connectionState === 'connected') {
                this.#useSocket('for good'); // The channels were closed and the video goes on.
            }
        });
        on('balance', () => this.#show());
        on('error', (error) => {
            if (error.code !== 'superseded') {
                this.#toasts.show(error.message, 'error');
            }
        });
        on('purchase', ({ state, control }) => {
            if (state === 'captured') {
                this.#toasts.show(`${viewer.view.controls[control]?.label ?? control}: done.`);
            }
        });
    }

    #show() {
        const { viewer } = this;
        const hasControls = Object.keys(viewer.view.controls).length > 0;
        const panel = find('#show', HTMLElement);
        this.#scene.show();
        this.#effects.show();
        document.body.classList.toggle('interactive', hasControls);
        panel.hidden = !hasControls;
        panel.dataset.live = String(viewer.live);
        panel.dataset.carrier = this.#socket === 'no' ? 'channels' : 'websocket';
        setText(find('#show-me', HTMLElement), viewer.me.name ? `You are ${viewer.me.name}` : '');
        setText(find('#show-balance', HTMLElement), viewer.balance === undefined ? '' : credits(viewer.balance));
        showWorld(find('#world', HTMLElement), viewer.view.world);
        setText(find('#show-state', HTMLElement), viewer.live ? '' : viewer.connected ? 'The game is away.' : 'Connecting to the game…');
    }

    /** @param {HTMLElement} stage @param {HTMLVideoElement} video */
    async #drawDrone(stage, video) {
        const { DroneOverlay } = await import('./drone.js');
        new DroneOverlay(this.viewer, stage, () =>
            pictureIn({ width: stage.clientWidth, height: stage.clientHeight }, { width: video.videoWidth, height: video.videoHeight }),
        );
    }
}

/** @param {string} stream @returns {Promise<boolean>} whether a game has made it interactive */
async function hasShow(stream) {
    return fetch(`/api/streams/${encodeURIComponent(stream)}/interaction`).then(({ ok }) => ok, () => false);
}

/**
 * What the game tells of itself in single words and numbers; what has more structure is for pages that know the game.
 *
 * @param {HTMLElement} list @param {Record<string, unknown>} world
 */
function showWorld(list, world) {
    const facts = Object.entries(world).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
    const shown = facts.slice(0, FACTS_MAX).map(([name, value]) => ({ name, text: String(value).slice(0, FACT_LENGTH_MAX) }));
    list.hidden = shown.length === 0;
    if (JSON.stringify(shown) !== list.dataset.shown) {
        list.dataset.shown = JSON.stringify(shown);
        list.replaceChildren(
            ...shown.map(({ name, text }) => {
                const fact = make('li', '', make('span', 'quiet', name), ' ', make('strong', '', text));
                fact.dataset.world = name;
                return fact;
            }),
        );
    }
}

/** @returns {string | undefined} the token in the page's address, behind the `#`: browsers send that part to nobody */
export function tokenInAddress() {
    return new URLSearchParams(location.hash.slice(1)).get('token') ?? undefined;
}
