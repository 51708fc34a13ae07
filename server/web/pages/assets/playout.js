/**
 * How pictures are to be played: each at once, evenly and up to half a second late, or when all viewers see them. Empty leaves it to whoever decides otherwise: for a viewer the
 * streamer, for a streamer the server (at once).
 *
 * @typedef {'' | 'interactive' | 'smooth' | 'synchronized'} Playout
 */

/** @param {string | null} value @returns {Playout} empty for whatever is none */
export function playoutOf(value) {
    return value === 'interactive' || value === 'smooth' || value === 'synchronized' ? value : '';
}

/**
 * An endpoint of WHIP or WHEP that asks for this.
 *
 * @param {string} endpoint with or without a query
 * @param {Playout} playout
 */
export function withPlayout(endpoint, playout) {
    const [path, query = ''] = endpoint.split('?');
    const parameters = new URLSearchParams(query);
    parameters.delete('playout');
    if (playout) {
        parameters.set('playout', playout);
    }
    return parameters.size > 0 ? `${path}?${parameters}` : path;
}
