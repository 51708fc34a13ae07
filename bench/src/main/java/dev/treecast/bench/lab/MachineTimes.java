package dev.treecast.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much CPU the whole machine has used: what is not the measurement's own disturbs it. */
public final class MachineTimes {
    /** USER_HZ, which is 100 on every Linux that Java runs on. */
    private static final long NS_PER_TICK = 10_000_000;

    /** Columns of /proc/stat (proc_stat(5)): idle, iowait; guest time is in user time already. */
    private static final int IDLE = 4;

    private static final int IO_WAIT = 5;
    private static final int COLUMNS = 8;

    private MachineTimes() {}

    /** CPU that all processes have had since the start, and that the host took away, ns. */
    public static long busyNs() throws BenchFailure {
        try {
            return busyNs(Files.readString(Path.of("/proc/stat")));
        } catch (IOException e) {
            throw new BenchFailure("This system has no /proc/stat.", e);
        }
    }

    /** Reads the first line: {@code cpu  user nice system idle iowait irq softirq steal …}. */
    static long busyNs(String stat) {
        String[] columns = stat.substring(0, stat.indexOf('\n')).split(" +", -1);
        long ticks = 0;
        for (int i = 1; i <= COLUMNS; i++) {
            if (i != IDLE && i != IO_WAIT) {
                ticks += Long.parseLong(columns[i]);
            }
        }
        return ticks * NS_PER_TICK;
    }
}
