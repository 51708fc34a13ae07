package dev.treecast.bench.relay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.BesideSite;
import dev.treecast.bench.lab.JavaChild;
import dev.treecast.bench.lab.Lab;
import dev.treecast.bench.lab.ProcessTimes;
import dev.treecast.bench.lab.ServerProcess;
import dev.treecast.bench.lab.Site;
import dev.treecast.bench.lab.ThreadPriority;
import dev.treecast.bench.swarm.Percentiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The nodes of a measurement: two relays as processes of their own, and an ingest node and edges, which share a process. Relays and ends have a network namespace each, where
 * that is possible.
 *
 * <pre>
 * ingest ─▶ edge                           one link
 *        └▶ relay-1 ─▶ edge, children …    two
 *                   └▶ relay-2 ─▶ edge     three
 * </pre>
 */
public final class RelayRun implements AutoCloseable {
    /** So much of what was to be forwarded may be missing where a load counts as carried. */
    private static final double MISSED_MAX = 0.001;

    /** A loop that is busier than that has no time left for a burst. */
    private static final double BUSY_MAX = 0.97;

    /** From one load to the next on the way to the most. */
    private static final double STEP = 1.2;

    private static final double STEP_SECONDS = 3;

    /** Something else on the machine may have been in the way. */
    private static final int TRIES = 3;

    private static final long SETTLE_MS = 2_000;

    private final Lab lab;
    private final ServerProcess relay;
    private final JavaChild ends;
    private final int children;
    private final int streams;

    private RelayRun(Lab lab, ServerProcess relay, JavaChild ends, int children, int streams) {
        this.lab = lab;
        this.relay = relay;
        this.ends = ends;
        this.children = children;
        this.streams = streams;
    }

    /**
     * Starts everything and waits until every edge gets every stream.
     *
     * @param lab goes with the run
     * @param launcher the {@code treecast} script
     * @param streams at most
     * @param children nodes below the relay that is measured
     */
    public static RelayRun open(Lab lab, List<String> launcher, int streams, int children, Path folder)
            throws BenchFailure, InterruptedException {
        try {
            Files.createDirectories(folder);
            BesideSite beside = BesideSite.open(lab);
            JavaChild ends = lab.own(JavaChild.start(
                    lab.swarm(),
                    List.of("-XX:+UseSerialGC", "-Xmn512m", "-Xmx2g"),
                    List.of("relay-ends", "--address", lab.swarmAddress()),
                    folder.resolve("ends.log")));
            String ingest = ends.request(EndsRequest.of(EndsRequest.Verb.ADDRESS), String.class);
            Node first = new Node(Ends.FIRST_RELAY, lab.server(), lab.serverAddress());
            ServerProcess relay = first.start(lab, ends, launcher, Ends.INGEST + "@" + ingest, folder);
            String firstAddress = first.address + ":" + relay.mediaPort();
            Node next = new Node(Ends.SECOND_RELAY, beside.site(), beside.address());
            ServerProcess second = next.start(lab, ends, launcher, Ends.FIRST_RELAY + "@" + firstAddress, folder);
            String secondAddress = next.address + ":" + second.mediaPort();
            ends.request(EndsRequest.join(streams, children, firstAddress, secondAddress), JsonNode.class);
            return new RelayRun(lab, relay, ends, children, streams);
        } catch (IOException e) {
            lab.close();
            throw new BenchFailure("Logs cannot be written to " + folder + ".", e);
        } catch (BenchFailure | InterruptedException | RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /** A relay to be. */
    private record Node(String id, Site site, String address) {
        ServerProcess start(Lab lab, JavaChild ends, List<String> launcher, String parent, Path folder)
                throws BenchFailure, InterruptedException {
            Path own = folder.resolve(id);
            String certificates = ends.request(EndsRequest.certify(own.toString(), id), String.class);
            List<String> settings = List.of(
                    "--media-loops",
                    "1",
                    "--node-id",
                    id,
                    "--pki",
                    certificates,
                    "--parent",
                    parent,
                    "--node-children",
                    "10000");
            ServerProcess started = lab.own(ServerProcess.start(site, launcher, address, 0, settings, own));
            // In the field a relay's core is its own; here other programs and the children of the measurement are on it
            // as well.
            for (long thread : ProcessTimes.read(started.pid()).ofKind("media")) {
                ThreadPriority.raise(thread);
            }
            return started;
        }
    }

    /** Has so many streams flow from now on. */
    public void flow(int flowing) throws BenchFailure {
        ends.request(EndsRequest.flow(flowing), JsonNode.class);
    }

    /**
     * Has more and more streams flow, up to what the relay does not carry any more.
     *
     * @param shown takes each step
     * @return the most streams that it carried
     */
    public int most(Consumer<RelayResult> shown) throws BenchFailure, InterruptedException {
        int carried = 1;
        for (int next = 1; next <= streams; next = Math.max(next + 1, (int) Math.round(next * STEP))) {
            flow(next);
            boolean held = false;
            for (int tries = 0; tries < TRIES && !held; tries++) {
                Thread.sleep(SETTLE_MS);
                RelayResult step = measure(next, STEP_SECONDS);
                shown.accept(step);
                held = step.missed() <= MISSED_MAX * step.forwarded() && step.busy() <= BUSY_MAX;
            }
            if (!held) {
                break;
            }
            carried = next;
        }
        flow(1);
        return carried;
    }

    /**
     * Measures for a while.
     *
     * @param flowing streams that flow
     */
    public RelayResult measure(int flowing, double seconds) throws BenchFailure, InterruptedException {
        Ends.Reading begin = ends.request(EndsRequest.of(EndsRequest.Verb.READ), Ends.Reading.class);
        ProcessTimes before = ProcessTimes.read(relay.pid());
        long startNs = System.nanoTime();
        Thread.sleep(Math.round(seconds * 1_000));
        ProcessTimes after = ProcessTimes.read(relay.pid());
        Ends.Reading end = ends.request(EndsRequest.of(EndsRequest.Verb.READ), Ends.Reading.class);
        double tookSeconds = (System.nanoTime() - startNs) / 1e9;
        long forwarded = end.forwarded() - begin.forwarded();
        long wanted = end.wanted() - begin.wanted();
        Map<String, Long> byKind = after.byKindSince(before);
        return new RelayResult(
                children,
                flowing,
                tookSeconds,
                forwarded,
                Math.max(0, wanted - forwarded),
                after.since(before),
                byKind.getOrDefault("media", 0L) / 1e9 / tookSeconds,
                end.links(),
                Percentiles.NONE);
    }

    /** How long it takes from a wish for a stream that the relay has to its first packet; to be asked once. */
    public Percentiles joins() throws BenchFailure {
        return ends.request(EndsRequest.of(EndsRequest.Verb.JOINS), Percentiles.class);
    }

    @Override
    public void close() {
        lab.close();
    }
}
