package dev.treecast.bench.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a process of a measurement runs.
 *
 * @param prefix what goes before its command: the namespace, the cores
 * @param cores it may use, as in {@code taskset -c}; empty for all
 */
public record Site(List<String> prefix, String cores) {
    public Site {
        prefix = List.copyOf(prefix);
    }

    /** Here: no namespace, all cores. */
    public static Site here() {
        return new Site(List.of(), "");
    }

    static Site of(List<String> namespace, String cores) {
        List<String> prefix = new ArrayList<>(namespace);
        if (!cores.isEmpty()) {
            prefix.addAll(List.of("taskset", "-c", cores));
        }
        return new Site(prefix, cores);
    }

    /** The command as it is to be started. */
    public List<String> command(List<String> command) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(command);
        return all;
    }

    /** How many cores that is, of so many. */
    public int coreCount(int all) {
        return cores.isEmpty() ? all : CoreList.count(cores);
    }
}
