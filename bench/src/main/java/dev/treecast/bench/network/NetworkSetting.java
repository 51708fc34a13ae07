package dev.treecast.bench.network;

import dev.treecast.bench.rig.Progress;
import dev.treecast.bench.rig.RigOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How scenarios are run.
 *
 * @param options of their rigs
 * @param seed of their wires
 * @param seconds that each measurement takes
 * @param withJanus whether Janus is measured beside us
 * @param lossBothWays whether loss meets what viewers send as well
 * @param watching viewers with a good network while others join
 * @param baseline the launcher of another build to compare costs with
 */
public record NetworkSetting(
        RigOptions options,
        long seed,
        int seconds,
        boolean withJanus,
        boolean lossBothWays,
        int watching,
        Optional<Path> baseline,
        Progress progress) {}
