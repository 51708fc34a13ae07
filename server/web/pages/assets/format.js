/** Numbers as people read them. `undefined` becomes a dash everywhere. */

const NONE = '–';

/** @param {number | undefined} bps */
export function bitrate(bps) {
    if (bps === undefined) {
        return NONE;
    }
    if (bps >= 999.5e6) {
        return `${(bps / 1e9).toFixed(1)} Gbit/s`;
    }
    return bps >= 999_500 ? `${(bps / 1e6).toFixed(bps >= 9_950_000 ? 0 : 1)} Mbit/s` : `${Math.round(bps / 1000)} kbit/s`;
}

/** @param {number | undefined} ms */
export function milliseconds(ms) {
    if (ms === undefined) {
        return NONE;
    }
    return ms >= 999.5 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms)} ms`;
}

/** For what is mostly below 10 ms. @param {number | undefined} ms @param {{ signed?: boolean }} [options] `signed`: with a plus, for what is added */
export function fineMilliseconds(ms, { signed = false } = {}) {
    if (ms === undefined) {
        return NONE;
    }
    const size = Math.abs(ms);
    const text = size < 9.95 ? size.toFixed(1) : size < 999.5 ? String(Math.round(size)) : (size / 1000).toFixed(1);
    const sign = Number(text) === 0 ? '' : ms < 0 ? '−' : signed ? '+' : '';
    return `${sign}${text} ${size < 999.5 ? 'ms' : 's'}`;
}

/** A length of time, the largest unit only: "34 s", "5 min", "2 h". @param {number} seconds */
export function span(seconds) {
    const whole = Math.max(0, Math.round(seconds));
    return whole < 120 ? `${whole} s` : whole < 7_200 ? `${Math.floor(whole / 60)} min` : `${Math.floor(whole / 3_600)} h`;
}

/** @param {number | undefined} ratio 0 to 1 */
export function percent(ratio) {
    if (ratio === undefined) {
        return NONE;
    }
    const value = ratio * 100;
    return `${value === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} %`;
}

/** @param {number | undefined} fps */
export function frameRate(fps) {
    return fps === undefined ? NONE : `${Math.round(fps)} fps`;
}

/** @param {number | undefined} width @param {number | undefined} height */
export function resolution(width, height) {
    return width && height ? `${width} × ${height}` : NONE;
}

/** @param {number} seconds e.g. "1:02:03" */
export function clock(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    const pad = (/** @type {number} */ part) => String(part).padStart(2, '0');
    const hours = Math.floor(whole / 3600);
    const minutes = Math.floor(whole / 60) % 60;
    return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

/** @param {number} seconds how long something has been going on, in words: "just started", "12 min", "3 h 5 min" */
export function duration(seconds) {
    const minutes = Math.floor(Math.max(0, seconds) / 60);
    if (minutes < 1) {
        return 'just started';
    }
    if (minutes < 60) {
        return `${minutes} min`;
    }
    return minutes % 60 === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** @param {number} count */
export function viewers(count) {
    const number = count >= 10_000 ? `${Math.round(count / 1000)}k` : count.toLocaleString('en');
    return `${number} ${count === 1 ? 'viewer' : 'viewers'}`;
}

/** Codec names as their makers write them. @param {string | undefined} name */
export function codec(name) {
    if (!name) {
        return NONE;
    }
    const known = /** @type {Record<string, string>} */ ({ H264: 'H.264', H265: 'H.265', AV1X: 'AV1', OPUS: 'Opus' });
    return known[name.toUpperCase()] ?? name.toUpperCase();
}
