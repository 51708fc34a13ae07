import { negotiateCaptureTime } from './capture-time.js';
import { LiveConnection } from './connection.js';
import { layerBitrateBps, layerEncodings } from './layers.js';
import { moveOrder } from './move.js';
import { withStartBitrate, withStereo } from './sdp.js';
import { NO_READING, outboundStats } from './stats.js';

/**
 * @typedef {'balanced' | 'motion' | 'detail'} Preference what to keep when network or computer are too slow
 *
 * @typedef {object} PublisherOptions
 * @property {MediaStream} media at most one video and one audio track; stays the caller's
 * @property {string} [codec] "H264", "VP8", "VP9" or "AV1" first; everything else stays in the offer
 * @property {number} [maxBitrateBps] of the video, of all layers together
 * @property {number} [layers] in how many sizes to send the picture at once: 1, or 3 where the browser can
 * @property {number} [maxFps]
 * @property {Preference} [preference]
 * @property {boolean} [stereo] for music and games; a voice needs one channel
 */

/** @type {Record<Preference, { hint: string, degradation: RTCDegradationPreference }>} */
const PREFERENCES = {
    balanced: { hint: 'motion', degradation: 'balanced' },
    motion: { hint: 'motion', degradation: 'maintain-framerate' },
    detail: { hint: 'detail', degradation: 'maintain-resolution' },
};

const STEREO_BITRATE_BPS = 128_000;

/** How long a publisher who moves sends to both servers: time for all nodes below to take the stream from the other. */
const BOTH_MS = 5_000;

/** Which of the offered codec names this browser can send. @returns {Set<string>} upper case */
export function sendableCodecs() {
    const codecs = globalThis.RTCRtpSender?.getCapabilities?.('video')?.codecs ?? [];
    return new Set(codecs.map((codec) => codec.mimeType.split('/')[1].toUpperCase()));
}

/**
 * The chosen codec first, the browser's order behind it. Of H264, constrained baseline with packetization mode 1 first:
 * every browser decodes that.
 *
 * @template {{ mimeType: string, sdpFmtpLine?: string }} C
 * @param {C[]} codecs
 * @param {string} codec
 * @returns {C[]}
 */
export function preferCodec(codecs, codec) {
    const rank = (/** @type {C} */ candidate) => {
        if (candidate.mimeType.toUpperCase() !== `VIDEO/${codec.toUpperCase()}`) {
            return 3;
        }
        const parameters = candidate.sdpFmtpLine ?? '';
        if (codec.toUpperCase() !== 'H264') {
            return 0;
        }
        return /packetization-mode=1/.test(parameters) ? (/profile-level-id=42e0/i.test(parameters) ? 0 : 1) : 2;
    };
    return codecs
        .map((candidate, index) => ({ candidate, index, rank: rank(candidate) }))
        .sort((one, other) => one.rank - other.rank || one.index - other.index)
        .map(({ candidate }) => candidate);
}

/**
 * Publishes camera, screen or anything else that is a MediaStream, and keeps doing so when the server restarts or the
 * network changes.
 *
 * States: `connecting`, `live`, `reconnecting`, `failed` (with the server's sentence), `stopped`.
 */
export class WhipPublisher extends LiveConnection {
    // Given.
    #publish;
    // State.
    #reading = NO_READING;
    /** @type {import('./stats.js').OutboundStats | undefined} */
    #stats;
    /** @type {RTCRtpSender | undefined} */
    #videoSender;
    #liveSinceMs = 0;

    /** @param {import('./connection.js').ConnectionOptions & PublisherOptions} options */
    constructor(options) {
        super(options);
        this.#publish = { maxBitrateBps: 2_500_000, layers: 1, preference: /** @type {Preference} */ ('balanced'), ...options };
    }

    get stats() {
        return this.#stats;
    }

    /** Since when the publisher is live without a new start, in `performance.now()` milliseconds; 0 before. */
    get liveSinceMs() {
        return this.#liveSinceMs;
    }

