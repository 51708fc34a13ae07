package dev.treecast.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The kernel's priority of a thread. */
public final class ThreadPriority {
    /** Fifteen steps above the default: such a thread runs as soon as it has something to do. */
    private static final String NICE = "-15";

    private ThreadPriority() {}

    /** Raises the calling thread's, where that is allowed and there is a /proc. */
    public static void raiseOwn() throws InterruptedException {
        try {
            // PID/task/TID
            raise(Long.parseLong(Files.readSymbolicLink(Path.of("/proc/thread-self"))
                    .getFileName()
                    .toString()));
        } catch (IOException | NumberFormatException e) {
            // Another system.
        }
    }

    /** Raises it where that is allowed; where not, latencies contain the wait for a core. */
    public static void raise(long threadId) throws InterruptedException {
        ExternalCommand.succeeds(List.of("renice", "-n", NICE, "-p", Long.toString(threadId)));
    }
}
