import { Problem } from './signaling.js';

/**
 * A peer connection, or a sentence for a browser that has none.
 *
 * @param {RTCConfiguration} configuration
 */
export function createPeer(configuration) {
    if (!('RTCPeerConnection' in globalThis)) {
        throw new Problem(400, 'No WebRTC', 'This browser has no WebRTC, or has it switched off: use a current browser.');
    }
    return new RTCPeerConnection(configuration);
}
