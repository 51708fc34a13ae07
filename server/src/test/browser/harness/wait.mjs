// Waiting on conditions: nothing in these tests sleeps and hopes.
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** An encoder that is starved of processor time makes a few pictures too coarse to read; a broken path makes most of them so. */
export const MISREADS_MAX = 0.05;

/** Nothing here takes longer than a second or two; a machine that does other things as well may take many times that. */
const PATIENCE_MS = 60_000;

/**
 * Asks `condition` again and again until it returns something truthy, and returns that. An exception counts as "not yet" and is
 * part of the message when time is up; one with `fatal` set ends the waiting.
 */
export async function until(what, condition, { timeoutMs = PATIENCE_MS, everyMs = 50 } = {}) {
    const deadline = Date.now() + timeoutMs;
    let last;
    for (;;) {
        try {
            const value = await condition();
            if (value) return value;
            last = value;
        } catch (error) {
            if (error.fatal) throw error;
            last = error;
        }
        if (Date.now() > deadline) {
            throw new Error(`waited ${timeoutMs} ms in vain until ${what}${last instanceof Error ? `: ${last.message}` : ''}`);
        }
        await pause(everyMs);
    }
}

/** Watches something for a while and returns the last of what `sample` gave: for "it goes on", which needs time to be seen. */
export async function observe(forMs, sample, everyMs = 250) {
    const deadline = Date.now() + forMs;
    let last;
    do {
        last = await sample();
        await pause(everyMs);
    } while (Date.now() < deadline);
    return last;
}

export const median = (values) => {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted.length ? sorted[Math.floor((sorted.length - 1) / 2)] : NaN;
};
