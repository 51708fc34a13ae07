package dev.treecast.tree.node;

import dev.treecast.tree.Publication;
import dev.treecast.tree.Track;
import dev.treecast.tree.membership.Opaque;
import dev.treecast.tree.membership.TrackDescription;
import dev.treecast.webrtc.peer.MediaLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams that are published at this node: sealed, and offered to other nodes. Confined to the control loop. */
final class PublishedStreams {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedStreams.class);
    private static final int PUBLICATION_ID_BYTES = 12;

    interface Tree {
        /** @return false when no more streams can be carried */
        boolean published(String stream, String publication, List<TrackDescription> tracks);

        void unpublished(String stream);

        void ended(String stream);

        /** On any thread. */
        void answerKey(String stream, String edge, Opaque body);

        int newSource();
    }

    private final MediaLoop control;
    private final NodeCredentials credentials;
    private final Function<String, CarriedStream> carried;
    private final Tree tree;
    private final LongAdder refusedKeys;
    private final Map<String, PublicationKeys> keys = new HashMap<>();

    /** @param carried the stream as this node carries it, made where it is not */
    PublishedStreams(
            MediaLoop control,
            NodeCredentials credentials,
            Function<String, CarriedStream> carried,
            Tree tree,
            LongAdder refusedKeys) {
        this.control = control;
        this.credentials = credentials;
        this.carried = carried;
        this.tree = tree;
        this.refusedKeys = refusedKeys;
    }

    void started(long nowNs, Publication publication) {
        String name = publication.stream().name();
        String id = newId();
        List<TrackDescription> tracks = describe(publication);
        if (!tree.published(name, id, tracks)) {
            LOG.warn("'{}' is not offered to other nodes: too many streams", name);
            return;
        }
        PublicationKeys made = new PublicationKeys(name, id, credentials, this::answerKey, refusedKeys, nowNs);
        keys.put(name, made);
        Publication feed = carried.apply(name).publishedHere(nowNs, id, tracks, publication.control());
        publication.stream()
                .subscribe(
                        new LocalPublisher(publication, feed, made, (ended, over) -> ended(name, made, over), control));
    }

    private void ended(String name, PublicationKeys of, boolean over) {
        if (keys.get(name) != of) {
            return; // its successor's time has begun
        }
        if (over) {
            keys.remove(name);
            tree.ended(name);
        } else {
            tree.unpublished(name);
        }
    }

    private void answerKey(String stream, String edge, byte[] message) {
        tree.answerKey(stream, edge, new Opaque(message));
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
                    tree.newSource() & 0xffff_ffffL,
                    track.codec().encodingName(),
                    track.formatParameters()));
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
    }
}
