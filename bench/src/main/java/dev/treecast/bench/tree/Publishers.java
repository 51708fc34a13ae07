package dev.treecast.bench.tree;

import static dev.treecast.bench.tree.Timeline.SECOND;

import dev.treecast.tree.membership.TrackDescription;
import dev.treecast.tree.pki.NodeRole;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Those who publish, each at one ingest node, which has to hold the stream's lease; when it is lost they go to another. */
final class Publishers {
    private static final List<TrackDescription> TRACKS = List.of(
            new TrackDescription(0, 1_000, "H264/90000", "profile-level-id=42e01f;packetization-mode=1"),
            new TrackDescription(1, 1_001, "opus/48000/2", "minptime=10;useinbandfec=1"));

    /** Until a publisher sees that its ingest node is gone, and between tries. */
    private static final long AWAY_NS = 2 * SECOND;

    private static final long AGAIN_NS = SECOND;

    private static final class Publisher {
        @Nullable
        SimulatedNode at;

        int publications;
    }

    private final SimulatedTree tree;
    private final SplittableRandom random;
    private final Map<String, Publisher> publishers = new LinkedHashMap<>();

    Publishers(SimulatedTree tree, SplittableRandom random) {
        this.tree = tree;
        this.random = random;
    }

    /** Where a stream is published; null while it is not. */
    @Nullable
    SimulatedNode at(String stream) {
        Publisher publisher = publishers.get(stream);
        return publisher == null ? null : publisher.at;
    }

    /** A publisher comes to an ingest node, and asks again elsewhere when that cannot have the lease. */
    void publish(String stream, SimulatedNode node) {
        Publisher publisher = publishers.computeIfAbsent(stream, name -> new Publisher());
        if (!node.alive || !tree.directory.reaches(node.region)) {
            tree.timeline.after(AGAIN_NS, () -> publishAnywhere(stream));
            return;
        }
        long thereNs = tree.network.deliveryNs(node.region, SimulatedDirectory.HOME);
        tree.timeline.after(thereNs, () -> {
            boolean free =
                    tree.directory.truth().ingestNode(stream).map(this::isFree).orElse(true);
            if (!free || publisher.at != null || !node.alive || !tree.directory.reaches(node.region)) {
                tree.timeline.after(AGAIN_NS, () -> publishAnywhere(stream));
                return;
            }
            publisher.at = node;
            tree.directory.decide(stream, view -> view.ingest(stream, node.id()));
            String publication = stream + "-" + publisher.publications++;
            tree.timeline.after(thereNs, () -> {
                if (node.alive && publisher.at == node) {
                    node.media.publish(tree.timeline.nowNs(), stream);
                    node.input((membership, now) -> membership.published(now, stream, publication, TRACKS));
                }
            });
        });
    }

    private void publishAnywhere(String stream) {
        Publisher publisher = publishers.get(stream);
        List<SimulatedNode> all = tree.alive(NodeRole.INGEST, node -> tree.directory.reaches(node.region));
        if (publisher == null || publisher.at != null) {
            return;
        }
        if (all.isEmpty()) {
            tree.timeline.after(AGAIN_NS, () -> publishAnywhere(stream));
        } else {
            publish(stream, all.get(random.nextInt(all.size())));
        }
    }

    /** A lease is free when its holder has let go of it, or could not renew it for as long as it lasts. */
    private boolean isFree(String holder) {
        SimulatedNode node = tree.node(holder);
        long nowNs = tree.timeline.nowNs();
        long cutNs = tree.network.cutNs(node.region, SimulatedDirectory.HOME);
        boolean expired = !node.alive && nowNs - node.diedNs >= SimulatedDirectory.EXPIRY_NS;
        boolean cut = cutNs != Timeline.NEVER && nowNs - cutNs >= SimulatedDirectory.EXPIRY_NS;
        return expired || cut || node.alive;
    }

    /** The publisher goes to another ingest node of its own accord. */
    void move(String stream, SimulatedNode to) {
        Publisher publisher = publishers.get(stream);
        if (publisher == null || publisher.at == null || publisher.at == to) {
            return;
        }
        unpublish(publisher.at, stream);
        publisher.at = null;
        publish(stream, to);
    }

    /** The publisher goes elsewhere, and its ingest node does not notice. */
    void slipAway(String stream) {
        Publisher publisher = publishers.get(stream);
        if (publisher != null && publisher.at != null) {
            publisher.at = null;
            tree.timeline.after(SimulatedDirectory.EXPIRY_NS, () -> publishAnywhere(stream));
        }
    }

    private void unpublish(SimulatedNode node, String stream) {
        node.media.unpublish(tree.timeline.nowNs(), stream);
        node.input((membership, now) -> membership.unpublished(now, stream));
    }

    /** An ingest node hears that a stream it publishes is another's. */
    void streamChanged(SimulatedNode node, String stream) {
        boolean mine = tree.directory
                .view(node.region)
                .ingestNode(stream)
                .map(node.id()::equals)
                .orElse(false);
        if (node.alive && node.media.published.containsKey(stream) && !mine) {
            unpublish(node, stream);
        }
    }

    void died(SimulatedNode node) {
        publishers.forEach((stream, publisher) -> {
            if (publisher.at == node) {
                publisher.at = null;
                tree.timeline.after(AWAY_NS, () -> publishAnywhere(stream));
            }
        });
    }
}
