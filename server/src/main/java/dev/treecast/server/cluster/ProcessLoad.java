package dev.treecast.server.cluster;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What the process uses of the machine, measured anew each second or so. Not for several threads at a time. */
final class ProcessLoad {
    private final LongSupplier bytesSent;
    private final java.lang.management.OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    private long atNs = Long.MIN_VALUE;
    private long bytesBefore;
    private long sentBps;
    private double cpu = -1;

    /** @param bytesSent over all sockets since the start */
    ProcessLoad(LongSupplier bytesSent) {
        this.bytesSent = bytesSent;
    }

    void measure(long nowNs) {
        boolean first = atNs == Long.MIN_VALUE;
        if (!first && nowNs - atNs < LinkRates.WINDOW_NS) {
            return;
        }
        long bytes = bytesSent.getAsLong();
        sentBps = first ? 0 : Math.round((bytes - bytesBefore) * 8e9 / (nowNs - atNs));
        bytesBefore = bytes;
        atNs = nowNs;
        cpu = system instanceof OperatingSystemMXBean known ? known.getProcessCpuLoad() : -1;
    }

    long sentBps() {
        return sentBps;
    }

    /** Of all cores, 0 to 1; null where the system does not say. */
    @Nullable
    Double cpu() {
        return cpu < 0 || Double.isNaN(cpu) ? null : cpu;
    }
}
