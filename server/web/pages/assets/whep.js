import { AudienceSync } from './audience-sync.js';
import { negotiateCaptureTime } from './capture-time.js';
import { LiveConnection } from './connection.js';
import { LatencyMeter } from './latency.js';
import { moveOrder } from './move.js';
import { withPlayout } from './playout.js';
import { withReferenceTimes, withStereo } from './sdp.js';
import { inboundStats, NO_READING } from './stats.js';

/** @typedef {import('./stats.js').InboundStats & { latency: import('./latency.js').LatencySample | undefined }} PlayerStats */

/** So long without a single packet on a working path: the publisher is away. An encoder sends at least once a second. */
const AWAY_MS = 3_000;

const AWAY = 'The streamer is away. The picture comes back by itself.';

/**
 * Plays a stream into a video element: asks until it is live, shows it, and brings it back after every kind of loss.
 *
 * States: `connecting`, `waiting` (not live; or live once and now away, {@link away}), `playing`, `reconnecting`, `failed`
 * (with the server's sentence), `stopped`. Further events: `blocked`, where the browser wants a click before it plays;
 * `connected`, when the path works, for the first time or again.
 */
export class WhepPlayer extends LiveConnection {
    // Given.
    #video;
    #wantsAudio;
    #openChannels;
    #server;
    // Owned.
    /** @type {import('/assets/sdk/carriers.js').Channels | undefined} */
    #channels;
    /** @type {AudienceSync | undefined} */
    #sync;
    /** @type {LatencyMeter | undefined} */
    #latency;
    #media = new MediaStream();
    /** @type {RTCRtpReceiver | undefined} */
    #videoReceiver;
    // State.
    /** @type {import('./playout.js').Playout} */
    #playout;
    #away = false;
    #hasPicture = false;
    #packets = 0;
    #packetAtMs = 0;
    #reading = NO_READING;
    /** @type {PlayerStats | undefined} */
    #stats;
    /** @type {{ startMs: number, answerMs?: number, connectedMs?: number, firstFrameMs?: number }} */
    #timings = { startMs: 0 };

    /**
     * @param {import('./connection.js').ConnectionOptions & {
     *     video: HTMLVideoElement,
     *     audio?: boolean,
     *     playout?: import('./playout.js').Playout,
     *     openChannels?: (peer: RTCPeerConnection) => import('/assets/sdk/carriers.js').Channels,
     * }} options `openChannels` makes the data channels for interaction on each new connection; none are made without
     */
    constructor(options) {
        super({ ...options, endpoint: withPlayout(options.endpoint, options.playout ?? '') });
        this.#server = options.endpoint;
        this.#playout = options.playout ?? '';
        this.#openChannels = options.openChannels;
        this.#video = options.video;
        this.#wantsAudio = options.audio ?? true;
    }

