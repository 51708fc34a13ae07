package dev.treecast.tree.membership;

import dev.treecast.tree.pki.NodeRole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A few nodes in virtual time: messages take 5 ms, links 20 ms to come up, everybody knows the directory at once. */
final class Cluster {
    static final long MS = 1_000_000L;
    static final long ONE_WAY_NS = 5 * MS;
    static final long OPENING_NS = 20 * MS;
    private static final long EXPIRY_NS = 10_000 * MS;
    static final List<TrackDescription> TRACKS = List.of(new TrackDescription(0, 7, "VP8", ""));

    private record Event(long timeNs, long order, Runnable what) {}

    final Directory directory = new Directory();
    final Map<String, Member> members = new LinkedHashMap<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::timeNs).thenComparingLong(Event::order));
    private final Set<Set<String>> cuts = new HashSet<>();
    private final SplittableRandom random;
    private long orders;
    private long nowNs = 1_000 * MS;

    Cluster(long seed) {
        random = new SplittableRandom(seed);
    }

    long nowNs() {
        return nowNs;
    }

    Member add(String id, String region, int capacity, NodeRole... roles) {
        return add(id, region, capacity, directory, TreeOptions.defaults(), roles);
    }

    Member add(String id, String region, int capacity, DirectoryView view, TreeOptions options, NodeRole... roles) {
        NodeRecord record = new NodeRecord(id, region, Set.of(roles), capacity, 0, false);
        Member member = new Member(record, view, options);
        members.put(id, member);
        directory.nodes.put(id, record);
        return member;
    }

    Member member(String id) {
        Member member = members.get(id);
        if (member == null) {
            throw new IllegalArgumentException(id);
        }
        return member;
    }

    void publish(String id, String stream, String publication) {
        directory.ingestNodes.put(stream, id);
        member(id).input((tree, now) -> tree.published(now, stream, publication, TRACKS));
        members.values().forEach(member -> member.input((tree, now) -> tree.streamChanged(now, stream)));
    }

    void demand(String id, String stream, int layers) {
        member(id).input((tree, now) -> tree.demand(now, stream, layers));
    }

    /** Packets between two nodes get lost from now on, or no longer do. */
    void cut(String one, String other, boolean isCut) {
        if (isCut) {
            member(one).noteHeard(other);
            member(other).noteHeard(one);
            cuts.add(Set.of(one, other));
        } else {
            cuts.remove(Set.of(one, other));
        }
    }

    private boolean isCut(String one, String other) {
        return cuts.contains(Set.of(one, other));
    }

    void run(long spanMs) {
        long endNs = nowNs + spanMs * MS;
        while (!events.isEmpty() && events.peek().timeNs <= endNs) {
            Event event = events.remove();
            nowNs = Math.max(nowNs, event.timeNs);
            event.what.run();
        }
        nowNs = endNs;
    }

    void at(long timeNs, Runnable what) {
        events.add(new Event(Math.max(timeNs, nowNs), orders++, what));
    }

    /** The directory, which tells everything to everybody at once, unless it is away. */
    static final class Directory implements DirectoryView {
        final Map<String, NodeRecord> nodes = new LinkedHashMap<>();
        final Map<String, String> ingestNodes = new HashMap<>();
        final Map<String, Map<String, Carrier>> carriers = new HashMap<>();
        boolean away;

        @Override
        public Optional<NodeRecord> node(String id) {
            return Optional.ofNullable(nodes.get(id));
        }

        @Override
        public Collection<NodeRecord> relays(String region) {
            return nodes.values().stream()
                    .filter(node -> node.is(NodeRole.RELAY) && node.region().equals(region))
                    .toList();
        }

        @Override
        public Optional<String> ingestNode(String stream) {
            return Optional.ofNullable(ingestNodes.get(stream));
        }

        @Override
        public Collection<Carrier> carriers(String stream) {
            return carriers.getOrDefault(stream, Map.of()).values();
        }
    }

    interface Input {
        void give(TreeNode tree, long nowNs);
    }

    /** A node, with what it wanted done. */
    final class Member implements TreeListener, TreeReadings {
        final NodeRecord record;
        final TreeNode tree;
        final Map<String, String> takes = new HashMap<>();
        final Map<String, Source> sources = new HashMap<>();
        final Map<String, Set<String>> serves = new HashMap<>();
        final Map<String, Integer> layers = new HashMap<>();
        final Map<String, Map<Integer, Long>> replayed = new HashMap<>();
        final Set<String> ended = new HashSet<>();
        final List<String> log = new ArrayList<>();
        final List<TreeMessage> sent = new ArrayList<>();
        final Map<String, Member> up = new HashMap<>();
        Map<Integer, Long> have = Map.of();
        long wallSkewNs;
        boolean alive = true;
        boolean drained;
        int packetsPerSecond;
        long spacingNs;
        boolean answersKeys = true;
        private final Map<String, Long> heardNs = new HashMap<>();
        private final Set<String> opening = new HashSet<>();
        private long scheduledNs = Long.MAX_VALUE;

        Member(NodeRecord record, DirectoryView view, TreeOptions options) {
            this.record = record;
            tree = new TreeNode(record, options, view, this, this, random.split());
        }

        String id() {
            return record.id();
        }

        void input(Input input) {
            if (!alive) {
                return;
            }
            input.give(tree, nowNs);
            long dueNs = tree.nextDeadlineNs();
            if (dueNs < scheduledNs) {
                scheduledNs = dueNs;
                at(dueNs, () -> {
                    if (scheduledNs == dueNs) {
                        scheduledNs = Long.MAX_VALUE;
                        input(TreeNode::timeout);
                    }
                });
            }
        }

        /** Without a word: others find out by its silence. */
        void die() {
            alive = false;
            for (Member peer : up.values()) {
                peer.noteHeard(id());
            }
            expire();
        }

        /** The directory notices after a while. */
        private void expire() {
            at(nowNs + EXPIRY_NS, () -> {
                if (!directory.away) {
                    directory.nodes.remove(id());
                    directory.carriers.values().forEach(carriers -> carriers.remove(id()));
                }
            });
        }

        /** Its links close. */
        void kill() {
            alive = false;
            for (Member peer : List.copyOf(up.values())) {
                at(nowNs + ONE_WAY_NS, () -> peer.down(this));
            }
            expire();
        }

        private void noteHeard(String other) {
            heardNs.put(other, nowNs);
        }

        private void down(Member peer) {
            if (up.remove(peer.id()) != null) {
                input((tree, now) -> tree.linkDown(now, peer.id()));
            }
        }

        @Override
        public void openLink(String node) {
            Member peer = members.get(node);
            if (peer == null || up.containsKey(node) || !opening.add(node)) {
                return;
            }
            at(nowNs + OPENING_NS, () -> {
                if (opening.remove(node) && alive && peer.alive && !isCut(id(), node)) {
                    connect(peer);
                    peer.connect(this);
                }
            });
        }

        private void connect(Member peer) {
            up.put(peer.id(), peer);
            heardNs.put(peer.id(), nowNs);
            input((tree, now) -> tree.linkUp(now, peer.id(), peer.record.roles(), readings(peer)));
        }

        private LinkReadings readings(Member peer) {
            return new LinkReadings() {
                @Override
                public long lastHeardNs() {
                    boolean heard = peer.alive && !isCut(id(), peer.id()) && peer.up.get(id()) == Member.this;
                    return heard ? nowNs : heardNs.getOrDefault(peer.id(), 0L);
                }

                @Override
                public long lastSentNs() {
                    return nowNs;
                }

                @Override
                public long roundTripNs() {
                    return 2 * ONE_WAY_NS;
                }

                @Override
                public int packetsPerSecond() {
                    return packetsPerSecond;
                }

                @Override
                public long spacingNs() {
                    return spacingNs;
                }
            };
        }

        @Override
        public void closeLink(String node) {
            opening.remove(node);
            Member peer = up.remove(node);
            if (peer != null && !isCut(id(), node)) {
                at(nowNs + ONE_WAY_NS, () -> peer.down(this));
            }
        }

        @Override
        public void send(String node, TreeMessage message) {
            sent.add(message);
            Member peer = up.get(node);
            // All that is sent can be written and read.
            TreeMessage read = new TreeMessageCodec()
                    .decode(TreeMessageCodec.encode(message))
                    .orElseThrow();
            if (peer != null && !isCut(id(), node)) {
                at(nowNs + ONE_WAY_NS, () -> {
                    if (!isCut(id(), node) && peer.up.get(id()) == this) {
                        peer.input((tree, now) -> tree.message(now, id(), read));
                    }
                });
            }
        }

        /** Says something to a neighbour that the tree would not. */
        void lie(String node, TreeMessage message) {
            send(node, message);
        }

        @Override
        public void takeStream(String stream, String parent, Source source, Map<Integer, Long> have) {
            takes.put(stream, parent);
            sources.put(stream, source);
            log.add("take " + stream + " from " + parent);
        }

        @Override
        public void standby(String stream, @Nullable String node) {
            log.add("standby " + stream + " " + node);
        }

        @Override
        public void sourceLost(String stream) {
            takes.remove(stream);
            sources.remove(stream);
            log.add("lost " + stream);
        }

        @Override
        public void streamEnded(String stream) {
            takes.remove(stream);
            ended.add(stream);
        }

        @Override
        public void serve(String stream, String child, int wanted, Map<Integer, Long> had) {
            serves.computeIfAbsent(stream, name -> new HashSet<>()).add(child);
            layers.put(stream + "/" + child, wanted);
            replayed.put(stream + "/" + child, had);
        }

        @Override
        public void stopServing(String stream, String child) {
            serves.getOrDefault(stream, new HashSet<>()).remove(child);
        }

        @Override
        public void carrying(String stream, int depth) {
            if (!directory.away) {
                directory
                        .carriers
                        .computeIfAbsent(stream, name -> new LinkedHashMap<>())
                        .put(id(), new Carrier(id(), depth));
            }
        }

        @Override
        public void notCarrying(String stream) {
            if (!directory.away) {
                directory.carriers.getOrDefault(stream, new HashMap<>()).remove(id());
            }
        }

        @Override
        public void keyRequest(String stream, String edge, Opaque body) {
            log.add("key request of " + edge);
            if (answersKeys) {
                at(nowNs, () -> input((tree, now) -> tree.answerKey(now, stream, edge, body)));
            }
        }

        @Override
        public void keyAnswer(String stream, Opaque body) {
            log.add("key answer " + body.bytes().length);
        }

        @Override
        public void tick(String stream, String child, Opaque body) {
            log.add("tick from " + child);
        }

        @Override
        public void event(String stream, Opaque body) {
            log.add("event " + body.bytes().length);
        }

        @Override
        public void drained() {
            drained = true;
        }

        @Override
        public long wallClockNs(long now) {
            return now + wallSkewNs;
        }

        @Override
        public Map<Integer, Long> lastSequences(String stream) {
            return have;
        }

        /** What it takes; fails where it takes nothing. */
        Source source(String stream) {
            Source source = sources.get(stream);
            if (source == null) {
                throw new AssertionError(id() + " does not take " + stream);
            }
            return source;
        }

        String parent(String stream) {
            return tree.parent(stream).orElse("none");
        }

        int served() {
            return serves.values().stream().mapToInt(Set::size).sum();
        }
    }
}
