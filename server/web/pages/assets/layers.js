/**
 * The layers of a simulcast: the picture in several sizes at once, so that each viewer gets one that their network carries. Pure.
 *
 * @typedef {object} LayerWish
 * @property {number} layers 1 or 3
 * @property {number} maxBitrateBps of all layers together
 * @property {number} [maxFps]
 * @property {string} [codec] "H264", "VP8", "VP9" or "AV1"
 * @property {number} [height] of the picture in pixels, where it is known
 */

/** Below this height the smallest layer would be a thumbnail. */
export const LAYERS_HEIGHT_MIN = 480;

/** What share of the bitrate each layer gets; a picture of half the size needs about a third of the bits. */
const LAYERS = [
    { rid: 'q', scaleResolutionDownBy: 4, share: 0.06 },
    { rid: 'h', scaleResolutionDownBy: 2, share: 0.22 },
    { rid: 'f', scaleResolutionDownBy: 1, share: 0.72 },
];

/** An encoder makes nothing of less. */
const LAYER_BITRATE_BPS_MIN = 100_000;

/** @param {string | undefined} rid undefined for a single layer @param {number} maxBitrateBps of all together */
export function layerBitrateBps(rid, maxBitrateBps) {
    const layer = LAYERS.find((candidate) => candidate.rid === rid);
    return layer ? Math.max(LAYER_BITRATE_BPS_MIN, Math.round(maxBitrateBps * layer.share)) : maxBitrateBps;
}

/**
 * What to send, for `addTransceiver`.
 *
 * @param {LayerWish} wish
 * @returns {RTCRtpEncodingParameters[]}
 */
export function layerEncodings({ layers, maxBitrateBps, maxFps, codec = '', height = LAYERS_HEIGHT_MIN }) {
    const rest = maxFps ? { maxFramerate: maxFps } : {};
    const scalable = /^(VP9|AV1)$/i.test(codec);
    if (layers < LAYERS.length || height < LAYERS_HEIGHT_MIN) {
        // One size whose pictures can be halved and quartered in number for viewers whose network carries no more. Browsers that know no such modes pass over it.
        return [{ maxBitrate: maxBitrateBps, ...rest, ...(scalable ? { scalabilityMode: 'L1T3' } : {}) }];
    }
    // Without it Chromium makes spatial layers of one stream out of them where the codec has such.
    const apart = scalable ? { scalabilityMode: 'L1T1' } : {};
    return LAYERS.map(({ rid, scaleResolutionDownBy }) => ({
        rid,
        scaleResolutionDownBy,
        maxBitrate: layerBitrateBps(rid, maxBitrateBps),
        ...rest,
        ...apart,
    }));
}
