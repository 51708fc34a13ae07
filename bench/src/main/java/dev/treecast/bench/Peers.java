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
    private final List<PeerRig> peers;
    private final Plan plan;
    private final Progress progress;

    /**
     * What to measure.
     *
     * @param viewers at each
     * @param rounds of each
     * @param warmUpSeconds once, before the first round
     * @param settleSeconds before each measurement
     * @param seconds each
     * @param joinsPerSecond how fast viewers come
     */
    record Plan(int viewers, int rounds, int warmUpSeconds, int settleSeconds, int seconds, double joinsPerSecond) {}

    Peers(List<PeerRig> peers, Plan plan, Progress progress) {
        this.peers = peers;
        this.plan = plan;
        this.progress = progress;
    }

    /** What each peer did, in the order of the peers. */
    List<PeerResult> run() throws BenchFailure, InterruptedException {
        List<List<PeerRound>> rounds = new ArrayList<>();
        for (PeerRig peer : peers) {
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
            results.add(new PeerResult(peers.get(i).name(), plan.viewers, List.copyOf(rounds.get(i))));
        }
        return results;
    }

    /** A tenth of the viewers: what a process needs once, it then has, and it is not taken for what viewers cost. */
    private void warmUp(PeerRig peer) throws BenchFailure, InterruptedException {
        if (plan.warmUpSeconds == 0) {
            return;
        }
        var unused = peer.join(Math.max(1, plan.viewers / 10), plan.joinsPerSecond);
        progress.begin(peer.name() + " warms up");
        TimeUnit.SECONDS.sleep(plan.warmUpSeconds);
        progress.clear();
        peer.leaveAll();
    }

    private PeerRound round(PeerRig peer) throws BenchFailure, InterruptedException {
        long baseBytes = peer.residentBytes();
        JoinResult join = peer.join(plan.viewers, plan.joinsPerSecond);
        TimeUnit.SECONDS.sleep(plan.settleSeconds);
        PeerRound round = new PeerRound(join, peer.measure(plan.seconds), baseBytes, peer.residentBytes());
        peer.leaveAll();
        return round;
    }
}
