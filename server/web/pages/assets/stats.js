/**
 * From two readings of `getStats()` to what a person wants to know. Pure: entries in, numbers out. `undefined` means that
 * the browser does not say.
 *
 * @typedef {Record<string, any>} Entry one dictionary of an RTCStatsReport
 *
 * @typedef {object} Reading what is kept from one look to the next: counters at a time
 * @property {number} atMs
 * @property {Record<string, number>} counters
 *
 * @typedef {object} InboundStats
 * @property {number} bitrateBps audio and video, payload bytes as received
 * @property {number | undefined} fps
 * @property {number | undefined} width
 * @property {number | undefined} height
 * @property {string | undefined} codec
 * @property {number} lossRatio 0 to 1, since the reading before
 * @property {number | undefined} jitterBufferMs mean delay of a picture in the jitter buffer
 * @property {number | undefined} neededMs what the jitter buffers and decoders would hold pictures and sound back, the longer of both, if nobody asked for more; where
 *     the browser tells
 * @property {number | undefined} decodeMs mean time to decode a picture
 * @property {number | undefined} roundTripMs
 * @property {number} packetsReceived audio and video, since the start
 * @property {number} framesDecoded since the start
 * @property {number} freezes since the start
 * @property {string | undefined} path e.g. "udp host"
 *
 * @typedef {object} OutboundStats
 * @property {number} bitrateBps
 * @property {number | undefined} targetBitrateBps what the encoder aims at
 * @property {number | undefined} availableBitrateBps what the browser thinks the network carries
 * @property {number | undefined} fps
 * @property {number | undefined} width
 * @property {number | undefined} height
 * @property {string | undefined} codec
 * @property {string | undefined} encoder
 * @property {number | undefined} lossRatio as the server reports it
 * @property {number | undefined} roundTripMs
 * @property {string | undefined} limitation "none", "cpu", "bandwidth" or "other"
 * @property {string | undefined} path
 * @property {LayerStats[]} layers of a simulcast, the smallest picture first; empty without
 *
 * @typedef {object} LayerStats
 * @property {string} rid
 * @property {number} bitrateBps
 * @property {number | undefined} width undefined while nothing is sent
 * @property {number | undefined} height
 */

/** @type {Reading} */
export const NO_READING = { atMs: 0, counters: {} };

/** @param {Iterable<Entry>} entries */
function indexed(entries) {
    const all = [...entries];
    const byId = new Map(all.map((entry) => [entry.id, entry]));
    const transport = all.find((entry) => entry.type === 'transport' && entry.selectedCandidatePairId);
    const pair =
        byId.get(transport?.selectedCandidatePairId) ??
        all.find((entry) => entry.type === 'candidate-pair' && entry.nominated && entry.state === 'succeeded');
    const local = byId.get(pair?.localCandidateId);
    return {
        of: (/** @type {string} */ type, /** @type {string} */ kind) =>
            all.filter((entry) => entry.type === type && entry.kind === kind),
        codec: (/** @type {Entry | undefined} */ entry) => /** @type {string | undefined} */ (
            byId.get(entry?.codecId)?.mimeType?.split('/')[1]
        ),
        pair,
        path: local ? [local.relayProtocol ?? local.protocol, local.candidateType].filter(Boolean).join(' ') : undefined,
    };
}

/**
 * What a counter grew by since the reading before, per second. Zero on a first look and when a counter was reset.
 *
 * @param {Reading} before @param {Reading} now @param {string} counter
 */
function perSecond(before, now, counter) {
    const elapsedS = (now.atMs - before.atMs) / 1000;
    return before.atMs > 0 && elapsedS > 0 ? grown(before, now, counter) / elapsedS : 0;
}

/** @param {Reading} before @param {Reading} now @param {string} counter */
function grown(before, now, counter) {
    return Math.max(0, (now.counters[counter] ?? 0) - (before.counters[counter] ?? 0));
}

/**
 * The mean over what happened since the reading before: total time divided by count, in milliseconds.
 *
 * @param {Reading} before @param {Reading} now @param {string} seconds @param {string} count
 */
function meanMs(before, now, seconds, count) {
    const events = grown(before, now, count);
    return events > 0 ? (1000 * grown(before, now, seconds)) / events : undefined;
}

/** @param {number | undefined} one @param {number | undefined} other @returns {number | undefined} undefined where neither is known */
function longer(one, other) {
    return one || other ? Math.max(one ?? 0, other ?? 0) : undefined;
}

/** @param {Entry[]} entries @param {string} field */
function sum(entries, field) {
    return entries.reduce((total, entry) => total + (entry[field] ?? 0), 0);
}

