package dev.treecast.sdk;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Settings of a show before it is connected to; made by {@link Show#builder}. */
public final class ShowBuilder {
    private static final int CLIENT_CHARACTERS_MAX = 100;

    private final String url;
    private final String key;

    private boolean polling;
    private String client = "treecast-sdk-java";
    private long epoch;
    private int budgetMessages;
    private int budgetBytes;
    private Duration patience = Duration.ZERO;
    private int queuedEventsMax = 4_096;
    private @Nullable HttpClient httpClient;

    // Not the game's to set; tests make them short.
    private long answerMs = 10_000;
    private long silenceMs = 15_000;
    private long timeEveryMs = 5_000;
    private long backoffFirstMs = 250;

    ShowBuilder(String url, String key) {
        this.url = url;
        this.key = key;
    }

    /** Callbacks run in {@link Show#pump}, which the game's loop calls, and not on a thread of the SDK. */
    public ShowBuilder polling() {
        polling = true;
        return this;
    }

    /** How the game is called in the server's log. */
    public ShowBuilder client(String name) {
        client = Names.text("a client's name", name, CLIENT_CHARACTERS_MAX);
        return this;
    }

    /** How long to go on trying when nothing answers at first: for games that start before their server. Not at all unless set. */
    public ShowBuilder patience(Duration time) {
        patience = time;
        return this;
    }

    /** What the game can take a second: above it, the server merges more and says so in {@link Stats#degraded}. */
    public ShowBuilder budget(int messagesPerSecond, int bytesPerSecond) {
        budgetMessages = (int) Names.within("a budget of messages", messagesPerSecond, 1, Integer.MAX_VALUE);
        budgetBytes = (int) Names.within("a budget of bytes", bytesPerSecond, 1, Integer.MAX_VALUE);
        return this;
    }

    /** The epoch of the first greeting, for games that agree among themselves who goes first; the server's next one unless set. */
    public ShowBuilder epoch(long first) {
        epoch = Names.within("an epoch", first, 1, Long.MAX_VALUE / 2);
        return this;
    }

    /** Events that may wait for the game's callbacks before more are dropped; 4,096 unless set. Ticks need no room, as those that wait become one. */
    public ShowBuilder queuedEvents(int most) {
        queuedEventsMax = (int) Names.within("a bound on events", most, 1, 1 << 20);
        return this;
    }

    /** The client to connect with: for certificates of one's own, proxies. */
    public ShowBuilder httpClient(HttpClient with) {
        httpClient = with;
        return this;
    }

    /** For tests. */
    ShowBuilder times(long answers, long silence, long timeEvery, long backoffFirst) {
        answerMs = answers;
        silenceMs = silence;
        timeEveryMs = timeEvery;
        backoffFirstMs = backoffFirst;
        return this;
    }

    /** As {@link Show#connect}. */
    public Show connect() {
        ShowAddress address = ShowAddress.parse(url);
        ShowOptions options = new ShowOptions(
                polling,
                client,
                epoch,
                budgetMessages,
                budgetBytes,
                patience,
                5_000,
                answerMs,
                silenceMs,
                timeEveryMs,
                backoffFirstMs,
                10_000,
                500,
                25,
                queuedEventsMax,
                httpClient,
                RandomGenerator.getDefault());
        return new Show(options, address, key).start();
    }
}
