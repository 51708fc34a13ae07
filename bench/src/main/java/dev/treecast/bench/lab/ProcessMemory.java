package dev.treecast.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory a process holds. */
public final class ProcessMemory {
    private ProcessMemory() {}

    /** Its resident set, bytes. */
    public static long residentBytes(long pid) throws BenchFailure {
        try {
            return residentBytes(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
        } catch (IOException e) {
            throw new BenchFailure("Process " + pid + " is gone, or this system has no /proc.", e);
        }
    }

    /** Reads {@code VmRSS:   123456 kB} off /proc/PID/status. */
    static long residentBytes(String status) {
        return status.lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElse(0);
    }
}
