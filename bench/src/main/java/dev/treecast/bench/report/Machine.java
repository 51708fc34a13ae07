package dev.treecast.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a measurement was made on.
 *
 * @param processor as the kernel names it
 * @param cores that this process may use
 * @param system kernel and version
 * @param java the JVM's version
 */
public record Machine(String processor, int cores, String system, String java) {

    public static Machine here() {
        return new Machine(
                readProcessor(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                System.getProperty("java.vendor") + " " + Runtime.version());
    }

    private static String readProcessor() {
        try {
            return processorOf(Files.readString(Path.of("/proc/cpuinfo")));
        } catch (IOException e) {
            return "unknown processor";
        }
    }

    static String processorOf(String cpuinfo) {
        return cpuinfo.lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown processor");
    }

    @Override
    public String toString() {
        return processor + ", " + cores + " cores, " + system + ", " + java;
    }
}
