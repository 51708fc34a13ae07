package dev.treecast.bench.lab;

import java.util.ArrayList;
import java.util.List;

/** What a measurement needs of Debian's packages. */
public final class Packages {
    private Packages() {}

    /**
     * Sees to it that packages are installed: installs what is missing where that is possible and allowed.
     *
     * @param what for the sentence of a failure, e.g. {@code "The yardstick"}
     */
    public static void require(String what, List<String> packages) throws BenchFailure, InterruptedException {
        List<String> missing = new ArrayList<>();
        for (String name : packages) {
            if (!installed(name)) {
                missing.add(name);
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        String install = "apt-get install " + String.join(" ", missing);
        boolean root = ExternalCommand.succeeds(List.of("test", "-w", "/var/lib/dpkg"));
        if (!root || !ExternalCommand.succeeds(List.of("apt-get", "--version"))) {
            throw new BenchFailure(what + " needs these packages; install them with: sudo " + install);
        }
        ExternalCommand.run(List.of("apt-get", "update", "-qq"));
        List<String> command = new ArrayList<>(List.of(
                "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends"));
        command.addAll(missing);
        ExternalCommand.run(command);
    }

    private static boolean installed(String name) throws InterruptedException {
        try {
            return ExternalCommand.run(List.of("dpkg-query", "-W", "-f", "${Status}", name))
                    .equals("install ok installed");
        } catch (BenchFailure e) {
            return false;
        }
    }
}
