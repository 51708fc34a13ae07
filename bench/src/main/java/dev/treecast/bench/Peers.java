package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.report.PeerResult;
import dev.treecast.bench.report.PeerRound;
import dev.treecast.bench.rig.PeerRig;
import dev.treecast.bench.rig.Progress;
import dev.treecast.bench.swarm.JoinResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures servers in turn, round after round: the same viewers, the same clip, the same machine in the same minutes. */
final class Peers {
    private final List<Contestant> peers;
    private final Plan plan;
    private final Progress progress;

    /** A server, and how many viewers it is measured with. */
    record Contestant(PeerRig rig, int viewers) {
        String name() {
            return rig.name() + ", " + viewers + " viewers";
        }
    }

    /**
     * What to measure.
     *
     * @param rounds of each
     * @param warmUpSeconds once, before the first round
     * @param settleSeconds before each measurement
     * @param seconds each
     * @param joinsPerSecond how fast viewers come
     */
    record Plan(int rounds, int warmUpSeconds, int settleSeconds, int seconds, double joinsPerSecond) {}

    Peers(List<Contestant> peers, Plan plan, Progress progress) {
        this.peers = peers;
        this.plan = plan;
        this.progress = progress;
    }

    /** What each peer did, in the order of the peers. */
    List<PeerResult> run() throws BenchFailure, InterruptedException {
        List<List<PeerRound>> rounds = new ArrayList<>();
        for (Contestant peer : peers) {
            rounds.add(new ArrayList<>());
            warmUp(peer);
        }
        for (int round = 1; round <= plan.rounds; round++) {
            progress.say("Round " + round + " of " + plan.rounds);
            for (int i = 0; i < peers.size(); i++) {
                PeerRound measured = round(peers.get(i));
                rounds.get(i).add(measured);
                progress.say("  " + peers.get(i).name() + ": " + measured.summary());
            }
        }
        List<PeerResult> results = new ArrayList<>();
        for (int i = 0; i < peers.size(); i++) {
            results.add(new PeerResult(peers.get(i).rig.name(), peers.get(i).viewers, List.copyOf(rounds.get(i))));
        }
        return results;
    }

    /** A tenth of the viewers: what a process needs once, it then has, and it is not taken for what viewers cost. */
    private void warmUp(Contestant peer) throws BenchFailure, InterruptedException {
        if (plan.warmUpSeconds == 0) {
            return;
        }
        var unused = peer.rig.join(Math.max(1, peer.viewers / 10), plan.joinsPerSecond);
        progress.begin(peer.name() + " warms up");
        TimeUnit.SECONDS.sleep(plan.warmUpSeconds);
        progress.clear();
        peer.rig.leaveAll();
    }

    private PeerRound round(Contestant peer) throws BenchFailure, InterruptedException {
        long baseBytes = peer.rig.residentBytes();
        JoinResult join = peer.rig.join(peer.viewers, plan.joinsPerSecond);
        TimeUnit.SECONDS.sleep(plan.settleSeconds);
        PeerRound round = new PeerRound(join, peer.rig.measure(plan.seconds), baseBytes, peer.rig.residentBytes());
        peer.rig.leaveAll();
        return round;
    }
}
