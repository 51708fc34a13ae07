import { iceFragment, withIceFragment, withPriorities } from './sdp.js';

/**
 * Makes an offer and puts it in place.
 *
 * @param {RTCPeerConnection} peer
 * @param {(sdp: string) => string} shape
 * @param {RTCOfferOptions} [options]
 * @returns {Promise<string>} the offer as the browser has it
 */
export async function makeOffer(peer, shape, options = {}) {
    const { sdp = '' } = await peer.createOffer(options);
    const shaped = shape(sdp);
    try {
        await peer.setLocalDescription({ type: 'offer', sdp: shaped });
    } catch (error) {
        if (shaped === sdp) {
            throw error;
        }
        // A browser that takes no changes to its own offer gets the offer it made.
        await peer.setLocalDescription({ type: 'offer', sdp });
    }
    // No waiting for candidates: the server is ICE-lite, has a public address and learns ours from our checks.
    return peer.localDescription?.sdp ?? shaped;
}

/**
 * Restarts ICE by PATCH (RFC 9725 section 4.3.3): new credentials on both sides, addresses that are there now, the same keys and the same
 * media.
 *
 * @param {RTCPeerConnection} peer
 * @param {import('./signaling.js').Session} session
 * @param {string} answerSdp the answer that holds until now
 * @param {(sdp: string) => string} shape what our offers go through
 * @returns {Promise<string>} the answer that holds from now on
 */
export async function restartIce(peer, session, answerSdp, shape) {
    const offer = await makeOffer(peer, shape, { iceRestart: true });
    const answer = withPriorities(withIceFragment(answerSdp, await session.restartIce(iceFragment(offer))), answerSdp);
    await peer.setRemoteDescription({ type: 'answer', sdp: answer });
    return answer;
}
