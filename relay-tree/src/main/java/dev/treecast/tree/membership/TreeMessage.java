package dev.treecast.tree.membership;

import dev.treecast.tree.pki.NodeRole;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What two nodes say to each other over their link's data channel, in the order they say it. Constructors refuse what is out of bounds
 * with an {@link IllegalArgumentException}. {@code docs/protocols/relay-tree.md} says who sends what when.
 */
public sealed interface TreeMessage {
    /** The versions of these messages that this build speaks. */
    int VERSION_MIN = 1;

    int VERSION_MAX = 2;

    /** From this on nodes know of layers. */
    int VERSION_LAYERS = 2;

    /**
     * The first message of both sides. Each speaks the highest version that both know; where there is none, the link is closed.
     *
     * @param node the sender's id, which its certificate has proved
     * @param roles a subset of those in its certificate
     */
    record Hello(int versionMin, int versionMax, String node, String region, Set<NodeRole> roles)
            implements TreeMessage {
        public Hello {
            Bounds.within(versionMin, 1, versionMax);
            Bounds.identifier(node);
            Bounds.identifier(region);
            roles = Set.copyOf(roles);
        }
    }

    /**
     * A child wants a stream.
     *
     * @param request number of the asker's, which the answer repeats
     * @param layers bit i is layer i of the video
     * @param height links below the asker: 0 an edge, 1 a relay with or without edges, 2 a relay with relays
     * @param have last sequence number by track index, of a child that had the stream from somebody else until now
     * @param lost nodes that the child, or those below it, just had it from and that fell silent: not worth a try of the receiver's own
     */
    record Subscribe(int request, String stream, int layers, int height, Map<Integer, Long> have, List<String> lost)
            implements TreeMessage {
        public Subscribe {
            Bounds.within(request, 1, Integer.MAX_VALUE);
            Bounds.identifier(stream);
            Bounds.within(layers, 1, Bounds.LAYERS_ALL);
            Bounds.within(height, 0, Bounds.HEIGHT_MAX);
            Bounds.sequences(have);
            Bounds.identifiers(lost, Bounds.LOST_MAX);
            have = Map.copyOf(have);
            lost = List.copyOf(lost);
        }
    }

    /**
     * The asker is a child now; media follows.
     *
     * @param path from the ingest node to the sender
     */
    record Accept(int request, String stream, String publication, List<TrackDescription> tracks, List<String> path)
            implements TreeMessage {
        public Accept {
            Bounds.within(request, 1, Integer.MAX_VALUE);
            Bounds.identifier(stream);
            Bounds.identifier(publication);
            Bounds.tracks(tracks);
            Bounds.identifiers(path, Bounds.PATH_MAX);
            Bounds.within(path.size(), 1, Bounds.PATH_MAX);
            tracks = List.copyOf(tracks);
            path = List.copyOf(path);
        }
    }

