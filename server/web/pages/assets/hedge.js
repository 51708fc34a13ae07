/**
 * Asks again before the answer is there, since on a network that is just changing it may never come; what answers first counts, and the
 * other requests are aborted. So whatever is asked must be good to be asked twice.
 *
 * @template T
 * @param {(signal: AbortSignal, asked: number) => Promise<T>} ask told how often it was called before
 * @param {number[]} waitsMs from each asking to the next; nobody asks after the last
 * @param {(error: unknown) => boolean} isFinal whether a failure is an answer, which asking again would not change
 * @returns {Promise<T>} fails as the last asking did, or with what is final
 */
export async function hedged(ask, waitsMs, isFinal) {
    const over = new AbortController();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    try {
        return await new Promise((resolve, reject) => {
            let open = 0;
            let asked = 0;
            const begin = () => {
                const isLast = asked === waitsMs.length;
                open++;
                ask(over.signal, asked).then(resolve, (error) => {
                    open--;
                    if (isFinal(error) || (open === 0 && asked > waitsMs.length)) {
                        reject(error);
                    }
                });
                timer = isLast ? undefined : setTimeout(begin, waitsMs[asked]);
                asked++;
            };
            begin();
        });
    } finally {
        clearTimeout(timer);
        over.abort();
    }
}
