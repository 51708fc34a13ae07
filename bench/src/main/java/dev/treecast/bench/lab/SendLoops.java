package dev.treecast.bench.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The programs of {@code bench limit}: the yardstick in C, which is built here, its sink, and the bare Java loop. */
public final class SendLoops {
    private static final String SOURCE = "/dev/treecast/bench/limit/yardstick.c";
    private static final String BARE_LOOP = "dev.treecast.bench.limit.BareLoop";
    private static final String JAVA_OPTIONS = "TREECAST_JAVA_OPTIONS";
    private static final int FIRST_PORT = 20_000;
    /** Caches and branch predictors; it has no compiler to wait for. */
    private static final int YARDSTICK_WARM_MS = 300;
    /** The compiler is done within two seconds here. */
    private static final int BARE_LOOP_WARM_MS = 3_000;

    private final Lab lab;
    private final Path yardstick;
    private final int burstBytes;

    /**
     * What is sent.
     *
     * @param viewers who take turns
     * @param packets for one viewer at a time
     * @param segmentation as one run that the kernel cuts, or one by one
     */
    public record Load(int viewers, int packets, boolean segmentation) {
        List<String> arguments(String address) {
            return List.of(
                    address,
                    Integer.toString(FIRST_PORT),
                    Integer.toString(viewers),
                    Integer.toString(packets),
                    segmentation ? "1" : "0");
        }
    }

    private SendLoops(Lab lab, Path yardstick, int burstBytes) {
        this.lab = lab;
        this.yardstick = yardstick;
        this.burstBytes = burstBytes;
    }

    /**
     * Builds the yardstick.
     *
     * @param burstBytes what it gathers for one system call
     * @param folder where it goes
     */
    public static SendLoops build(Lab lab, int burstBytes, Path folder) throws BenchFailure, InterruptedException {
        Packages.require("The yardstick", List.of("gcc", "libc6-dev", "libssl-dev"));
        Path source = folder.resolve("yardstick.c");
        Path program = folder.resolve("yardstick");
        try (InputStream in = SendLoops.class.getResourceAsStream(SOURCE)) {
            if (in == null) {
                throw new BenchFailure("This build lacks yardstick.c.");
            }
            Files.write(source, in.readAllBytes());
        } catch (IOException e) {
            throw new BenchFailure("The yardstick cannot be written to " + folder + ": " + e.getMessage(), e);
        }
        ExternalCommand.run(List.of("gcc", "-O2", "-o", program.toString(), source.toString(), "-lcrypto"));
        return new SendLoops(lab, program, burstBytes);
    }

    /** The other end: takes what is sent to so many viewers until closed. */
    public Child sink(int viewers, Path log) throws BenchFailure {
        Child sink = Child.start(
                lab.swarm(),
                List.of(yardstick.toString(), "sink", Integer.toString(FIRST_PORT), Integer.toString(viewers)),
                Map.of(),
                log);
        try {
            if (!"ready".equals(sink.readLine())) {
                throw new BenchFailure("The sink did not start; " + log + " says why.");
            }
        } catch (IOException e) {
            throw new BenchFailure("The sink did not start; " + log + " says why.", e);
        } catch (BenchFailure e) {
            sink.close();
            throw e;
        }
        return sink;
    }

    /** Runs the yardstick. */
    public SendResult inC(Load load, int measureMs) throws BenchFailure, InterruptedException {
        List<String> command = new ArrayList<>(List.of(yardstick.toString(), "send"));
        command.addAll(load.arguments(lab.swarmAddress()));
        command.addAll(List.of(
                Integer.toString(burstBytes), Integer.toString(YARDSTICK_WARM_MS), Integer.toString(measureMs)));
        return SendResult.parse(ExternalCommand.run(lab.server().command(command)));
    }

    /**
     * Runs the bare loop.
     *
     * @param cipher {@code libcrypto} or {@code jdk}
     */
    public SendResult inJava(String cipher, Load load, int measureMs) throws BenchFailure, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-XX:+UseG1GC", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        String given = System.getenv(JAVA_OPTIONS);
        if (given != null && !given.isBlank()) {
            command.addAll(List.of(given.strip().split("\\s+")));
        }
        command.add("-Dtreecast.srtp.cipher=" + cipher);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BARE_LOOP));
        command.addAll(load.arguments(lab.swarmAddress()));
        command.addAll(List.of(Integer.toString(BARE_LOOP_WARM_MS), Integer.toString(measureMs)));
        return SendResult.parse(ExternalCommand.run(lab.server().command(command)));
    }
}
