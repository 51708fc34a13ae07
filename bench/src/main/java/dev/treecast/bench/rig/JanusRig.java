package dev.treecast.bench.rig;

import com.fasterxml.jackson.databind.JsonNode;
import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.JanusProcess;
import dev.treecast.bench.lab.JavaChild;
import dev.treecast.bench.lab.Lab;
import dev.treecast.bench.lab.ProcessMemory;
import dev.treecast.bench.lab.ProcessTimes;
import dev.treecast.bench.swarm.JoinRequest;
import dev.treecast.bench.swarm.JoinResult;
import dev.treecast.bench.swarm.Protocol;
import dev.treecast.bench.swarm.SwarmRequest;
import dev.treecast.bench.swarm.SwarmSnapshot;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Janus and a swarm of its own, in the lab of a {@link Rig}, which is also who cleans up. */
public final class JanusRig implements PeerRig {
    private final JanusProcess janus;
    private final JavaChild swarm;
    private final Progress progress;

    private JanusRig(JanusProcess janus, JavaChild swarm, Progress progress) {
        this.janus = janus;
        this.swarm = swarm;
        this.progress = progress;
    }

    /** Starts both; the stream plays when this returns. */
    public static JanusRig start(Lab lab, RigOptions options, Progress progress)
            throws BenchFailure, InterruptedException {
        progress.begin("starting Janus");
        int cores = lab.server().coreCount(Runtime.getRuntime().availableProcessors());
        JanusProcess janus = lab.own(JanusProcess.start(lab, cores, List.of(), options.folder()));
        JavaChild swarm = lab.own(Rig.startSwarm(options, lab, Protocol.JANUS, janus.root(), "janus-swarm.log"));
        swarm.request(SwarmRequest.publish(1), JsonNode.class);
        Rig.prioritise(swarm, "publishers");
        return new JanusRig(janus, swarm, progress);
    }

    @Override
    public String name() {
        return "Janus " + janus.version();
    }

    @Override
    public JoinResult join(int viewers, double perSecond) throws BenchFailure {
        progress.begin(viewers + " viewers come to Janus");
        JoinResult result = swarm.request(
                SwarmRequest.join(new JoinRequest(viewers, 0, perSecond, Rig.CONCURRENT_JOINS)),
                JoinResult.class,
                connected -> progress.update(connected + " of " + viewers + " viewers are connected"));
        progress.clear();
        return result;
    }

    @Override
    public void leaveAll() throws BenchFailure, InterruptedException {
        swarm.request(SwarmRequest.of(SwarmRequest.Verb.LEAVE), JsonNode.class);
        TimeUnit.SECONDS.sleep(2);
    }

    @Override
    public PeerWindow measure(double seconds) throws BenchFailure, InterruptedException {
        SwarmSnapshot from = snapshot();
        ProcessTimes cpuFrom = ProcessTimes.read(janus.pid());
        progress.countDown(seconds, name() + ", measuring");
        SwarmSnapshot to = snapshot();
        ProcessTimes cpuTo = ProcessTimes.read(janus.pid());
        return new PeerWindow((to.atNs() - from.atNs()) / 1e9, to.total().since(from.total()), cpuTo.since(cpuFrom));
    }

    private SwarmSnapshot snapshot() throws BenchFailure {
        return swarm.request(SwarmRequest.of(SwarmRequest.Verb.SNAPSHOT), SwarmSnapshot.class);
    }

    @Override
    public long residentBytes() throws BenchFailure {
        return ProcessMemory.residentBytes(janus.pid());
    }
}
