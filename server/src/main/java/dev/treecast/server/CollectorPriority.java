package dev.treecast.server;

import dev.treecast.webrtc.priority.BackgroundPriority;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.management.NotificationEmitter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has ZGC's workers stand back behind the media loops. They run beside the program, for 0.2 s at a time with many streams; with as many loops as
 * cores, a loop would have to share its core evenly meanwhile and be late. Measured: docs/performance.md.
 *
 * <p>The JVM starts workers when it first wants them, so each collection is a time to look for new ones.
 */
final class CollectorPriority {
    private static final Logger LOG = LoggerFactory.getLogger(CollectorPriority.class);

    private static final Path THREADS = Path.of("/proc/self/task");
    private static final String WORKER = "ZWorker";

    private final Set<String> seen = new HashSet<>();

    private CollectorPriority() {}

    /** Does so from now on; nothing where there are no such threads, or priorities cannot be set. */
    static void keepLow() {
        if (!BackgroundPriority.available() || !Files.isDirectory(THREADS)) {
            return;
        }
        CollectorPriority collectors = new CollectorPriority();
        collectors.look();
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener((collection, handback) -> collectors.look(), null, null);
            }
        }
    }

    private synchronized void look() {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            Set<String> now = new HashSet<>();
            for (Path thread : threads) {
                String number = thread.getFileName().toString();
                now.add(number);
                if (!seen.contains(number) && name(thread).startsWith(WORKER)) {
                    BackgroundPriority.lower(Integer.parseInt(number));
                }
            }
            // The system uses numbers again, so those that went are new when they come back.
            seen.clear();
            seen.addAll(now);
        } catch (IOException e) {
            LOG.debug("Threads cannot be listed", e);
        }
    }

    private static String name(Path thread) {
        try {
            return Files.readString(thread.resolve("comm"));
        } catch (IOException e) {
            return ""; // It has ended meanwhile.
        }
    }
}
