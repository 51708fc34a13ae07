package dev.treecast.bench.tree;

import static dev.treecast.bench.tree.Timeline.MS;
import static dev.treecast.bench.tree.Timeline.NEVER;

import dev.treecast.tree.membership.Carrier;
import dev.treecast.tree.membership.NodeRecord;
import dev.treecast.tree.membership.Opaque;
import dev.treecast.tree.membership.Source;
import dev.treecast.tree.membership.TreeListener;
import dev.treecast.tree.membership.TreeMessage;
import dev.treecast.tree.membership.TreeNode;
import dev.treecast.tree.membership.TreeOptions;
import dev.treecast.tree.membership.TreeReadings;
import dev.treecast.tree.pki.NodeRole;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A node: a real {@link TreeNode}, and around it what a process would be. */
final class SimulatedNode implements TreeListener, TreeReadings {
    interface Input {
        void give(TreeNode membership, long nowNs);
    }

    /** A handshake with certificates on both sides, each side's: the cold end of decision 13's range. */
    private static final long HANDSHAKE_CPU_NS = MS;

    /** {@code StreamKeyOwner} on one core: 1.0 to 1.8 ms a request, measured while others used the machine. */
    private static final long KEY_CPU_NS = MS;

    /** A key request, and a sealed key, with one certificate each. */
    private static final Opaque KEY_REQUEST = new Opaque(new byte[583]);

    private static final Opaque SEALED_KEY = new Opaque(new byte[637]);

    /** As {@code ViewedStream} asks again; it doubles. */
    private static final long KEY_AGAIN_NS = 500 * MS;

    private static final long KEY_AGAIN_NS_MAX = 8_000 * MS;

    /** Datagrams until a link can be used: check, DTLS, SCTP; each waits for the one before. */
    private static final int OPENING_DATAGRAMS = 9;

    // given
    final NodeRecord record;
    final Region region;
    final int index;
    private final SimulatedTree tree;
    private final SimulatedDirectory directory;

    // owned
    final TreeNode membership;
    final Media media;
    final Map<String, LinkEnd> links = new LinkedHashMap<>();
    private final Set<String> opening = new LinkedHashSet<>();

    /** The publications of streams that are taken, and those that a key has come for. */
    private final Map<String, String> publications = new LinkedHashMap<>();

    private final Map<String, String> keys = new LinkedHashMap<>();

    // state
    boolean alive = true;
    long diedNs = NEVER;
    boolean draining;
    long wallSkewNs;
    int loadMax;
    private int loadSaid;
    private long busyUntilNs;
    private long wakeNs = NEVER;

    SimulatedNode(SimulatedTree tree, NodeRecord record, Region region, int index) {
        this.tree = tree;
        this.record = record;
        this.region = region;
        this.index = index;
        directory = tree.directory;
        media = new Media(this, tree.network);
        membership =
                new TreeNode(record, TreeOptions.defaults(), directory.view(region), this, this, tree.random.split());
    }

    String id() {
        return record.id();
    }

    boolean is(NodeRole role) {
        return record.is(role);
    }

    private long nowNs() {
        return tree.timeline.nowNs();
    }

    void input(Input input) {
        if (!alive) {
            return;
        }
        input.give(membership, nowNs());
        long dueNs = membership.nextDeadlineNs();
        if (dueNs < wakeNs) {
            wakeNs = dueNs;
            tree.timeline.at(dueNs, () -> {
                if (wakeNs == dueNs) {
                    wakeNs = NEVER;
                    input(TreeNode::timeout);
                }
            });
        }
    }

    /** What takes a core's time waits until it is free. */
    private long busy(long spanNs) {
        busyUntilNs = Math.max(nowNs(), busyUntilNs) + spanNs;
        return busyUntilNs;
    }

    /** Says how many children there are, when that is another number than before. */
    void sayLoad() {
        loadMax = Math.max(loadMax, media.children);
        if (alive && (media.children != loadSaid || draining)) {
            loadSaid = media.children;
            write();
        }
    }

    void write() {
        NodeRecord now = new NodeRecord(
                id(), record.region(), record.roles(), record.capacity(), membership.children(), draining);
        directory.write(region, "node " + id(), view -> view.put(now));
    }

    // ---- Links ----

    @Override
    public void openLink(String id) {
        if (!links.containsKey(id) && opening.add(id)) {
            SimulatedNode peer = tree.node(id);
            long thereNs = tree.network.deliveryNs(region, peer.region);
            tree.timeline.after(thereNs, () -> {
                if (peer.alive && !tree.network.isCut(region, peer.region)) {
                    tree.timeline.at(peer.busy(HANDSHAKE_CPU_NS), () -> shake(peer));
                } else {
                    opening.remove(id);
                }
            });
        }
    }

    private void shake(SimulatedNode peer) {
        long spanNs = 0;
        for (int i = 1; i < OPENING_DATAGRAMS; i++) {
            spanNs += tree.network.deliveryNs(region, peer.region);
        }
        long doneNs = Math.max(nowNs() + spanNs, alive ? busy(HANDSHAKE_CPU_NS) : 0);
        tree.timeline.at(doneNs, () -> {
            if (opening.remove(peer.id()) && alive && peer.alive && !tree.network.isCut(region, peer.region)) {
                LinkEnd known = links.get(peer.id());
                if (known == null || !known.isUsed()) {
                    connect(peer);
                    peer.connect(this);
                }
            }
        });
    }

    private void connect(SimulatedNode peer) {
        LinkEnd end = new LinkEnd(tree, this, peer);
        links.put(peer.id(), end);
        input((tree, now) -> tree.linkUp(now, peer.id(), peer.record.roles(), end));
    }

