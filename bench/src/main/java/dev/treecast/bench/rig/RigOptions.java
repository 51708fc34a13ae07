package dev.treecast.bench.rig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How to set a measurement up.
 *
 * @param launcher the {@code treecast} script
 * @param folder where logs go
 * @param streams publishers
 * @param viewersMax viewers at one time
 * @param loops the server's media loops; 0: one a core
 * @param pacing the server's; empty for its default
 * @param pin server and swarm get cores of their own
 * @param steer whether each side's network is received on its own cores
 * @param feedbackHz receiver reports a second and viewer
 * @param inputsPerSecond what each viewer does on data channels; 0 for viewers without
 */
public record RigOptions(
        Path launcher,
        Path folder,
        int streams,
        int viewersMax,
        int loops,
        Optional<String> pacing,
        boolean pin,
        boolean steer,
        int feedbackHz,
        double inputsPerSecond) {

    public RigOptions withInputsPerSecond(double rate) {
        return new RigOptions(launcher, folder, streams, viewersMax, loops, pacing, pin, steer, feedbackHz, rate);
    }

    /** The same with another place for logs. */
    public RigOptions at(Path other) {
        return new RigOptions(
                launcher, other, streams, viewersMax, loops, pacing, pin, steer, feedbackHz, inputsPerSecond);
    }

    /** The server's flags. */
    List<String> serverSettings() {
        List<String> settings = new ArrayList<>();
        if (loops > 0) {
            settings.addAll(List.of("--media-loops", Integer.toString(loops)));
        }
        pacing.ifPresent(chosen -> settings.addAll(List.of("--pacing", chosen)));
        return settings;
    }
}