    /** Plays otherwise from now on: by a new session, while the present one plays on. @param {import('./playout.js').Playout} playout */
    choosePlayout(playout) {
        if (playout !== this.#playout && !this.isMoving) {
            this.#playout = playout;
            this.moveTo(withPlayout(this.#server, playout));
        }
    }

    get playout() {
        return this.#playout;
    }

    /** True while the connection works and nothing comes through it. */
    get away() {
        return this.#away;
    }

    /** The data channels of the newest connection. */
    get channels() {
        return this.#channels;
    }

    /** What the video comes through. */
    get videoReceiver() {
        return this.#videoReceiver;
    }

    /** How long pictures are held back so that all viewers see them together, ms; undefined where they do not. */
    get heldBackMs() {
        return this.#sync?.delayMs;
    }

    get stats() {
        return this.#stats;
    }

    /** When the current connection reached its milestones, in `performance.now()` milliseconds. */
    get timings() {
        return { ...this.#timings };
    }

    /** @override @param {RTCPeerConnection} peer */
    prepare(peer) {
        this.#timings = { startMs: performance.now() };
        this.#hasPicture = false;
        this.#away = false;
        this.#packets = 0;
        this.#reading = NO_READING;
        this.#media = new MediaStream();
        peer.addEventListener('track', (event) => this.#arrived(event, this.#media));
        const video = peer.addTransceiver('video', { direction: 'recvonly' });
        this.#videoReceiver = video.receiver;
        negotiateCaptureTime(video);
        if (this.#wantsAudio) {
            negotiateCaptureTime(peer.addTransceiver('audio', { direction: 'recvonly' }));
        }
        if (this.#openChannels) {
            this.#channels = this.#openChannels(peer);
            const { ctl } = this.#channels;
            const sync = new AudienceSync((text) => ctl.readyState === 'open' && ctl.send(text));
            this.#sync = sync;
            ctl.addEventListener('message', ({ data }) => {
                sync.hear(data, peer.getReceivers());
                this.#hear(data);
            });
        }
    }

    /** @override @param {string} sdp */
    shapeOffer(sdp) {
        return withReferenceTimes(withStereo(sdp));
    }

    /** @override @param {import('./signaling.js').Problem} problem */
    notYet(problem) {
        if (problem.status !== 404) {
            return undefined;
        }
        return this.#latency
            ? 'The stream has ended. If it starts again, it plays here by itself.'
            : 'The stream is not live yet. It starts here by itself.';
    }

    /** @override */
    answered() {
        this.#timings.answerMs = performance.now();
        if (this.state === 'waiting') {
            this.setState('connecting', 'Live now. Connecting…');
        }
    }

    /** @override */
    connected() {
        this.#timings.connectedMs ??= performance.now();
        this.#packetAtMs = performance.now();
        if (this.#hasPicture) {
            this.setState('playing', 'Live.');
        }
        if (this.isMoving && this.peer?.getTransceivers()[0]?.currentDirection !== 'recvonly') {
            this.#attach(this.#media); // Only sound: there is no picture to wait for.
            this.takesOver();
        }
        this.dispatchEvent(new Event('connected'));
    }

    /** @override */
    stop() {
        super.stop();
        this.#latency?.stop();
        this.#latency = undefined;
    }

    /** A server that shuts down says where to go. The rest of what comes there is the interaction's. @param {unknown} data */
    #hear(data) {
        const endpoint = moveOrder(data, 'whep');
        if (endpoint) {
            this.#server = endpoint;
            this.moveTo(withPlayout(endpoint, this.#playout));
        }
    }

    /** @param {RTCTrackEvent} event @param {MediaStream} media */
    #arrived(event, media) {
        media.addTrack(event.track);
        const attach = () => (this.isMoving ? this.#attachOnceSeen(media) : this.#attach(media));
        if (event.track.kind === 'video') {
            // After a loss the last picture stays on the screen until there is a new one.
            event.track.addEventListener('unmute', attach, { once: true });
        }
        if (this.#video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
            attach();
        }
    }

    /** Until a first picture is there, in a video that nobody sees, the old connection's goes on. @param {MediaStream} media */
    #attachOnceSeen(media) {
        const unseen = document.createElement('video');
        Object.assign(unseen, { muted: true, playsInline: true, srcObject: media });
        let done = false;
        const takeOver = () => {
            if (done) {
                return;
            }
            done = true;
            unseen.srcObject = null;
            this.#attach(media);
            this.takesOver();
        };
        // A page in the background gets no frame callbacks.
        unseen.addEventListener('loadeddata', takeOver, { once: true });
        unseen.play().catch(takeOver);
    }

    /** @param {MediaStream} media */
    #attach(media) {
        if (media !== this.#media || this.#video.srcObject === media) {
            return;
        }
        this.#video.srcObject = media;
        this.#latency?.stop();
        this.#latency = new LatencyMeter(this.#video);
        if ('requestVideoFrameCallback' in this.#video) {
            this.#video.requestVideoFrameCallback(() => this.#shows(media));
        }
        void this.play();
    }

    /** Plays, with sound only where the browser allows it. */
    async play() {
        try {
            await this.#video.play();
        } catch (error) {
            if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') {
                return; // Interrupted by a newer stream: that one plays.
            }
            if (this.#video.muted) {
                this.dispatchEvent(new Event('blocked'));
            } else {
                this.#video.muted = true;
                await this.#video.play().catch(() => this.dispatchEvent(new Event('blocked')));
            }
        }
    }

    /** @param {MediaStream} media that has a picture to show (or, without video, a sound to play) */
    #shows(media) {
        if (media === this.#media && this.peer && !this.#hasPicture) {
            this.#hasPicture = true;
            this.#timings.firstFrameMs = performance.now();
            this.setState('playing', 'Live.');
        }
    }

    /** @override @param {RTCStatsReport} report @param {number} nowMs */
    readStats(report, nowMs) {
        const { reading, stats } = inboundStats(/** @type {Iterable<any>} */ (report.values()), nowMs, this.#reading);
        this.#reading = reading;
        this.#stats = { ...stats, latency: this.#latency?.read(this.#videoReceiver, stats, Date.now()) };
        this.#sync?.read(stats, nowMs);
        const arrives = stats.packetsReceived > this.#packets;
        this.#packets = stats.packetsReceived;
        if (arrives) {
            this.#packetAtMs = nowMs;
            const isAudioOnly = this.peer?.getTransceivers()[0]?.currentDirection !== 'recvonly';
            if (stats.framesDecoded > 0 || isAudioOnly) {
                // A page in the background gets no frame callbacks.
                this.#shows(this.#media);
            }
        }
        this.#judgePresence(arrives, nowMs);
        this.dispatchEvent(new Event('stats'));
    }

    /** @param {boolean} arrives @param {number} nowMs */
    #judgePresence(arrives, nowMs) {
        if (this.#away && arrives) {
            this.#away = false;
            this.setState(this.#hasPicture ? 'playing' : 'connecting', this.#hasPicture ? 'Live.' : 'Connecting…');
        } else if (
            !this.#away &&
            this.peer?.connectionState === 'connected' &&
            (this.state === 'playing' || this.state === 'connecting') &&
            nowMs - this.#packetAtMs > AWAY_MS
        ) {
            this.#away = true;
            this.setState('waiting', AWAY);
        }
    }
}
