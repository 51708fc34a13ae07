package dev.treecast.interaction.branch;

import dev.treecast.interaction.protocol.ByteReader;
import dev.treecast.interaction.protocol.ByteWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * Clients of edges that a letter is for. On the wire runs of numbers, since what goes to many goes to nearly all:
 *
 * <pre>
 * varint edges, per edge: u64 edge, varint runs, per run: varint gap after the last run, varint length
 * </pre>
 */
final class Recipients {
    private final Map<Long, TreeSet<Long>> clients = new TreeMap<>();

    boolean isEmpty() {
        return clients.isEmpty();
    }

    /** @return false when it is for this client already: a message that is said twice is two messages */
    boolean add(long edge, long client) {
        return clients.computeIfAbsent(edge, key -> new TreeSet<>()).add(client);
    }

    void write(ByteWriter out) {
        out.varint(clients.size());
        clients.forEach((edge, numbers) -> {
            ByteWriter runs = new ByteWriter(16);
            int count = 0;
            long end = 0;
            long start = 0;
            for (long number : numbers) {
                if (count > 0 && number == end) {
                    end++;
                    continue;
                }
                if (count > 0) {
                    runs.varint(end - start);
                }
                runs.varint(number - end);
                start = number;
                end = number + 1;
                count++;
            }
            runs.varint(end - start);
            byte[] bytes = runs.toBytes();
            out.u64(edge).varint(count).bytes(bytes, 0, bytes.length);
        });
    }

    /** Reads past all of them and tells of those of one edge. The reader shows by itself what does not make sense. */
    static void read(ByteReader in, long mine, long clientsEnd, LongConsumer each) {
        for (long edges = in.varint(); edges > 0 && in.hasMore(); edges--) {
            long edge = in.u64();
            long at = 0;
            for (long runs = in.varint(); runs > 0 && in.hasMore(); runs--) {
                at += in.varint();
                long end = at + in.varint();
                if (edge == mine) {
                    for (; at < Math.min(end, clientsEnd); at++) {
                        each.accept(at);
                    }
                }
                at = end;
            }
        }
    }
}