    /** @override @param {RTCPeerConnection} peer */
    prepare(peer) {
        this.#reading = NO_READING;
        const control = peer.createDataChannel('ctl', { negotiated: true, id: 0, protocol: 'treecast.v1' });
        control.addEventListener('message', ({ data }) => this.#hear(data));
        const { media, codec, preference } = this.#publish;
        const [video] = media.getVideoTracks();
        const [audio] = media.getAudioTracks();
        if (audio) {
            negotiateCaptureTime(peer.addTransceiver(audio, { direction: 'sendonly', streams: [media] }));
        }
        if (!video) {
            return;
        }
        video.contentHint = PREFERENCES[preference].hint;
        const transceiver = this.#addVideo(peer, video);
        this.#videoSender = transceiver.sender;
        negotiateCaptureTime(transceiver);
        const codecs = RTCRtpSender.getCapabilities('video')?.codecs;
        if (codec && codecs && transceiver.setCodecPreferences) {
            try {
                transceiver.setCodecPreferences(preferCodec(codecs, codec));
            } catch {
                // Some browsers take only codecs that they also decode; their own order then has to do.
            }
        }
    }

    /** In the layers that were asked for, or in one where the browser refuses. @param {RTCPeerConnection} peer @param {MediaStreamTrack} video */
    #addVideo(peer, video) {
        const { media, layers, codec, maxBitrateBps, maxFps } = this.#publish;
        const wish = { codec, maxBitrateBps, maxFps, height: video.getSettings?.().height };
        const add = (/** @type {number} */ count) =>
            peer.addTransceiver(video, { direction: 'sendonly', streams: [media], sendEncodings: layerEncodings({ ...wish, layers: count }) });
        try {
            return add(layers);
        } catch {
            return add(1);
        }
    }

    /** @override @param {string} sdp */
    shapeAnswer(sdp) {
        const faster = withStartBitrate(sdp, this.#publish.maxBitrateBps * 0.7);
        return this.#publish.stereo ? withStereo(faster, STEREO_BITRATE_BPS) : faster;
    }

    /** @override */
    async answered() {
        const parameters = this.#videoSender?.getParameters();
        if (this.#videoSender && parameters) {
            parameters.degradationPreference = PREFERENCES[this.#publish.preference].degradation;
            const encodings = parameters.encodings ?? [];
            for (const encoding of encodings) {
                encoding.maxBitrate = layerBitrateBps(encodings.length > 1 ? encoding.rid : undefined, this.#publish.maxBitrateBps);
            }
            if (encodings.length === 1) {
                // A server that takes no layers leaves the first, which is the smallest.
                encodings[0].scaleResolutionDownBy = 1;
            }
            // A refusal leaves the browser's defaults, which also work.
            await this.#videoSender.setParameters(parameters).catch(() => {});
        }
    }

    /** @override */
    connected() {
        this.#liveSinceMs ||= performance.now();
        this.setState('live', 'You are live.');
        if (this.isMoving) {
            const { peer } = this;
            globalThis.setTimeout(() => {
                if (peer === this.peer) {
                    this.takesOver();
                }
            }, BOTH_MS);
        }
    }

    /** A server that shuts down says where to go; this publishes at both for a while, so that nobody is without. @param {unknown} data */
    #hear(data) {
        const endpoint = moveOrder(data, 'whip');
        if (endpoint) {
            this.moveTo(endpoint);
        }
    }

    /** Changes the bitrate while live. @param {number} maxBitrateBps */
    async setMaxBitrate(maxBitrateBps) {
        this.#publish.maxBitrateBps = maxBitrateBps;
        await this.answered();
    }

    /**
     * Swaps what is sent, without a new session: another camera, another screen.
     *
     * @param {MediaStreamTrack} track
     */
    async replaceTrack(track) {
        const sender = this.peer?.getSenders().find((candidate) => candidate.track?.kind === track.kind);
        const { media } = this.#publish;
        for (const old of media.getTracks().filter((candidate) => candidate.kind === track.kind && candidate !== track)) {
            media.removeTrack(old);
        }
        media.addTrack(track);
        await sender?.replaceTrack(track);
    }

    /** @override @param {RTCStatsReport} report @param {number} nowMs */
    readStats(report, nowMs) {
        const { reading, stats } = outboundStats(/** @type {Iterable<any>} */ (report.values()), nowMs, this.#reading);
        this.#reading = reading;
        this.#stats = stats;
        this.dispatchEvent(new Event('stats'));
    }
}
