package dev.treecast.bench.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How much CPU each thread of a process has had, from {@code /proc/PID/task/TID/schedstat} (<a
 * href="https://docs.kernel.org/scheduler/sched-stats.html">sched-stats</a>), which counts nanoseconds; work that the kernel does for the network
 * on a thread's time is in it.
 *
 * @param threads by thread id
 */
public record ProcessTimes(Map<Long, ThreadTime> threads) {

    /**
     * One thread.
     *
     * @param name as the kernel has it, 15 characters at most
     */
    public record ThreadTime(String name, long cpuNs) {}

    /** What each kind of thread is there for, by the beginning of its name. */
    private static final List<Map.Entry<String, String>> KINDS = List.of(
            Map.entry("multiThreadIo", "media"),
            Map.entry("media", "media"),
            Map.entry("interaction", "interaction"),
            Map.entry("vert.x", "http"),
            Map.entry("vertx", "http"),
            Map.entry("ForkJoinPool", "handshakes"),
            Map.entry("VirtualThread", "handshakes"),
            Map.entry("C1 Comp", "compiler"),
            Map.entry("C2 Comp", "compiler"),
            Map.entry("G1 ", "gc"),
            Map.entry("GC ", "gc"),
            Map.entry("Z", "gc"),
            Map.entry("Shenandoah", "gc"),
            Map.entry("VM ", "jvm"));

    private static final String OTHER = "other";

    public ProcessTimes {
        threads = Map.copyOf(threads);
    }

    /** Reads a process now. */
    public static ProcessTimes read(long pid) throws BenchFailure {
        Map<Long, ThreadTime> threads = new HashMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path task : tasks.toList()) {
                try {
                    String name = Files.readString(task.resolve("comm")).strip();
                    long cpuNs = cpuNs(Files.readString(task.resolve("schedstat")));
                    threads.put(Long.parseLong(task.getFileName().toString()), new ThreadTime(name, cpuNs));
                } catch (NoSuchFileException e) {
                    // The thread has ended in between.
                }
            }
            return new ProcessTimes(threads);
        } catch (IOException | UncheckedIOException e) {
            throw new BenchFailure("Process " + pid + " is gone, or this system has no /proc.", e);
        }
    }

    /** The first of the three numbers: time on a CPU, ns. */
    static long cpuNs(String schedstat) {
        int space = schedstat.indexOf(' ');
        return Long.parseLong(schedstat.substring(0, space));
    }

    /** CPU since an earlier reading of the same process, ns. What threads had that ended in between is not in it. */
    public long since(ProcessTimes earlier) {
        return byKindSince(earlier).values().stream().mapToLong(Long::longValue).sum();
    }

    /** The same by what the threads are there for, ns. */
    public Map<String, Long> byKindSince(ProcessTimes earlier) {
        Map<String, Long> byKind = new TreeMap<>();
        threads.forEach((id, now) -> {
            ThreadTime before = earlier.threads.get(id);
            byKind.merge(kind(now.name), now.cpuNs - (before == null ? 0 : before.cpuNs), Long::sum);
        });
        return byKind;
    }

    static String kind(String threadName) {
        return KINDS.stream()
                .filter(kind -> threadName.startsWith(kind.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(OTHER);
    }

    /** The ids of the threads that are there for something, such as {@code media}. */
    public List<Long> ofKind(String kind) {
        return threads.entrySet().stream()
                .filter(entry -> kind(entry.getValue().name).equals(kind))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The ids of the threads of a name. */
    public List<Long> named(String name) {
        return threads.entrySet().stream()
                .filter(entry -> entry.getValue().name.equals(name))
                .map(Map.Entry::getKey)
                .toList();
    }
}
