/** The few places where these pages read or change SDP themselves. Pure text in, pure text out; line ends are CRLF. */

/** @param {string} sdp @returns {string[]} the session part, then one text per media section */
function sections(sdp) {
    return sdp.split(/\r?\n(?=m=)/);
}

/** @param {string} section @returns {string[]} its lines, without empty ones */
function linesOf(section) {
    return section.split(/\r?\n/).filter((line) => line !== '');
}

/** @param {string[]} parts @returns {string} */
function joined(parts) {
    return parts.map((part) => linesOf(part).join('\r\n')).join('\r\n') + '\r\n';
}

/**
 * The trickle-ice-sdpfrag (RFC 8840) that asks for an ICE restart: credentials and candidates of the first media section,
 * which with BUNDLE stand for all.
 *
 * @param {string} localSdp a local description made with `iceRestart`
 * @returns {string}
 */
export function iceFragment(localSdp) {
    const [session = '', ...media] = sections(localSdp);
    const shared = linesOf(session).filter((line) => /^a=(ice-options|group:BUNDLE|ice-ufrag|ice-pwd)/.test(line));
    const first = linesOf(media[0] ?? '').filter((line) =>
        /^(m=|a=mid:|a=ice-ufrag:|a=ice-pwd:|a=candidate:|a=end-of-candidates)/.test(line),
    );
    return joined([shared.join('\r\n'), first.join('\r\n')].filter((part) => part !== ''));
}

/**
 * The answer as it reads after an ICE restart: nothing changes but ICE's credentials and, where the fragment names any,
 * the candidates.
 *
 * @param {string} answerSdp the answer that holds until now
 * @param {string} fragment the server's sdpfrag
 * @returns {string}
 */
export function withIceFragment(answerSdp, fragment) {
    const fresh = linesOf(fragment);
    const ufrag = fresh.find((line) => line.startsWith('a=ice-ufrag:'));
    const password = fresh.find((line) => line.startsWith('a=ice-pwd:'));
    if (!ufrag || !password) {
        throw new SyntaxError('The server restarted ICE without naming new credentials.');
    }
    const isCandidate = (/** @type {string} */ line) => /^a=(candidate:|end-of-candidates)/.test(line);
    const candidates = fresh.filter(isCandidate);
    const parts = sections(answerSdp);
    const hadCandidates = parts.map((part) => linesOf(part).some(isCandidate));
    return joined(
        parts.map((part, index) => {
            const kept = linesOf(part)
                .filter((line) => candidates.length === 0 || !isCandidate(line))
                .map((line) => (line.startsWith('a=ice-ufrag:') ? ufrag : line.startsWith('a=ice-pwd:') ? password : line));
            const takesCandidates = hadCandidates.includes(true) ? hadCandidates[index] : index === 1;
            return (takesCandidates ? [...kept, ...candidates] : kept).join('\r\n');
        }),
    );
}

const CANDIDATE = /^(a=candidate:\S+ \d+ \S+ )(\d+)( .*)$/;

/**
 * Gives the candidates of an answer small priorities, in the order of those that they have. Then it is these, being the smaller of both ends', that a pair's
 * priority is made of first (RFC 8445 section 6.1.2.3), and a later answer's can be above them: libwebrtc holds on to the pair that it has for 2.5 s after
 * the last packet, but takes a pair of a higher priority as soon as that works. A lite server does not look at priorities.
 *
 * @param {string} answerSdp
 * @param {string} [beforeSdp] the answer that these are to be above
 * @returns {string}
 */
export function withPriorities(answerSdp, beforeSdp = '') {
    const priorities = (/** @type {string} */ sdp) => linesOf(sdp).flatMap((line) => CANDIDATE.exec(line)?.[2] ?? []).map(Number);
    const above = Math.max(0, ...priorities(beforeSdp));
    const order = [...new Set(priorities(answerSdp))].sort((one, other) => one - other);
    return joined(
        sections(answerSdp).map((section) =>
            linesOf(section)
                .map((line) => line.replace(CANDIDATE, (_, start, priority, rest) => `${start}${above + 1 + order.indexOf(Number(priority))}${rest}`))
                .join('\r\n'),
        ),
    );
}

/**
 * Adds parameters to the `a=fmtp` line of every payload type whose codec is chosen, making the line where there is none.
 *
 * @param {string} sdp
 * @param {'audio' | 'video'} kind
 * @param {(codec: string) => boolean} chosen gets the encoding name in lower case
 * @param {Record<string, string | number>} parameters
 * @returns {string}
 */
export function withFormatParameters(sdp, kind, chosen, parameters) {
    const extra = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
    return joined(
        sections(sdp).map((section) => {
            if (!section.startsWith(`m=${kind} `)) {
                return section;
            }
            const lines = linesOf(section);
            for (const line of [...lines]) {
                const map = /^a=rtpmap:(\d+) ([^/]+)\//.exec(line);
                if (!map || !chosen(map[2].toLowerCase())) {
                    continue;
                }
                const prefix = `a=fmtp:${map[1]} `;
                const at = lines.findIndex((candidate) => candidate.startsWith(prefix));
                if (at < 0) {
                    lines.splice(lines.indexOf(line) + 1, 0, prefix + extra.join(';'));
                } else {
                    const before = lines[at].slice(prefix.length).split(';').map((parameter) => parameter.trim());
                    const others = before.filter((parameter) => !(parameter.split('=')[0] in parameters));
                    lines[at] = prefix + [...others, ...extra].join(';');
                }
            }
            return lines.join('\r\n');
        }),
    );
}

/**
 * Chromium's bandwidth estimate starts at 300 kbit/s and climbs for many seconds; told so in the answer, it starts higher.
 * Browsers that do not know the parameter ignore it.
 *
 * @param {string} answerSdp
 * @param {number} startBitrateBps
 */
export function withStartBitrate(answerSdp, startBitrateBps) {
    const repairs = ['rtx', 'red', 'ulpfec', 'flexfec-03'];
    return withFormatParameters(answerSdp, 'video', (codec) => !repairs.includes(codec), {
        'x-google-start-bitrate': Math.round(startBitrateBps / 1000),
    });
}

/**
 * Opus always says two channels, but browsers use both only when `stereo=1` says so (RFC 7587 section 6.1).
 *
 * @param {string} sdp
 * @param {number} [maxAverageBitrateBps] what a sender may spend; 0 leaves it to the browser
 */
export function withStereo(sdp, maxAverageBitrateBps = 0) {
    return withFormatParameters(sdp, 'audio', (codec) => codec === 'opus', {
        stereo: 1,
        ...(maxAverageBitrateBps > 0 ? { maxaveragebitrate: maxAverageBitrateBps } : {}),
    });
}

/**
 * Has a browser that only receives ask for the round trip (RFC 3611's reference times; `rrtr` is how libwebrtc writes it). Chromium asks for a lost packet
 * again after the round trip then, and after 100 ms otherwise, which is mostly too late. Firefox's own SDP is left alone.
 *
 * @param {string} sdp
 * @returns {string}
 */
export function withReferenceTimes(sdp) {
    if (/^o=mozilla/m.test(sdp)) {
        return sdp;
    }
    return joined(
        sections(sdp).map((section) => {
            if (!section.startsWith('m=video ')) {
                return section;
            }
            return linesOf(section)
                .flatMap((line) => {
                    const nack = /^a=rtcp-fb:(\d+) nack$/.exec(line);
                    return nack ? [line, `a=rtcp-fb:${nack[1]} rrtr`] : [line];
                })
                .join('\r\n');
        }),
    );
}
