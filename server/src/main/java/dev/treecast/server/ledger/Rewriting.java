package dev.treecast.server.ledger;

import dev.treecast.interaction.ledger.Accounts.Entry;
import dev.treecast.server.ledger.LedgerStore.Writer;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Writes books anew: encoded on a thread of its own, sent piece by piece, then put in place in one step. */
final class Rewriting {
    /**
     * @param code of {@link LedgerScripts}
     * @param bytes what was written
     */
    record Outcome(long code, long bytes) {}

    private final LedgerStore store;
    private final Executor executor;

    Rewriting(LedgerStore store, Executor executor) {
        this.store = store;
        this.executor = executor;
    }

    /**
     * @param all the books as they are after the batch {@code covered}
     * @param whole whether they stand for the whole log; see {@link LedgerScripts#REPLACE}
     */
    CompletableFuture<Outcome> start(String show, Writer writer, Collection<Entry> all, long covered, boolean whole) {
        return CompletableFuture.supplyAsync(() -> encode(all), executor)
                .thenCompose(pieces -> prepare(show, writer, pieces.iterator(), true)
                        .thenCompose(done -> store.replace(show, writer, covered, whole))
                        .thenApply(code -> new Outcome(
                                code,
                                pieces.stream().mapToLong(piece -> piece.length).sum())));
    }

    private static List<byte[]> encode(Collection<Entry> all) {
        Batches batches = new Batches();
        all.forEach(batches::add);
        return batches.take();
    }

    private CompletionStage<?> prepare(String show, Writer writer, Iterator<byte[]> pieces, boolean first) {
        return pieces.hasNext()
                ? store.prepare(show, writer, first, pieces.next())
                        .thenComposeAsync(done -> prepare(show, writer, pieces, false), executor)
                : CompletableFuture.completedStage(null);
    }
}
