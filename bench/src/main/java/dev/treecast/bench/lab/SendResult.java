package dev.treecast.bench.lab;

import java.util.HashMap;
import java.util.Map;

/**
 * What a bare send loop did, read from the line of names and numbers that it prints.
 *
 * @param packets sent
 * @param cpuNs of the whole process
 * @param threadNs of the sending thread
 * @param wallNs that passed
 * @param refused packets that the socket did not take
 * @param allocated bytes on the heap; 0 where there is none
 */
public record SendResult(long packets, long cpuNs, long threadNs, long wallNs, long refused, long allocated) {

    /** Reads the last line that begins as the result does. */
    static SendResult parse(String output) throws BenchFailure {
        String line = output.lines()
                .filter(each -> each.startsWith("packets "))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new BenchFailure("A send loop printed no result: " + output));
        String[] words = line.split(" ", -1);
        Map<String, Long> numbers = new HashMap<>();
        try {
            for (int i = 0; i + 1 < words.length; i += 2) {
                numbers.put(words[i], Long.parseLong(words[i + 1]));
            }
        } catch (NumberFormatException e) {
            throw new BenchFailure("A send loop printed nonsense: " + line, e);
        }
        return new SendResult(
                numbers.getOrDefault("packets", 0L),
                numbers.getOrDefault("cpu_ns", 0L),
                numbers.getOrDefault("thread_ns", 0L),
                numbers.getOrDefault("wall_ns", 0L),
                numbers.getOrDefault("refused", 0L),
                numbers.getOrDefault("allocated", 0L));
    }

    public double cpuNsPerPacket() {
        return packets == 0 ? 0 : (double) cpuNs / packets;
    }

    public double allocatedPerPacket() {
        return packets == 0 ? 0 : (double) allocated / packets;
    }
}
