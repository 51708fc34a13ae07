package dev.treecast.bench.lab;

import java.util.List;

/** The kernel's priority of a thread. */
public final class ThreadPriority {
    /** Fifteen steps above the default: such a thread runs as soon as it has something to do. */
    private static final String NICE = "-15";

    private ThreadPriority() {}

    /** Raises it where that is allowed; where not, latencies contain the wait for a core. */
    public static void raise(long threadId) throws InterruptedException {
        ExternalCommand.succeeds(List.of("renice", "-n", NICE, "-p", Long.toString(threadId)));
    }
}
