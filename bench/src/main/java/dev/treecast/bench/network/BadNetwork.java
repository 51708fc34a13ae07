package dev.treecast.bench.network;

import com.fasterxml.jackson.databind.JsonNode;
import dev.treecast.bench.browser.Chromium;
import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.FarSite;
import dev.treecast.bench.lab.JanusProcess;
import dev.treecast.bench.lab.JavaChild;
import dev.treecast.bench.lab.Lab;
import dev.treecast.bench.lab.ServerProcess;
import dev.treecast.bench.lab.Site;
import dev.treecast.bench.rig.Progress;
import dev.treecast.bench.rig.Rig;
import dev.treecast.bench.rig.RigOptions;
import dev.treecast.bench.swarm.Protocol;
import dev.treecast.bench.swarm.SwarmRequest;
import dev.treecast.bench.wire.Impairments;
import dev.treecast.bench.wire.WireCounts;
import dev.treecast.bench.wire.WireRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Servers in one network namespace, viewers in another behind the wire; publishers and crowds have a good network in a third. */
final class BadNetwork implements AutoCloseable {
    private static final String STREAM = "bench-0";
    private static final int MOUNTPOINT = 1;

    private final Lab lab;
    private final FarSite far;
    private final RigOptions options;
    private final Progress progress;

    private BadNetwork(Lab lab, FarSite far, RigOptions options, Progress progress) {
        this.lab = lab;
        this.far = far;
        this.options = options;
        this.progress = progress;
    }

    /**
     * Makes it; packets pass unharmed until told otherwise.
     *
     * @param seed of the wire
     */
    static BadNetwork open(RigOptions options, long seed, Progress progress) throws BenchFailure, InterruptedException {
        progress.begin("joining a bad network");
        Lab lab = Lab.open(options.pin(), options.steer());
        try {
            return new BadNetwork(lab, FarSite.open(lab, seed, options.folder()), options, progress);
        } catch (BenchFailure | InterruptedException | RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /**
     * Starts a server of ours.
     *
     * @param name for tables, and of the folder of its logs
     * @param launcher the {@code treecast} script
     * @param settings more flags of {@code serve}
     */
    Served treecast(String name, Path launcher, List<String> settings) throws BenchFailure {
        progress.begin("starting " + name);
        Path folder = folder(name);
        ServerProcess server = lab.own(ServerProcess.start(lab, launcher, settings, folder));
        String whep = server.url().resolve("/whep/" + STREAM).toString();
        return new Served(
                name,
                Protocol.WHEP,
                server.pid(),
                server.url(),
                server.url().resolve("/healthz"),
                new Served.Where("whep", whep, null, false),
                folder);
    }

    /** Starts Janus, installed if that is possible and it is missing. */
    Served janus() throws BenchFailure, InterruptedException {
        progress.begin("starting Janus");
        Path folder = folder("Janus");
        int cores = lab.server().coreCount(Runtime.getRuntime().availableProcessors());
        JanusProcess janus = lab.own(JanusProcess.start(lab, cores, List.of(FarSite.DEVICE), folder));
        return new Served(
                "Janus " + janus.version(),
                Protocol.JANUS,
                janus.pid(),
                janus.root(),
                URI.create(janus.root() + "/info"),
                new Served.Where("janus", janus.root().toString(), MOUNTPOINT, false),
                folder);
    }

    private Path folder(String name) throws BenchFailure {
        try {
            return Files.createDirectories(options.folder().resolve(name.replace(' ', '-')));
        } catch (IOException e) {
            throw new BenchFailure("A folder for logs cannot be made: " + e.getMessage(), e);
        }
    }

    /** Plays the clip to a server, by WHIP or as Janus takes it, over a good network. The swarm takes viewers as well. */
    JavaChild play(Served server) throws BenchFailure, InterruptedException {
        JavaChild swarm = swarm(server, lab.swarm(), "swarm.log");
        swarm.request(SwarmRequest.publish(1), JsonNode.class);
        Rig.prioritise(swarm, "publishers");
        return swarm;
    }

    /** Viewers over a good network, of a stream that somebody else publishes. */
    JavaChild crowd(Served server) throws BenchFailure {
        return swarm(server, lab.swarm(), "swarm.log");
    }

    /** A swarm behind the wire. */
    JavaChild farSwarm(Served server) throws BenchFailure {
        return swarm(server, far.site(lab.swarm().cores()), "far-swarm.log");
    }

    private JavaChild swarm(Served server, Site site, String log) throws BenchFailure {
        RigOptions here = options.at(server.folder());
        return lab.own(Rig.startSwarm(here, site, server.protocol(), server.root(), log));
    }

    /** A viewer behind the wire. */
    Chromium viewer(Served server, boolean dumping) throws BenchFailure, InterruptedException {
        progress.begin("starting Chromium for " + server.name());
        return Chromium.start(lab, far.site(), server.page(), dumping, server.folder());
    }

    /** A publisher with a good network. */
    Chromium publisher(Served server) throws BenchFailure, InterruptedException {
        progress.begin("starting Chromium to publish");
        return Chromium.start(lab, new Site(lab.swarm().prefix(), ""), server.page(), false, folder("publisher"));
    }

    /** From the next packet on. */
    void change(Impairments toViewer, Impairments toServer) throws BenchFailure {
        far.tell(WireRequest.change(toViewer, toServer));
    }

    /** What the wire did since this was last asked. */
    WireCounts counts() throws BenchFailure {
        return far.ask(WireRequest.counts(), WireCounts.class);
    }

    String description() {
        return lab.description() + "; a third behind a wire in user space";
    }

    Progress progress() {
        return progress;
    }

    @Override
    public void close() {
        progress.begin("cleaning up");
        lab.close();
        progress.clear();
    }
}