    @Override
    public void closeLink(String id) {
        opening.remove(id);
        LinkEnd end = links.remove(id);
        if (end != null) {
            tree.timeline.after(tree.network.oneWayNs(region, end.peer.region), () -> end.peer.closed(this));
        }
    }

    private void closed(SimulatedNode peer) {
        LinkEnd mine = links.get(peer.id());
        boolean theirs = peer.links.containsKey(id()) && peer.alive;
        if (mine != null && mine.peer == peer && !theirs && !tree.network.isCut(region, peer.region)) {
            links.remove(peer.id());
            input((tree, now) -> tree.linkDown(now, peer.id()));
        }
    }

    @Override
    public void send(String id, TreeMessage message) {
        LinkEnd end = links.get(id);
        if (end == null) {
            return;
        }
        end.sent(nowNs());
        tree.traffic.sent(index, message);
        long arrivesNs = nowNs() + tree.network.deliveryNs(region, end.peer.region);
        end.deliveryNs = Math.max(arrivesNs, end.deliveryNs + 1);
        tree.timeline.at(end.deliveryNs, () -> deliver(end, message));
    }

    private void deliver(LinkEnd end, TreeMessage message) {
        LinkEnd theirs = end.peer.links.get(id());
        if (theirs == null || theirs.peer != this || !end.peer.alive) {
            return;
        }
        if (tree.network.isCut(region, end.peer.region)) {
            if (alive && links.get(end.peer.id()) == end) {
                end.deliveryNs = Math.max(end.deliveryNs, nowNs() + Network.RETRANSMISSION_NS);
                tree.timeline.at(end.deliveryNs, () -> deliver(end, message));
            }
            return;
        }
        theirs.heard(nowNs());
        end.delivered(nowNs());
        end.peer.input((membership, now) -> membership.message(now, id(), message));
    }

    // ---- Streams ----

    @Override
    public void takeStream(String stream, String parent, Source source, Map<Integer, Long> have) {
        LinkEnd end = links.get(parent);
        if (end == null) {
            return;
        }
        media.take(nowNs(), stream, end.peer, source.path().size());
        tree.invariants.taken(this, stream);
        publications.put(stream, source.publication());
        Watch watch = tree.audience.watch(this, stream);
        if (watch != null) {
            watched(watch);
        }
    }

    /** Viewers want what is taken. */
    void watched(Watch watch) {
        String publication = publications.get(watch.stream);
        if (publication == null) {
            return;
        }
        watch.taken(nowNs());
        if (!publication.equals(keys.get(watch.stream))) {
            watch.keyNs = NEVER;
            tree.timeline.after(MS, () -> askForKey(watch.stream, publication, KEY_AGAIN_NS));
        } else if (watch.keyNs == NEVER) {
            watch.keyNs = nowNs();
        }
    }

    private void askForKey(String stream, String publication, long againNs) {
        if (alive && publication.equals(publications.get(stream)) && !publication.equals(keys.get(stream))) {
            input((membership, now) -> membership.requestKey(now, stream, KEY_REQUEST));
            long nextNs = Math.min(2 * againNs, KEY_AGAIN_NS_MAX);
            tree.timeline.after(againNs, () -> askForKey(stream, publication, nextNs));
        }
    }

    @Override
    public void keyRequest(String stream, String edge, Opaque body) {
        tree.timeline.at(
                busy(KEY_CPU_NS),
                () -> input((membership, now) -> membership.answerKey(now, stream, edge, SEALED_KEY)));
    }

    @Override
    public void keyAnswer(String stream, Opaque body) {
        String publication = publications.get(stream);
        Watch watch = tree.audience.watch(this, stream);
        if (publication != null) {
            keys.put(stream, publication);
        }
        if (watch != null && watch.keyNs == NEVER) {
            watch.keyNs = nowNs();
        }
    }

    @Override
    public void sourceLost(String stream) {
        publications.remove(stream);
        media.lost(nowNs(), stream);
    }

    @Override
    public void streamEnded(String stream) {
        media.lost(nowNs(), stream);
        publications.remove(stream);
        tree.audience.ended(this, stream);
    }

    @Override
    public void serve(String stream, String child, int layers, Map<Integer, Long> have) {
        media.serve(nowNs(), stream, child);
        loadMax = Math.max(loadMax, media.children);
        tree.invariants.served(this);
    }

    @Override
    public void stopServing(String stream, String child) {
        media.stopServing(nowNs(), stream, child);
    }

    @Override
    public void carrying(String stream, int depth) {
        directory.write(region, stream + " at " + id(), view -> view.carrier(stream, new Carrier(id(), depth)));
    }

    @Override
    public void notCarrying(String stream) {
        directory.write(region, stream + " at " + id(), view -> view.noCarrier(stream, id()));
    }

    @Override
    public void drained() {
        tree.timeline.after(0, () -> tree.kill(this));
    }

    // ---- Readings ----

    @Override
    public long wallClockNs(long nowNs) {
        return nowNs + wallSkewNs;
    }

    @Override
    public Map<Integer, Long> lastSequences(String stream) {
        long lastNs = media.lastNs(stream, nowNs());
        return lastNs == 0 ? Map.of() : Map.of(0, lastNs / MS);
    }

    /** Depth of what it takes; 0 where it takes nothing. */
    int depth(String stream) {
        Media.@Nullable Taken taken = media.taken.get(stream);
        return taken == null ? 0 : taken.depth;
    }

    List<String> published() {
        return List.copyOf(media.published.keySet());
    }
}