/** @param {number | undefined} seconds */
function inMs(seconds) {
    return seconds === undefined ? undefined : seconds * 1000;
}

/**
 * @param {Iterable<Entry>} entries
 * @param {number} atMs
 * @param {Reading} before
 * @returns {{ reading: Reading, stats: InboundStats }}
 */
export function inboundStats(entries, atMs, before) {
    const report = indexed(entries);
    const [video] = report.of('inbound-rtp', 'video');
    const [audio] = report.of('inbound-rtp', 'audio');
    const both = [...report.of('inbound-rtp', 'video'), ...report.of('inbound-rtp', 'audio')];
    const reading = {
        atMs,
        counters: {
            bytes: sum(both, 'bytesReceived'),
            packets: sum(both, 'packetsReceived'),
            lost: sum(both, 'packetsLost'),
            frames: video?.framesDecoded ?? 0,
            bufferS: video?.jitterBufferDelay ?? 0,
            buffered: video?.jitterBufferEmittedCount ?? 0,
            decodeS: video?.totalDecodeTime ?? 0,
            neededS: video?.jitterBufferMinimumDelay ?? 0,
            audioNeededS: audio?.jitterBufferMinimumDelay ?? 0,
            audioBuffered: audio?.jitterBufferEmittedCount ?? 0,
        },
    };
    const lost = grown(before, reading, 'lost');
    const received = grown(before, reading, 'packets');
    return {
        reading,
        stats: {
            bitrateBps: 8 * perSecond(before, reading, 'bytes'),
            fps: video && before.atMs > 0 ? perSecond(before, reading, 'frames') : video?.framesPerSecond,
            width: video?.frameWidth,
            height: video?.frameHeight,
            codec: report.codec(video),
            lossRatio: lost + received > 0 ? lost / (lost + received) : 0,
            jitterBufferMs: meanMs(before, reading, 'bufferS', 'buffered'),
            neededMs: longer(
                video?.jitterBufferMinimumDelay && meanMs(before, reading, 'neededS', 'buffered'),
                audio?.jitterBufferMinimumDelay && meanMs(before, reading, 'audioNeededS', 'audioBuffered'),
            ),
            decodeMs: meanMs(before, reading, 'decodeS', 'frames'),
            roundTripMs: inMs(report.pair?.currentRoundTripTime),
            packetsReceived: reading.counters.packets,
            framesDecoded: reading.counters.frames,
            freezes: video?.freezeCount ?? 0,
            path: report.path,
        },
    };
}

/**
 * @param {Iterable<Entry>} entries
 * @param {number} atMs
 * @param {Reading} before
 * @returns {{ reading: Reading, stats: OutboundStats }}
 */
export function outboundStats(entries, atMs, before) {
    const report = indexed(entries);
    const layers = report.of('outbound-rtp', 'video');
    const both = [...layers, ...report.of('outbound-rtp', 'audio')];
    // With simulcast the largest picture is the one to tell about.
    const best = layers.reduce(
        (top, layer) => ((layer.frameHeight ?? 0) > (top?.frameHeight ?? -1) ? layer : top),
        /** @type {Entry | undefined} */ (undefined),
    );
    const [remote] = report.of('remote-inbound-rtp', 'video');
    const reading = {
        atMs,
        counters: {
            bytes: sum(both, 'bytesSent'),
            frames: best?.framesEncoded ?? 0,
            ...Object.fromEntries(layers.map((layer) => [`bytes ${layer.rid}`, layer.bytesSent ?? 0])),
        },
    };
    return {
        reading,
        stats: {
            bitrateBps: 8 * perSecond(before, reading, 'bytes'),
            targetBitrateBps: layers.some((layer) => layer.targetBitrate) ? sum(layers, 'targetBitrate') : undefined,
            availableBitrateBps: report.pair?.availableOutgoingBitrate,
            fps: best && before.atMs > 0 ? perSecond(before, reading, 'frames') : best?.framesPerSecond,
            width: best?.frameWidth,
            height: best?.frameHeight,
            codec: report.codec(best),
            encoder: best?.encoderImplementation,
            lossRatio: remote?.fractionLost,
            roundTripMs: inMs(remote?.roundTripTime ?? report.pair?.currentRoundTripTime),
            limitation: best?.qualityLimitationReason,
            path: report.path,
            layers: layers
                .filter((layer) => layer.rid)
                .map((layer) => ({
                    rid: layer.rid,
                    bitrateBps: 8 * perSecond(before, reading, `bytes ${layer.rid}`),
                    width: layer.frameWidth,
                    height: layer.frameHeight,
                }))
                .sort((one, other) => (one.height ?? 0) - (other.height ?? 0)),
        },
    };
}
