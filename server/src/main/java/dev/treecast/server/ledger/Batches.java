package dev.treecast.server.ledger;

import dev.treecast.interaction.ledger.Accounts.Entry;
import dev.treecast.interaction.ledger.EntryCodec;
import dev.treecast.interaction.protocol.Refusal;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Entries in batches: JSON, one a line. */
final class Batches {
    /** A batch is closed beyond it: a script's step of some 100 µs. The longest entry has a text of 100 kB. */
    static final int BYTES = 64 * 1024;

    private final List<byte[]> closed = new ArrayList<>();
    private final ByteArrayOutputStream open = new ByteArrayOutputStream();
    private long bytes;

    void add(Entry entry) {
        byte[] line = EntryCodec.write(entry);
        open.writeBytes(line);
        open.write('\n');
        bytes += line.length + 1;
        if (open.size() >= BYTES) {
            close();
        }
    }

    private void close() {
        if (open.size() > 0) {
            closed.add(open.toByteArray());
            open.reset();
        }
    }

    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return bytes == 0;
    }

    /** All that was added; none is left. */
    List<byte[]> take() {
        close();
        List<byte[]> all = List.copyOf(closed);
        closed.clear();
        bytes = 0;
        return all;
    }

    /** @throws Refusal when a line is no entry */
    static void read(byte[] batch, Consumer<Entry> to) throws Refusal {
        int from = 0;
        for (int i = 0; i < batch.length; i++) {
            if (batch[i] == '\n') {
                to.accept(EntryCodec.read(Arrays.copyOfRange(batch, from, i)));
                from = i + 1;
            }
        }
    }
}
