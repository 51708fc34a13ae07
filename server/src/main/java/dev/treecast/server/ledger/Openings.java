package dev.treecast.server.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Books on their way here. Those that cannot be had are asked for again a second later, as long as somebody asks for them. */
final class Openings {
    private static final Logger LOG = LoggerFactory.getLogger(Openings.class);
    private static final long AGAIN_NS = 1_000_000_000L;

    /** @param told whether the log has it that these cannot be had */
    private record Opening(CompletableFuture<Books> books, long atNs, boolean told) {}

    private final Function<String, CompletableFuture<Books>> load;
    private final LongSupplier clock;
    private final Map<String, Opening> openings = new HashMap<>();

    Openings(Function<String, CompletableFuture<Books>> load, LongSupplier clock) {
        this.load = load;
        this.clock = clock;
    }

    /** Asks for a show's books, and takes them when they are here. */
    @Nullable
    Books take(String show) {
        Opening opening = openings.get(show);
        if (opening == null) {
            openings.put(show, new Opening(load.apply(show), clock.getAsLong(), false));
            return null;
        }
        CompletableFuture<Books> books = opening.books;
        if (!books.isDone()) {
            return null;
        }
        if (!books.isCompletedExceptionally()) {
            openings.remove(show);
            return books.join();
        }
        if (!opening.told) {
            LOG.warn("The show '{}' begins without its books: {}", show, String.valueOf(cause(books)));
        }
        boolean due = clock.getAsLong() - opening.atNs >= AGAIN_NS;
        openings.put(
                show,
                due ? new Opening(load.apply(show), clock.getAsLong(), true) : new Opening(books, opening.atNs, true));
        return null;
    }

    private static Throwable cause(CompletableFuture<Books> books) {
        Throwable failure = books.exceptionNow();
        return failure.getCause() == null ? failure : failure.getCause();
    }

    boolean isComing(String show) {
        Opening opening = openings.get(show);
        return opening != null && !opening.books.isDone();
    }

    void forget(String show) {
        openings.remove(show);
    }
}
