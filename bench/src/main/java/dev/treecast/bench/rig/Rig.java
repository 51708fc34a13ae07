package dev.treecast.bench.rig;

import com.fasterxml.jackson.databind.JsonNode;
import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.JavaChild;
import dev.treecast.bench.lab.JvmSample;
import dev.treecast.bench.lab.Lab;
import dev.treecast.bench.lab.MachineTimes;
import dev.treecast.bench.lab.ProcessMemory;
import dev.treecast.bench.lab.ProcessTimes;
import dev.treecast.bench.lab.ServerProcess;
import dev.treecast.bench.lab.Site;
import dev.treecast.bench.lab.ThreadPriority;
import dev.treecast.bench.lab.UdpErrors;
import dev.treecast.bench.swarm.InteractionCounts;
import dev.treecast.bench.swarm.JoinRequest;
import dev.treecast.bench.swarm.JoinResult;
import dev.treecast.bench.swarm.Protocol;
import dev.treecast.bench.swarm.SwarmRequest;
import dev.treecast.bench.swarm.SwarmSnapshot;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A server that streams are published to, a swarm that watches them, and the instruments that read both. */
public final class Rig implements AutoCloseable {
    /** Viewers under way at one time when there is no storm: enough to keep a core busy with handshakes, few enough to wait for none. */
    public static final int CONCURRENT_JOINS = 64;

    /** The swarm's heap: viewers count into arrays of a few hundred bytes, and the bursts of datagrams that it reads are garbage. */
    private static final String SWARM_HEAP = "-Xmx2g";

    private final RigOptions options;
    private final Lab lab;
    private final ServerProcess server;
    private final JavaChild swarm;
    private final JavaChild probe;
    private final Progress progress;
    private final int cores = Runtime.getRuntime().availableProcessors();

    private Rig(
            RigOptions options, Lab lab, ServerProcess server, JavaChild swarm, JavaChild probe, Progress progress) {
        this.options = options;
        this.lab = lab;
        this.server = server;
        this.swarm = swarm;
        this.probe = probe;
        this.progress = progress;
    }

