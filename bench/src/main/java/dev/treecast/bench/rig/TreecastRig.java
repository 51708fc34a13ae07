package dev.treecast.bench.rig;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.swarm.JoinResult;

/** Treecast as one of the compared. */
public final class TreecastRig implements PeerRig {
    private final Rig rig;

    public TreecastRig(Rig rig) {
        this.rig = rig;
    }

    @Override
    public String name() {
        return "Treecast";
    }

    @Override
    public JoinResult join(int viewers, double perSecond) throws BenchFailure {
        return rig.join(viewers, 0, perSecond);
    }

    @Override
    public void leaveAll() throws BenchFailure, InterruptedException {
        rig.leaveAll();
    }

    @Override
    public PeerWindow measure(double seconds) throws BenchFailure, InterruptedException {
        Rig.Mark mark = rig.begin();
        rig.run(seconds, name() + ", measuring");
        Window window = rig.end(mark);
        return new PeerWindow(window.seconds(), window.counts(), window.serverCpuNs());
    }

    @Override
    public long residentBytes() throws BenchFailure {
        // What is free in the heap is resident too, and comes and goes by megabytes.
        return rig.memory().used();
    }
}
