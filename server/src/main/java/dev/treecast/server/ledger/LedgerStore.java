package dev.treecast.server.ledger;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where books are kept. Nothing here blocks; what cannot be asked fails. */
interface LedgerStore extends AutoCloseable {
    /** Who writes a show's books. */
    record Writer(String node, long token, String id) {}

    /** @param code of {@link LedgerScripts} */
    record Opened(long code, long batch, long covered) {}

    /** The writer takes the books over. */
    CompletionStage<Opened> open(String show, Writer writer);

    /** Some of the base's pieces, or of the log's batches. */
    CompletionStage<List<byte[]>> read(String show, boolean base, long from, int count);

    /** Answers a code; one that has arrived once is not taken again. In the order of the calls. */
    CompletionStage<Long> append(String show, Writer writer, long number, byte[] batch);

    /** Adds a piece to what is to be the base; the first one begins it. */
    CompletionStage<?> prepare(String show, Writer writer, boolean first, byte[] piece);

    /** Makes what is prepared the base, which has all batches up to this one in it; answers a code. */
    CompletionStage<Long> replace(String show, Writer writer, long covered, boolean whole);

    @Override
    void close();
}
