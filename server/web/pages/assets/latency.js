/** Between the Unix epoch and NTP's, 1900: RFC 5905 section 6. */
const NTP_TO_UNIX_MS = 2_208_988_800_000;
/** What is beyond this is a clock that runs wrong, not latency. */
const PLAUSIBLE_MS = 10_000;

/**
 * @typedef {object} LatencySample
 * @property {number} ms
 * @property {'capture' | 'clock' | 'network'} source how it was found; see {@link LatencyMeter}
 */

/**
 * How old the picture on the screen is. Three ways, the first that gives a plausible number counts:
 *
 * - `capture`: the browser itself maps the capture time of each picture to its own clock (from sender reports and the
 *   round trip); measured up to the moment of display.
 * - `clock`: the picture carries its capture time (abs-capture-time) and both clocks are taken to be right.
 * - `network`: half the round trip, the jitter buffer and the decoder added up: what the last hop costs, not the whole way.
 */
export class LatencyMeter {
    #video;
    /** @type {VideoFrameCallbackMetadata | undefined} */
    #frame;
    #running = true;

    /** @param {HTMLVideoElement} video */
    constructor(video) {
        this.#video = video;
        this.#next();
    }

    #next() {
        if (this.#running && 'requestVideoFrameCallback' in this.#video) {
            this.#video.requestVideoFrameCallback((_now, metadata) => {
                this.#frame = metadata;
                this.#next();
            });
        }
    }

    stop() {
        this.#running = false;
    }

    /**
     * @param {RTCRtpReceiver | undefined} receiver of the video
     * @param {{ roundTripMs?: number, jitterBufferMs?: number, decodeMs?: number }} stats
     * @param {number} unixMs wall-clock time
     * @returns {LatencySample | undefined}
     */
    read(receiver, stats, unixMs) {
        const { captureTime, expectedDisplayTime } = this.#frame ?? {};
        if (captureTime !== undefined && expectedDisplayTime !== undefined) {
            const ms = expectedDisplayTime - captureTime;
            if (isPlausible(ms)) {
                return { ms, source: 'capture' };
            }
        }
        const captured = receiver?.getSynchronizationSources?.()[0]?.captureTimestamp;
        if (captured) {
            const ms = unixMs - (captured - NTP_TO_UNIX_MS);
            if (isPlausible(ms)) {
                return { ms, source: 'clock' };
            }
        }
        if (stats.roundTripMs === undefined && stats.jitterBufferMs === undefined) {
            return undefined;
        }
        return {
            ms: (stats.roundTripMs ?? 0) / 2 + (stats.jitterBufferMs ?? 0) + (stats.decodeMs ?? 0),
            source: 'network',
        };
    }
}

/** @param {number} ms */
function isPlausible(ms) {
    return ms > 0 && ms < PLAUSIBLE_MS;
}
