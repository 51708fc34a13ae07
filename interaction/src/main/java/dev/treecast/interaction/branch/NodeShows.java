package dev.treecast.interaction.branch;

import dev.treecast.interaction.bus.Interaction;
import dev.treecast.interaction.bus.InteractionCounters;
import dev.treecast.interaction.bus.Outbox;
import dev.treecast.interaction.bus.SeenFrameClock;
import dev.treecast.interaction.input.Summary;
import dev.treecast.interaction.input.TickMerger;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Identifier;
import dev.treecast.interaction.show.Messages;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The shows of a node in a tree: those of streams that are ingested here are with the bus, and have a {@link Trunk} when other nodes have viewers of them;
 * those that are elsewhere have a {@link Branch} here, when viewers here have them, and a
 * {@link TickMerger} when nodes below do. With {@link ShowTree#ALONE} it is the bus and nothing else.
 */
public final class NodeShows implements Interaction {
    private final Interaction bus;
    private final BranchOptions options;
    private final LongUnaryOperator timeUs;
    private final RandomGenerator random;
    private final int branchesMax;
    private ShowTree tree = ShowTree.ALONE;
    private final Map<String, Trunk> trunks = new HashMap<>();
    private final Map<String, Branch> branches = new HashMap<>();
    /** Of streams that other nodes take through this one. */
    private final Map<String, TickMerger> mergers = new HashMap<>();

    private final Map<String, Set<Local>> locals = new HashMap<>();
    private boolean stopped;

    // Of branches and mergers that have gone.
    private long folded;
    private long dropped;
    private long beyondLimits;
    private long merged;

    /**
     * @param timeUs the stream time of a moment of {@code nowNs}, microseconds since 1970
     * @param branchesMax streams from elsewhere, and streams of ours with viewers elsewhere, as many of each
     */
    public NodeShows(
            Interaction bus, BranchOptions options, LongUnaryOperator timeUs, RandomGenerator random, int branchesMax) {
        this.bus = bus;
        this.options = options;
        this.timeUs = timeUs;
        this.random = random;
        this.branchesMax = branchesMax;
    }

    /** The node has become part of a tree. */
    public void join(ShowTree joined) {
        tree = joined;
    }

    @Override
    public Client connect(long nowNs, String stream, String address, SeenFrameClock clock, Outbox outbox) {
        // What the bus would refuse it shall refuse.
        if (stopped || tree.isHere(stream) || !Identifier.isValid(stream)) {
            Local local = new Local(stream, outbox);
            locals.computeIfAbsent(stream, key -> new LinkedHashSet<>()).add(local);
            local.client = bus.connect(nowNs, stream, address, clock, outbox);
            return local;
        }
        Branch branch = branches.get(stream);
        if (branch == null) {
            if (branches.size() >= branchesMax) {
                outbox.text(Messages.bye(ErrorCode.LIMIT, "This server has as many shows as it may have.", true));
                outbox.close();
                return new Local(stream, outbox);
            }
            branch = new Branch(nowNs, options, timeUs, random, packet -> tree.up(stream, packet));
            branches.put(stream, branch);
        }
        return branch.connect(nowNs, address, clock, outbox);
    }

    /** A packet of an edge came up; nothing happens when the show is not here. */
    public void up(long nowNs, String stream, byte[] packet) {
        Trunk trunk = trunks.get(stream);
        if (trunk == null) {
            if (stopped || !tree.isHere(stream) || trunks.size() >= branchesMax) {
                return;
            }
            trunk = new Trunk(
                    nowNs, timeUs.applyAsLong(nowNs), stream, options, bus, bytes -> tree.down(stream, bytes));
            trunks.put(stream, trunk);
        }
        trunk.up(nowNs, packet);
    }

    /**
     * A child's ticks came for a show that is elsewhere: they go on with those of other children.
     *
     * @param child the node they come from
     */
    public void merge(long nowNs, String stream, String child, byte[] packet) {
        TickMerger merger = mergers.get(stream);
        if (merger == null) {
            if (mergers.size() >= branchesMax) {
                tree.up(stream, packet);
                return;
            }
            merger = new TickMerger(nowNs, TickMerger.Options.defaults(), bytes -> tree.up(stream, bytes));
            mergers.put(stream, merger);
        }
        merger.take(nowNs, child, packet);
    }

    /** A packet of a stream's ingest node came down. */
    public void down(long nowNs, String stream, byte[] packet) {
        Branch branch = branches.get(stream);
        if (branch != null) {
            branch.down(nowNs, packet);
        }
    }

    /** A stream comes by another way now, or from another node, or from here: clients of a show that was elsewhere than it is now connect anew. */
    public void moved(long nowNs, String stream) {
        boolean here = tree.isHere(stream);
        Branch branch = branches.get(stream);
        if (branch != null) {
            if (here) {
                branch.shutdown(nowNs);
                forgetBranch(stream);
            } else {
                branch.moved(nowNs);
            }
        }
        if (here) {
            return;
        }
        List.copyOf(locals.getOrDefault(stream, Set.of())).forEach(local -> local.sendAway(nowNs));
        Trunk trunk = trunks.remove(stream);
        if (trunk != null) {
            trunk.close(nowNs);
        }
    }

    /** Streams from elsewhere whose shows clients here take part in, whether or not anybody watches them here. */
    public Set<String> elsewhere() {
        return branches.entrySet().stream()
                .filter(each -> each.getValue().clients() > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public long nextDeadlineNs() {
        long next = bus.nextDeadlineNs();
        for (Trunk trunk : trunks.values()) {
            next = Math.min(next, trunk.nextDeadlineNs());
        }
        for (Branch branch : branches.values()) {
            next = Math.min(next, branch.nextDeadlineNs());
        }
        for (TickMerger merger : mergers.values()) {
            next = Math.min(next, merger.nextDeadlineNs());
        }
        return next;
    }

    @Override
    public void timeout(long nowNs) {
        if (bus.nextDeadlineNs() <= nowNs) {
            bus.timeout(nowNs);
        }
        // After the bus, so that what it has just said leaves at once.
        trunks.values().forEach(trunk -> trunk.timeout(nowNs));
        List<String> idle = new ArrayList<>();
        branches.forEach((stream, branch) -> {
            if (branch.nextDeadlineNs() <= nowNs) {
                branch.timeout(nowNs);
            }
            if (branch.isIdle(nowNs)) {
                idle.add(stream);
            }
        });
        idle.forEach(this::forgetBranch);
        trunks.values().removeIf(trunk -> trunk.isIdle(nowNs));
        mergers.values().forEach(merger -> merger.timeout(nowNs));
        mergers.values().removeIf(merger -> {
            boolean idleLong = merger.isIdle(nowNs, options.lostNs());
            merged += idleLong ? merger.merged() : 0;
            return idleLong;
        });
    }

    private void forgetBranch(String stream) {
        Branch branch = branches.remove(stream);
        if (branch != null) {
            folded += branch.folded();
            dropped += branch.dropped();
            beyondLimits += branch.beyondLimits();
        }
    }

    @Override
    public void shutdown(long nowNs) {
        stopped = true;
        bus.shutdown(nowNs);
        trunks.values().forEach(trunk -> trunk.close(nowNs));
        trunks.clear();
        branches.values().forEach(branch -> branch.shutdown(nowNs));
        branches.clear();
    }

    @Override
    public void folded(long nowNs, String stream, Map<Integer, Summary> summaries) {
        bus.folded(nowNs, stream, summaries);
    }

    @Override
    public String stateJson(long nowNs, String stream) {
        return bus.stateJson(nowNs, stream);
    }

    @Override
    public InteractionCounters counters() {
        long nowFolded = folded;
        long nowDropped = dropped;
        long nowBeyond = beyondLimits;
        for (Branch branch : branches.values()) {
            nowFolded += branch.folded();
            nowDropped += branch.dropped();
            nowBeyond += branch.beyondLimits();
        }
        long nowMerged = merged;
        for (TickMerger merger : mergers.values()) {
            nowMerged += merger.merged();
        }
        return bus.counters().elsewhere(nowFolded, nowMerged, nowBeyond, nowDropped);
    }

    /** A client of the bus here, remembered in case that its show moves away. */
    private final class Local implements Client {
        private final String stream;
        private final Outbox outbox;
        private Client client = NOBODY;

        Local(String stream, Outbox outbox) {
            this.stream = stream;
            this.outbox = outbox;
        }

        @Override
        public void text(long nowNs, byte[] utf8, int offset, int length) {
            client.text(nowNs, utf8, offset, length);
        }

        @Override
        public void binary(long nowNs, byte[] data, int offset, int length) {
            client.binary(nowNs, data, offset, length);
        }

        @Override
        public void gone(long nowNs) {
            locals.computeIfPresent(stream, (key, all) -> {
                all.remove(this);
                return all.isEmpty() ? null : all;
            });
            client.gone(nowNs);
        }

        void sendAway(long nowNs) {
            gone(nowNs);
            outbox.text(Messages.bye(ErrorCode.SHUTDOWN, "The show goes on elsewhere.", true));
            outbox.close();
            client = NOBODY;
        }
    }

    private static final Client NOBODY = new Client() {
        @Override
        public void text(long nowNs, byte[] utf8, int offset, int length) {}

        @Override
        public void binary(long nowNs, byte[] data, int offset, int length) {}

        @Override
        public void gone(long nowNs) {}
    };
}
