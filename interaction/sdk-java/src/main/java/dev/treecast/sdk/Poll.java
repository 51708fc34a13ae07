package dev.treecast.sdk;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A vote between options, in rounds. The first round starts with the show, unless {@link #closed}. */
public final class Poll extends Control<Poll> {
    private static final int OPTIONS_MIN = 2;
    private static final int OPTIONS_MAX = 32;
    private static final int OPTION_CHARACTERS_MAX = 100;

    private static final long EVERY_MS_MIN = 1_000;
    private static final long EVERY_MS_MAX = 3_600_000;

    private final AtomicReference<@Nullable Result> news = new AtomicReference<>();

    private volatile List<String> options = List.of();
    private volatile @Nullable Result decided;
    private volatile @Nullable Consumer<Result> onResult;
    private volatile @Nullable Consumer<Result> onNobody;

    Poll(Core core, String scene, String id) {
        super(core, scene, id, "poll");
    }

    @Override
    Poll self() {
        return this;
    }

    /** What viewers choose from: 2 to 32 texts of at most 100 characters. */
    public Poll options(String... texts) {
        return options(List.of(texts));
    }

    /** As {@link #options(String...)}. */
    public Poll options(List<String> texts) {
        Names.within("the number of options", texts.size(), OPTIONS_MIN, OPTIONS_MAX);
        texts.forEach(text -> Names.text("an option", text, OPTION_CHARACTERS_MAX));
        options = List.copyOf(texts);
        return set("options", options);
    }

    public List<String> options() {
        return options;
    }

    /** A new round starts by itself each time; 1 s to 1 h. */
    public Poll every(Duration time) {
        return set("everyMs", "a poll's interval", time, EVERY_MS_MIN, EVERY_MS_MAX);
    }

    /** How long after the close ballots are taken from viewers who voted before they saw it; 1 s unless set, 5 s at most. */
    public Poll grace(Duration time) {
        return set("graceMs", "a poll's grace", time, 0, 5_000);
    }

    /** No round runs until {@link #open}. */
    public Poll closed() {
        return set("open", false);
    }

    /**
     * Starts a round; one that runs ends.
     *
     * @return its number; fails with a {@link ShowException}
     */
    public CompletableFuture<Integer> open() {
        return call("poll.open", Map.of(), () -> note("open", true));
    }

    /** Starts a round that is over after a time, and so are those after it, which start by themselves; 1 s to 1 h. */
    public CompletableFuture<Integer> open(Duration time) {
        long everyMs = Names.within("a poll's interval in ms", time.toMillis(), EVERY_MS_MIN, EVERY_MS_MAX);
        return call("poll.open", Map.of("everyMs", everyMs), () -> {
            note("open", true);
            note("everyMs", everyMs);
        });
    }

    /** Ends the round, and starts no other. Its result comes to {@link #onResult} after the grace. */
    public CompletableFuture<Integer> close() {
        return call("poll.close", Map.of(), () -> note("open", false));
    }

    /** Calls back when a round has been decided: somebody voted, and there is a {@link Result#winner}. */
    public Poll onResult(Consumer<Result> handler) {
        onResult = handler;
        return this;
    }

    /** Calls back when a round is over and nobody voted. */
    public Poll onNobody(Consumer<Result> handler) {
        onNobody = handler;
        return this;
    }

    /** What won the last round in which somebody voted. */
    public Optional<String> winner() {
        return Optional.ofNullable(decided).map(Result::winner);
    }

    /** The last round in which somebody voted, once: empty until the next one. For game loops that poll. */
    public Optional<Result> result() {
        return Optional.ofNullable(news.getAndSet(null));
    }

    /** @param done what the server has in its document now; a later declaration must not take it back */
    private CompletableFuture<Integer> call(String method, Map<String, Object> more, Runnable done) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("scene", scene());
        params.put("control", id());
        params.putAll(more);
        return core.call(method, params, false).thenApply(reply -> {
            done.run();
            return (int) reply.integer("round", 0);
        });
    }

    @Override
    void result(JsonObject message) {
        Result result = Result.read(message, options);
        if (result.decided()) {
            decided = result;
            news.set(result);
        }
        core.callbacks.offer(() -> {
            Consumer<Result> handler = result.decided() ? onResult : onNobody;
            if (handler != null) {
                handler.accept(result);
            }
        });
    }
}
