package dev.treecast.tree.node;

import dev.treecast.tree.Publication;
import dev.treecast.tree.Track;
import dev.treecast.tree.membership.Opaque;
import dev.treecast.tree.membership.TrackDescription;
import dev.treecast.tree.membership.TreeMessage;
import dev.treecast.tree.membership.TreeNode;
import dev.treecast.webrtc.peer.MediaLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams that are published at this node: sealed, and offered to other nodes. Confined to the control loop. */
final class PublishedStreams {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedStreams.class);
    private static final int PUBLICATION_ID_BYTES = 12;
    private static final int MOVING_MAX = 256;

    private final MediaLoop control;
    private final NodeCredentials credentials;
    private final Function<String, CarriedStream> carried;
    private final TreeNode tree;
    private final IntSupplier newSource;
    private final Runnable changed;
    private final Consumer<String> unpublished;
    private final LongAdder refusedKeys;
    private final Map<String, PublicationKeys> keys = new HashMap<>();
    private final Map<String, PublishedLayers> layers = new HashMap<>();
    /** Streams that are about to move here; the oldest are forgotten. */
    private final Set<String> moving = new LinkedHashSet<>();

    /**
     * @param carried the stream as this node carries it, made where it is not
     * @param newSource makes SSRCs
     * @param unpublished told of streams whose publisher has gone
     * @param changed to be called after the tree was told something from outside of its loop
     */
    PublishedStreams(
            MediaLoop control,
            NodeCredentials credentials,
            Function<String, CarriedStream> carried,
            TreeNode tree,
            IntSupplier newSource,
            Runnable changed,
            Consumer<String> unpublished,
            LongAdder refusedKeys) {
        this.control = control;
        this.credentials = credentials;
        this.carried = carried;
        this.tree = tree;
        this.newSource = newSource;
        this.changed = changed;
        this.unpublished = unpublished;
        this.refusedKeys = refusedKeys;
    }

    /** A stream that is published at another node will be here: other nodes leave that one when there are packets here, and not before. */
    void expect(String stream) {
        moving.add(stream);
        if (moving.size() > MOVING_MAX) {
            moving.remove(moving.iterator().next());
        }
    }

    void started(long nowNs, Publication publication) {
        String name = publication.stream().name();
        String id = newId();
        List<TrackDescription> tracks = describe(publication);
        boolean moves = moving.remove(name);
        if (!moves && !offer(nowNs, name, id, tracks)) {
            return;
        }
        PublicationKeys made = new PublicationKeys(name, id, credentials, this::answerKey, refusedKeys, nowNs);
        keys.put(name, made);
        layers.put(name, new PublishedLayers(publication, id));
        StreamFeed feed = carried.apply(name).publishedHere(nowNs, id, tracks, publication.control());
        Runnable first = () -> {
            if (moves && keys.get(name) == made) {
                var unusedOffered = offer(control.nowNs(), name, id, tracks);
                changed.run();
            }
        };
        publication.stream()
                .subscribe(new LocalPublisher(
                        publication, feed, made, first, (ended, over) -> ended(name, made, over), control));
    }

    private boolean offer(long nowNs, String name, String id, List<TrackDescription> tracks) {
        boolean offered = tree.published(nowNs, name, id, tracks);
        if (!offered) {
            LOG.warn("'{}' is not offered to other nodes: too many streams", name);
        }
        return offered;
    }

    private void ended(String name, PublicationKeys of, boolean over) {
        if (keys.get(name) != of) {
            return; // its successor's time has begun
        }
        layers.remove(name);
        if (over) {
            keys.remove(name);
            tree.ended(control.nowNs(), name);
        } else {
            tree.unpublished(control.nowNs(), name);
            unpublished.accept(name);
        }
        changed.run();
    }

    private void answerKey(String stream, String edge, byte[] message) {
        control.execute(() -> {
            tree.answerKey(control.nowNs(), stream, edge, new Opaque(message));
            changed.run();
        });
    }

    private String newId() {
        byte[] bytes = new byte[PUBLICATION_ID_BYTES];
        credentials.random().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private List<TrackDescription> describe(Publication publication) {
        List<TrackDescription> tracks = new ArrayList<>();
        for (Track track : publication.tracks()) {
            tracks.add(new TrackDescription(
                    tracks.size(),
                    newSource.getAsInt() & 0xffff_ffffL,
                    track.codec().encodingName(),
                    track.formatParameters(),
                    track.rid()));
        }
        return tracks;
    }

    void keyRequest(long nowNs, String stream, byte[] message) {
        PublicationKeys known = keys.get(stream);
        if (known == null) {
            refusedKeys.increment();
        } else {
            known.request(nowNs, message);
        }
    }

    void nodeLeft(long nowNs, String node) {
        keys.values().forEach(each -> each.nodeLeft(nowNs, node));
    }

    /** To be called several times a second. */
    void timeout(long nowNs) {
        keys.values().forEach(each -> each.timeout(nowNs));
        for (PublishedLayers each : layers.values()) {
            TreeMessage.LayerRates news = each.news(nowNs);
            if (news != null) {
                tree.sendRates(nowNs, news);
                changed.run();
            }
        }
    }
}
