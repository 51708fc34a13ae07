package dev.treecast.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Datagrams that the kernel threw away because the socket they were for was full: somebody did not read in time. */
public final class UdpErrors {
    private static final String PREFIX = "Udp: ";

    private UdpErrors() {}

    /** How many, in the network namespace of a process. */
    public static long receiveBufferFull(long pid) throws BenchFailure {
        try {
            return receiveBufferFull(Files.readString(Path.of("/proc", Long.toString(pid), "net", "snmp")));
        } catch (IOException e) {
            throw new BenchFailure("Process " + pid + " is gone, or this system has no /proc.", e);
        }
    }

    /** Reads RcvbufErrors off /proc/net/snmp: for each protocol a line of names and a line of values. */
    static long receiveBufferFull(String snmp) {
        List<String> lines =
                snmp.lines().filter(line -> line.startsWith(PREFIX)).toList();
        if (lines.size() < 2) {
            return 0;
        }
        List<String> names = Arrays.asList(lines.get(0).split(" ", -1));
        int column = names.indexOf("RcvbufErrors");
        return column < 0 ? 0 : Long.parseLong(lines.get(1).split(" ", -1)[column]);
    }
}