    /**
     * Ask these instead, in this order.
     *
     * @param request the asker's, or 0: the receiver is a child and shall move, and is served until it has
     */
    record Redirect(int request, String stream, List<String> candidates) implements TreeMessage {
        public Redirect {
            Bounds.within(request, 0, Integer.MAX_VALUE);
            Bounds.identifier(stream);
            Bounds.identifiers(candidates, Bounds.CANDIDATES_MAX);
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * No.
     *
     * @param request the asker's, or 0: the receiver was a child and is served no longer
     * @param retryAfterMs not to be asked before
     */
    record Refuse(int request, String stream, RefusalCode code, int retryAfterMs) implements TreeMessage {
        public static final int RETRY_MS_MAX = 60_000;

        public Refuse {
            Bounds.within(request, 0, Integer.MAX_VALUE);
            Bounds.identifier(stream);
            Bounds.within(retryAfterMs, 0, RETRY_MS_MAX);
        }
    }

    /** The child has no more need of the stream from this node, or of its pending request. */
    record Unsubscribe(String stream) implements TreeMessage {
        public Unsubscribe {
            Bounds.identifier(stream);
        }
    }

    /** A child wants other layers than before. */
    record Layers(String stream, int layers) implements TreeMessage {
        public Layers {
            Bounds.identifier(stream);
            Bounds.within(layers, 1, Bounds.LAYERS_ALL);
        }
    }

    /**
     * To children: the path, or the publication, is another now.
     *
     * @param path from the ingest node to the sender; empty: the sender has no source for now
     */
    record PathChanged(String stream, String publication, List<TrackDescription> tracks, List<String> path)
            implements TreeMessage {
        public PathChanged {
            Bounds.identifier(stream);
            Bounds.identifier(publication);
            Bounds.tracks(tracks);
            Bounds.identifiers(path, Bounds.PATH_MAX);
            tracks = List.copyOf(tracks);
            path = List.copyOf(path);
        }
    }

    /**
     * To children: what the publisher sends of each layer, as its ingest node measures it, so that a node can decide whether to ask for one that it does not take. Since
     * version 2.
     *
     * @param rates bits per second by layer; 0: nothing is sent, −1: not measured yet
     */
    record LayerRates(String stream, String publication, List<Long> rates) implements TreeMessage {
        /** 100 Gbit/s. */
        public static final long RATE_MAX = 100_000_000_000L;

        public LayerRates {
            Bounds.identifier(stream);
            Bounds.identifier(publication);
            Bounds.within(rates.size(), 1, Bounds.TRACKS_MAX);
            rates.forEach(rate -> Bounds.within(rate, -1, RATE_MAX));
            rates = List.copyOf(rates);
        }
    }

    /** To children: the stream is over. */
    record Ended(String stream) implements TreeMessage {
        public Ended {
            Bounds.identifier(stream);
        }
    }

    /**
     * Nothing else to say. The times are those of NTP (RFC 5905 section 8) on the senders' wall clocks, in ns.
     *
     * @param children that the sender serves, each stream counted
     * @param capacity how many it could
     * @param originNs when the receiver sent its last keepalive, as that said; 0 when none has come
     * @param receiveNs when it arrived here
     * @param transmitNs when this one was sent
     */
    record Keepalive(int children, int capacity, long originNs, long receiveNs, long transmitNs)
            implements TreeMessage {
        public Keepalive {
            Bounds.within(children, 0, Integer.MAX_VALUE);
            Bounds.within(capacity, 0, Integer.MAX_VALUE);
        }
    }

    /** To all neighbours: the sender leaves. Children move within the time, and are served until they have. */
    record Drain(int withinMs) implements TreeMessage {
        public static final int WITHIN_MS_MAX = 3_600_000;

        public Drain {
            Bounds.within(withinMs, 0, WITHIN_MS_MAX);
        }
    }

    /** From an edge up to the ingest node, each node passing it to its parent. */
    record KeyRequest(String stream, String edge, Opaque body) implements TreeMessage {
        public KeyRequest {
            Bounds.identifier(stream);
            Bounds.identifier(edge);
        }
    }

    /** From an edge that watches no longer up to the ingest node, each node passing it to its parent. */
    record KeyRelease(String stream, String edge, Opaque body) implements TreeMessage {
        public KeyRelease {
            Bounds.identifier(stream);
            Bounds.identifier(edge);
        }
    }

    /** From the ingest node down to one edge, the way its last request came up. */
    record KeyAnswer(String stream, String edge, Opaque body) implements TreeMessage {
        public KeyAnswer {
            Bounds.identifier(stream);
            Bounds.identifier(edge);
        }
    }

    /** Merged interaction input, from a child to its parent. */
    record Tick(String stream, Opaque body) implements TreeMessage {
        public Tick {
            Bounds.identifier(stream);
        }
    }

    /** Something for a stream's viewers, from a parent to its children. */
    record Event(String stream, Opaque body) implements TreeMessage {
        public Event {
            Bounds.identifier(stream);
        }
    }
}
