package dev.treecast.sdk;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a show is kept up. Times are milliseconds unless their name says otherwise.
 *
 * @param polling whether the game runs callbacks itself, in {@link Show#pump}
 * @param client how the game presents itself in the server's log; at most 100 characters
 * @param epoch the first {@code hello}'s; 0 leaves it to the server, which takes the show's next one
 * @param budgetMessages ticks and crew messages a second that the game wants at most; 0 without a bound
 * @param budgetBytes of them, bytes a second; 0 without a bound
 * @param patience how long the first connection is tried for before {@code connect} gives up; 0: one attempt, so that a wrong address shows at once
 * @param connectMs for TCP, TLS and the upgrade. 5 s: three lost SYNs
 * @param answerMs for a greeting or a call's answer. 10 s: a server that needs longer is as good as gone
 * @param silenceMs after which a connection is taken for dead. 15 s: three questions for the time without an answer
 * @param timeEveryMs between questions for the time. 5 s, well within what keeps mappings in NATs and proxies alive
 * @param backoffFirstMs before the first attempt to reconnect. 250 ms: a server's restart takes longer, a lost packet's repeat does not
 * @param backoffLongestMs 10 s: well within the 30 s for which a show is kept without its game
 * @param neutralGraceMs after which a stick that has had no tick is let go of here, on top of its dead-man time: 500 ms are longer than a lost packet's
 *     repeat, and the server says so itself when it can
 * @param patchEveryMs between patches. 25 ms are 40 a second; 50 are allowed
 * @param queuedEventsMax events that may wait for the game's callbacks. 4,096: a second of texts from more viewers than anyone can read
 * @param httpClient carries TLS settings and proxies; null for the JDK's defaults
 * @param random spreads reconnects
 */
record ShowOptions(
        boolean polling,
        String client,
        long epoch,
        int budgetMessages,
        int budgetBytes,
        Duration patience,
        long connectMs,
        long answerMs,
        long silenceMs,
        long timeEveryMs,
        long backoffFirstMs,
        long backoffLongestMs,
        long neutralGraceMs,
        long patchEveryMs,
        int queuedEventsMax,
        @Nullable HttpClient httpClient,
        RandomGenerator random) {}
