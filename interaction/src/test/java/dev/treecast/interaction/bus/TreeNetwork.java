package dev.treecast.interaction.bus;

import dev.treecast.interaction.branch.Branch;
import dev.treecast.interaction.branch.BranchOptions;
import dev.treecast.interaction.branch.Trunk;
import dev.treecast.interaction.input.TickMerger;
import dev.treecast.interaction.input.TickPacket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/** An ingest node, two relays and three edges in simulated time: links that delay and keep order, lose what is on them when they break, and a little besides. */
final class TreeNetwork {
    static final int EDGES = 3;
    static final int RELAYS = 2;
    private static final long STEP_NS = 1_000_000L;

    private record Flying(long atNs, long order, int relay, int edge, int life, Runnable arrive) {}

    final Stage stage;
    final Trunk trunk;
    final List<Branch> branches = new ArrayList<>();
    final int[] parents = new int[EDGES];
    /** What relays hold for a moment; it dies with them. */
    private final TickMerger[] mergers = new TickMerger[RELAYS];

    /** Edges say nothing of folding. */
    boolean olderEdges;

    long upTicks;
    long rootTicks;
    long downBytes;
    long downPackets;

    private final Random random;
    private final int lossPerMille;
    private final PriorityQueue<Flying> flying =
            new PriorityQueue<>(java.util.Comparator.comparingLong(Flying::atNs).thenComparingLong(Flying::order));
    private final long[] freeNs = new long[2 * EDGES];
    /** Relays that are down; each edge's links have lives, and what flies on an older one is lost. */
    private final Set<Integer> crashed = new HashSet<>();

    private final int[] lives = new int[EDGES];
    private long order;

    TreeNetwork(Stage stage, long seed, int lossPerMille, BranchOptions options) {
        this.stage = stage;
        this.lossPerMille = lossPerMille;
        random = new Random(seed);
        trunk = new Trunk(stage.nowNs, stage.nowUs(), Stage.STREAM, options, stage.bus, this::broadcast);
        for (int i = 0; i < RELAYS; i++) {
            mergers[i] = merger(i);
        }
        for (int i = 0; i < EDGES; i++) {
            int edge = i;
            parents[i] = i % RELAYS;
            branches.add(new Branch(
                    stage.nowNs, options, ns -> Stage.EPOCH_US + ns / 1_000, random, bytes -> fly(edge, true, bytes)));
        }
    }

    private void broadcast(byte[] bytes) {
        downPackets++;
        downBytes += bytes.length;
        for (int edge = 0; edge < EDGES; edge++) {
            fly(edge, false, bytes);
        }
    }

    private void fly(int edge, boolean up, byte[] bytes) {
        if (bytes.length > 12_000) {
            throw new AssertionError("The tree does not take " + bytes.length + " bytes");
        }
        if (random.nextInt(1_000) < lossPerMille) {
            return;
        }
        int line = 2 * edge + (up ? 1 : 0);
        long atNs = Math.max(freeNs[line], stage.nowNs + (4 + random.nextInt(30)) * STEP_NS);
        freeNs[line] = atNs;
        int relay = parents[edge];
        Runnable arrive =
                up ? () -> passUp(edge, relay, bytes) : () -> branches.get(edge).down(stage.nowNs, bytes);
        flying.add(new Flying(atNs, order++, parents[edge], edge, lives[edge], arrive));
    }

    private void passUp(int edge, int relay, byte[] bytes) {
        if (TickPacket.isTick(bytes)) {
            upTicks++;
            mergers[relay].take(stage.nowNs, "edge-" + edge, bytes);
        } else {
            if (olderEdges) {
                bytes[1] &= ~2;
            }
            trunk.up(stage.nowNs, bytes);
        }
    }

    private TickMerger merger(int relay) {
        return new TickMerger(stage.nowNs, TickMerger.Options.defaults(), bytes -> {
            // Between relay and ingest node: no delay of its own, but its losses.
            if (random.nextInt(1_000) >= lossPerMille && !crashed.contains(relay)) {
                rootTicks++;
                trunk.up(stage.nowNs, bytes);
            }
        });
    }

    /** The edge takes the stream from another relay; what is under way is lost. */
    void move(int edge, int relay) {
        parents[edge] = relay;
        lives[edge]++;
        branches.get(edge).moved(stage.nowNs);
    }

    void crash(int relay) {
        crashed.add(relay);
        mergers[relay] = merger(relay);
    }

    void restart(int relay) {
        crashed.remove(relay);
    }

    Stage.Box connect(int edge, String address, SeenFrameClock clock) {
        Stage.Box box = stage.new Box();
        box.client = branches.get(edge).connect(stage.nowNs, address, clock, box);
        return box;
    }

    Stage.Box viewer(int edge, String name, String members) {
        Stage.Box box = connect(edge, "10.1." + edge + ".1-" + name, SeenFrameClock.NONE);
        box.say("{'type':'hello','version':1,'role':'viewer','token':'viewer:" + name + "'" + members + "}");
        return box;
    }

    void pass(long ms) {
        for (long i = 0; i < ms; i++) {
            step();
        }
    }

    private void step() {
        stage.nowNs += STEP_NS;
        long now = stage.nowNs;
        while (!flying.isEmpty() && flying.element().atNs <= now) {
            Flying next = flying.remove();
            if (!crashed.contains(next.relay) && lives[next.edge] == next.life) {
                next.arrive.run();
            }
        }
        while (stage.bus.nextDeadlineNs() <= now) {
            stage.bus.timeout(now);
        }
        for (TickMerger merger : mergers) {
            merger.timeout(now);
        }
        if (trunk.nextDeadlineNs() <= now) {
            trunk.timeout(now);
        }
        if (trunk.nextDeadlineNs() <= now) {
            throw new AssertionError("The trunk's deadline is not served");
        }
        for (Branch branch : branches) {
            if (branch.nextDeadlineNs() <= now) {
                branch.timeout(now);
            }
        }
    }
}
