package dev.treecast.server.ledger;

import dev.treecast.server.ledger.LedgerStore.Writer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Brings a show's books here, decoded on a thread of its own. From its first step on, nobody else can write them. */
final class Loading {
    /** Pieces that are asked for at once: 2 MiB. */
    private static final int PIECES = 32;

    private final LedgerStore store;
    private final Executor executor;

    Loading(LedgerStore store, Executor executor) {
        this.store = store;
        this.executor = executor;
    }

    /** Fails when the store does not answer, or when the writer may not have them. */
    CompletableFuture<Books> start(String show, Writer writer, Books into) {
        return store.open(show, writer)
                .thenCompose(opened -> {
                    if (opened.code() != LedgerScripts.OK) {
                        throw new IllegalStateException("another node has them");
                    }
                    into.loaded(opened.batch());
                    return read(show, true, 0, into).thenCompose(done -> read(show, false, 0, into));
                })
                .thenApply(done -> into)
                .toCompletableFuture();
    }

    private CompletionStage<?> read(String show, boolean base, long from, Books into) {
        return store.read(show, base, from, PIECES)
                .thenComposeAsync(pieces -> take(show, base, from, into, pieces), executor);
    }

    private CompletionStage<?> take(String show, boolean base, long from, Books into, List<byte[]> pieces) {
        pieces.forEach(piece -> into.load(piece, !base));
        return pieces.size() < PIECES ? CompletableFuture.completedStage(null) : read(show, base, from + PIECES, into);
    }
}
