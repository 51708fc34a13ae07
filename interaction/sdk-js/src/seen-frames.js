/**
 * Which video frame a viewer has before the eyes, by its RTP timestamp: inputs carry it, so that the game knows what they
 * answer to, and votes close by it.
 */
export class SeenFrames {
    #video;
    #receiver;
    #callback = 0;
    /** @type {number | undefined} */
    #timestamp;

    /**
     * @param {HTMLVideoElement} video
     * @param {() => RTCRtpReceiver | undefined} [receiver] asked where the browser's frame callback does not tell the timestamp
     */
    constructor(video, receiver = () => undefined) {
        this.#video = video;
        this.#receiver = receiver;
        this.#watch();
    }

    /** For the viewer's option of this name. @returns {number | undefined} unknown before the first frame */
    seenTimestamp = () => this.#timestamp ?? this.#receiver()?.getSynchronizationSources?.()[0]?.rtpTimestamp;

    /** Forgets the frame: another connection's timestamps begin elsewhere. */
    reset() {
        this.#timestamp = undefined;
    }

    stop() {
        this.#video.cancelVideoFrameCallback?.(this.#callback);
    }

    #watch() {
        if ('requestVideoFrameCallback' in this.#video) {
            this.#callback = this.#video.requestVideoFrameCallback((_now, frame) => {
                this.#timestamp = frame.rtpTimestamp ?? this.#timestamp;
                this.#watch();
            });
        }
    }
}