    /** Sets it up: the streams are live when this returns. */
    public static Rig start(RigOptions options, Progress progress) throws BenchFailure, InterruptedException {
        Lab lab = Lab.open(options.pin(), options.steer());
        try {
            progress.say("Lab: " + lab.description() + ".");
            progress.begin("starting the server");
            ServerProcess server =
                    lab.own(ServerProcess.start(lab, options.launcher(), options.serverSettings(), options.folder()));
            progress.begin("starting the swarm");
            JavaChild swarm = lab.own(startSwarm(options, lab, Protocol.WHEP, server.url(), "swarm.log"));
            JavaChild probe = lab.own(JavaChild.start(
                    lab.server(),
                    List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                    List.of("probe", Long.toString(server.pid())),
                    options.folder().resolve("probe.log")));
            Rig rig = new Rig(options, lab, server, swarm, probe, progress);
            swarm.request(SwarmRequest.publish(options.streams()), JsonNode.class);
            prioritise(swarm, "publishers", "checking");
            rig.jvm(false);
            return rig;
        } catch (BenchFailure | InterruptedException | RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /**
     * Starts a swarm.
     *
     * @param server where its signaling is
     * @param log the name of the file that takes what it says
     */
    static JavaChild startSwarm(RigOptions options, Lab lab, Protocol protocol, URI server, String log)
            throws BenchFailure {
        return startSwarm(options, lab.swarm(), protocol, server, log);
    }

    /** As above, at a site. */
    public static JavaChild startSwarm(RigOptions options, Site site, Protocol protocol, URI server, String log)
            throws BenchFailure {
        int threads = Math.max(1, site.coreCount(Runtime.getRuntime().availableProcessors()) - 1);
        return JavaChild.start(
                site,
                // Handshakes at full priority: a swarm is there to come, and a server's are what is measured.
                List.of("-XX:+UseSerialGC", SWARM_HEAP, "-Dtreecast.background.nice=0"),
                List.of(
                        "swarm",
                        "--server",
                        server.toString(),
                        "--protocol",
                        protocol.name(),
                        "--publish-key",
                        ServerProcess.PUBLISH_KEY,
                        "--viewers-max",
                        Integer.toString(options.viewersMax()),
                        "--threads",
                        Integer.toString(threads),
                        "--feedback-hz",
                        Integer.toString(options.feedbackHz()),
                        "--inputs-per-second",
                        Double.toString(options.inputsPerSecond())),
                options.folder().resolve(log));
    }

    /** Those who stamp times must not wait for those who count. */
    public static void prioritise(JavaChild swarm, String... threadNames) throws BenchFailure, InterruptedException {
        ProcessTimes times = ProcessTimes.read(swarm.pid());
        for (String name : threadNames) {
            for (long thread : times.named(name)) {
                ThreadPriority.raise(thread);
            }
        }
    }

    public Lab lab() {
        return lab;
    }

    /** Viewers come at a gentle rate. */
    public JoinResult join(int viewers, int checking, double perSecond) throws BenchFailure {
        return join(new JoinRequest(viewers, checking, perSecond, CONCURRENT_JOINS));
    }

    /** Viewers come. */
    public JoinResult join(JoinRequest request) throws BenchFailure {
        progress.begin(request.viewers() + " viewers come");
        JoinResult result = swarm.request(
                SwarmRequest.join(request),
                JoinResult.class,
                connected -> progress.update(connected + " of " + request.viewers() + " viewers are connected"));
        progress.clear();
        return result;
    }

    /** All viewers go, and the server has had time to notice. */
    public void leaveAll() throws BenchFailure, InterruptedException {
        swarm.request(SwarmRequest.of(SwarmRequest.Verb.LEAVE), JsonNode.class);
        TimeUnit.SECONDS.sleep(2);
    }

    /** What is counted of interaction. */
    public InteractionCounts interaction() throws BenchFailure {
        return swarm.request(SwarmRequest.of(SwarmRequest.Verb.INTERACTION), InteractionCounts.class);
    }

    /** Lets it run. */
    public void run(double seconds, String what) throws InterruptedException {
        progress.countDown(seconds, what);
    }

    /** Begins a window. */
    public Mark begin() throws BenchFailure {
        // What asking costs the server lies outside of the window: first the questions, then the clocks.
        JvmSample jvm = jvm(false);
        Map<String, Double> metrics = metrics();
        return new Mark(read(jvm, metrics));
    }

    /** Ends a window. */
    public Window end(Mark begun) throws BenchFailure {
        Reading clocks = read(begun.reading.jvm(), Map.of());
        Reading now = new Reading(
                clocks.swarm(),
                clocks.serverTimes(),
                clocks.swarmTimes(),
                clocks.machineBusyNs(),
                jvm(false),
                clocks.gcPosition(),
                clocks.serverSocketFull(),
                clocks.swarmSocketFull(),
                metrics());
        return window(begun.reading, now);
    }

    /** Where a window began. */
    public static final class Mark {
        private final Reading reading;

        private Mark(Reading reading) {
            this.reading = reading;
        }
    }

    private Reading read(JvmSample jvm, Map<String, Double> metrics) throws BenchFailure {
        SwarmSnapshot snapshot = swarm.request(SwarmRequest.of(SwarmRequest.Verb.SNAPSHOT), SwarmSnapshot.class);
        return new Reading(
                snapshot,
                ProcessTimes.read(server.pid()),
                ProcessTimes.read(swarm.pid()),
                MachineTimes.busyNs(),
                jvm,
                server.gcLog().position(),
                UdpErrors.receiveBufferFull(server.pid()),
                UdpErrors.receiveBufferFull(swarm.pid()),
                metrics);
    }

    private Window window(Reading from, Reading to) throws BenchFailure {
        Map<String, Double> metrics = new TreeMap<>();
        to.metrics().forEach((name, value) -> {
            double up = value - from.metrics().getOrDefault(name, 0.0);
            if (up > 0) {
                metrics.put(name, up);
            }
        });
        return new Window(
                (to.swarm().atNs() - from.swarm().atNs()) / 1e9,
                to.swarm().total().since(from.swarm().total()),
                to.swarm().watchers().since(from.swarm().watchers()),
                to.swarm().latency(),
                to.serverTimes().since(from.serverTimes()),
                to.serverTimes().byKindSince(from.serverTimes()),
                to.swarmTimes().since(from.swarmTimes()),
                to.machineBusyNs() - from.machineBusyNs(),
                lab.server().coreCount(cores),
                lab.swarm().coreCount(cores),
                to.jvm().allocated() - from.jvm().allocated(),
                server.gcLog().pausesMsSince(from.gcPosition()),
                to.serverSocketFull() - from.serverSocketFull(),
                to.swarmSocketFull() - from.swarmSocketFull(),
                metrics);
    }

    /** What the server holds now: running, and after its garbage has been collected. */
    public MemoryUse memory() throws BenchFailure {
        long runningBytes = ProcessMemory.residentBytes(server.pid());
        JvmSample live = jvm(true);
        long residentBytes = ProcessMemory.residentBytes(server.pid());
        return new MemoryUse(runningBytes, residentBytes, live.heapUsed(), live.heapCommitted(), live.directBuffers());
    }

    private JvmSample jvm(boolean collectFirst) throws BenchFailure {
        return probe.request(collectFirst, JvmSample.class);
    }

    private Map<String, Double> metrics() throws BenchFailure {
        JsonNode read = swarm.request(SwarmRequest.of(SwarmRequest.Verb.METRICS), JsonNode.class);
        Map<String, Double> metrics = new TreeMap<>();
        read.properties()
                .forEach(entry -> metrics.put(entry.getKey(), entry.getValue().asDouble()));
        return metrics;
    }

    public RigOptions options() {
        return options;
    }

    @Override
    public void close() {
        progress.begin("cleaning up");
        lab.close();
        progress.clear();
    }
}
