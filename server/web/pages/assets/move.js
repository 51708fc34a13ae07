/**
 * Where a server that leaves says to go on, `{"type":"move","whep":URL}` or `whip`; undefined for everything else.
 *
 * @param {unknown} data a message of the control channel
 * @param {'whep' | 'whip'} protocol
 * @returns {string | undefined}
 */
export function moveOrder(data, protocol) {
    if (typeof data !== 'string' || !data.startsWith('{"type":"move"')) {
        return undefined;
    }
    try {
        const { [protocol]: endpoint } = JSON.parse(data);
        return typeof endpoint === 'string' && /^https?:/.test(endpoint) ? endpoint : undefined;
    } catch {
        return undefined;
    }
}
