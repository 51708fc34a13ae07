package dev.treecast.bench.network;

import com.fasterxml.jackson.databind.JsonNode;
import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.JavaChild;
import dev.treecast.bench.rig.Rig;
import dev.treecast.bench.swarm.JoinRequest;
import dev.treecast.bench.swarm.JoinResult;
import dev.treecast.bench.swarm.SwarmRequest;
import dev.treecast.bench.swarm.SwarmSnapshot;
import java.util.concurrent.TimeUnit;

/** Viewers of a swarm, who come and go together. */
final class Crowd {
    private static final double JOINS_PER_SECOND = 40;

    /** A server that has just started, on a machine that has other things to do, does not greet everybody in time. */
    private static final int ATTEMPTS = 4;

    private final JavaChild swarm;

    Crowd(JavaChild swarm) {
        this.swarm = swarm;
    }

    /** All come, or it fails. */
    void come(int viewers) throws BenchFailure, InterruptedException {
        JoinRequest request = new JoinRequest(viewers, 0, JOINS_PER_SECOND, Rig.CONCURRENT_JOINS);
        JoinResult result = join(request);
        for (int attempt = 1; attempt < ATTEMPTS && result.connected() < viewers; attempt++) {
            leave();
            result = join(request);
        }
        if (result.connected() < viewers) {
            throw new BenchFailure("Only " + result.connected() + " of " + viewers + " viewers could connect: "
                    + result.failures() + ".");
        }
    }

    private JoinResult join(JoinRequest request) throws BenchFailure {
        return swarm.request(SwarmRequest.join(request), JoinResult.class, done -> {});
    }

    /** RTP packets that those here now have received. */
    long packets() throws BenchFailure {
        return swarm.request(SwarmRequest.of(SwarmRequest.Verb.SNAPSHOT), SwarmSnapshot.class)
                .total()
                .packets();
    }

    /** All go, and the server has had time to notice. */
    void leave() throws BenchFailure, InterruptedException {
        swarm.request(SwarmRequest.of(SwarmRequest.Verb.LEAVE), JsonNode.class);
        TimeUnit.SECONDS.sleep(2);
    }
}
