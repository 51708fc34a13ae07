/** Carries the capture time of a picture through the server, so that a viewer can tell how old it is. */
const ABS_CAPTURE_TIME = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time';

/**
 * Offers abs-capture-time, which browsers leave out unless asked. Where the browser cannot be asked, nothing changes.
 *
 * @param {RTCRtpTransceiver} transceiver
 */
export function negotiateCaptureTime(transceiver) {
    const extensions = transceiver.getHeaderExtensionsToNegotiate?.();
    const captureTime = extensions?.find((extension) => extension.uri === ABS_CAPTURE_TIME);
    if (extensions && captureTime) {
        captureTime.direction = 'sendrecv';
        transceiver.setHeaderExtensionsToNegotiate?.(extensions);
    }
}
