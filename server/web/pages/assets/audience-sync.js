/** How often a player says what it needs: as often as the server looks at it, or nearly. */
const REPORT_MS = 2_000;
/** What no player needs: something else is wrong then. */
const NEED_MS_MAX = 5_000;

/**
 * What the server says of synchronization on the control channel: `{"type":"sync","delayMs":120,"targetMs":400}` to hold pictures back,
 * `{"type":"sync"}` to go on as otherwise.
 *
 * @param {unknown} data a message of the control channel
 * @returns {{ delayMs: number | null } | undefined} null: no longer; undefined for everything else
 */
export function syncOrder(data) {
    if (typeof data !== 'string' || !data.startsWith('{"type":"sync"')) {
        return undefined;
    }
    try {
        const { delayMs = null } = JSON.parse(data);
        return delayMs === null || (typeof delayMs === 'number' && delayMs >= 0 && delayMs <= 4_000) ? { delayMs } : undefined;
    } catch {
        return undefined;
    }
}

/**
 * Has a receiver hold back what it gets for so long at least; null lets it decide for itself. Chromium and Firefox know `jitterBufferTarget`, older Chromium
 * `playoutDelayHint`; where there is neither, nothing happens, and that viewer is ahead of the others.
 *
 * @param {RTCRtpReceiver} receiver
 * @param {number | null} delayMs
 * @returns {boolean} whether it can
 */
export function holdBack(receiver, delayMs) {
    const held = /** @type {{ jitterBufferTarget?: number | null, playoutDelayHint?: number | null }} */ (receiver);
    if ('jitterBufferTarget' in held) {
        held.jitterBufferTarget = delayMs;
        return true;
    }
    if ('playoutDelayHint' in held) {
        held.playoutDelayHint = delayMs === null ? null : delayMs / 1_000;
        return true;
    }
    return false;
}

/**
 * A player's part in an audience that sees the same picture at the same time. The server says how long to hold pictures back; the player says how long it needs to
 * show a picture that it has: its jitter buffer and its decoder. Where the server does not speak of it, nothing is said here either.
 */
export class AudienceSync {
    // Given.
    #say;
    // State.
    /** @type {number | null | undefined} undefined until the server has spoken */
    #delayMs;
    /** @type {number | undefined} */
    #needMs;
    #saidMs = -Infinity;

    /** @param {(text: string) => void} say on the control channel */
    constructor(say) {
        this.#say = say;
    }

    /** How long pictures are held back; undefined where nothing is synchronized. */
    get delayMs() {
        return this.#delayMs ?? undefined;
    }

    /**
     * @param {unknown} data a message of the control channel
     * @param {RTCRtpReceiver[]} receivers of the connection that it came on
     */
    hear(data, receivers) {
        const order = syncOrder(data);
        if (order) {
            // Who cannot hold back takes no part, and says nothing: the others need not wait for it.
            const can = receivers.map((receiver) => holdBack(receiver, order.delayMs)).includes(true);
            this.#delayMs = can ? order.delayMs : null;
        }
    }

    /**
     * Takes in what the browser tells of itself, and says to the server what it asked for.
     *
     * @param {{ neededMs?: number, jitterBufferMs?: number, decodeMs?: number }} stats
     * @param {number} nowMs
     */
    read(stats, nowMs) {
        if (stats.neededMs !== undefined) {
            this.#needMs = stats.neededMs;
        } else if (stats.jitterBufferMs !== undefined && !this.#delayMs) {
            // Where the browser does not tell what it would need: what it takes while nothing holds it back.
            this.#needMs = stats.jitterBufferMs + (stats.decodeMs ?? 0);
        }
        if (this.#needMs !== undefined && this.delayMs !== undefined && nowMs - this.#saidMs >= REPORT_MS) {
            this.#saidMs = nowMs;
            this.#say(`{"type":"sync","needMs":${Math.round(Math.min(NEED_MS_MAX, this.#needMs))}}`);
        }
    }
}
