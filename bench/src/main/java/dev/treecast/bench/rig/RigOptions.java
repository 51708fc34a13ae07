package dev.treecast.bench.rig;

import java.nio.file.Path;

/**
 * How to set a measurement up.
 *
 * @param launcher the {@code treecast} script
 * @param folder where logs go
 * @param streams publishers
 * @param viewersMax viewers at one time
 * @param loops the server's media loops; 0: one a core
 * @param pin server and swarm get cores of their own
 * @param steer whether each side's network is received on its own cores
 * @param feedbackHz receiver reports a second and viewer
 */
public record RigOptions(
        Path launcher,
        Path folder,
        int streams,
        int viewersMax,
        int loops,
        boolean pin,
        boolean steer,
        int feedbackHz) {}
