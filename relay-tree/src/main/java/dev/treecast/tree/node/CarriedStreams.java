package dev.treecast.tree.node;

import dev.treecast.tree.StreamHub;
import dev.treecast.tree.link.RelayLink;
import dev.treecast.tree.membership.Source;
import dev.treecast.webrtc.peer.MediaLoop;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams that pass through this node, by name. Changed on the control loop; may be looked at from any thread. */
final class CarriedStreams {
    private static final Logger LOG = LoggerFactory.getLogger(CarriedStreams.class);

    private final List<MediaLoop> loops;
    private final NodeCounters counters;
    private final Consumer<String> moved;
    private final StreamHub hub = new StreamHub(StreamHub.Options.defaults());
    private final Map<String, CarriedStream> streams = new ConcurrentHashMap<>();

    /** @param moved told of streams that come from another parent than before */
    CarriedStreams(List<MediaLoop> loops, NodeCounters counters, Consumer<String> moved) {
        this.moved = moved;
        this.loops = loops;
        this.counters = counters;
    }

    @Nullable
    CarriedStream get(String stream) {
        return streams.get(stream);
    }

    /** As {@link #get}; made when there is none. */
    CarriedStream of(String stream) {
        return streams.computeIfAbsent(stream, name -> new CarriedStream(name, hub, loops, counters.dropped()));
    }

    /** All of them, always as they are. */
    Collection<CarriedStream> all() {
        return streams.values();
    }

    /** See {@link CarriedStream#takeFrom}. */
    CarriedStream take(long nowNs, String stream, RelayLink parent, Source source, Map<Integer, Long> have) {
        CarriedStream taken = of(stream);
        if (taken.takeFrom(nowNs, parent, source, have)) {
            counters.parentChanges().increment();
            moved.accept(stream);
        }
        LOG.info("'{}' comes from node {}", stream, parent.node().id());
        return taken;
    }

    /** See {@link CarriedStream#layersWanted}. */
    void layersWanted(String stream, int layers) {
        CarriedStream taken = streams.get(stream);
        if (taken != null) {
            taken.layersWanted(layers);
        }
    }

    void sourceLost(String stream) {
        CarriedStream taken = streams.get(stream);
        if (taken != null) {
            taken.letGo();
        }
        LOG.info("'{}' has no source for now", stream);
    }

    void ended(long nowNs, String stream) {
        CarriedStream taken = streams.remove(stream);
        if (taken != null) {
            taken.close(nowNs);
        }
    }

    void serve(String stream, @Nullable RelayLink child, int layers, Map<Integer, Long> have) {
        CarriedStream served = streams.get(stream);
        if (child != null && served != null) {
            served.serve(child, layers, have);
        }
    }

    void stopServing(String stream, @Nullable RelayLink child) {
        CarriedStream served = streams.get(stream);
        if (child != null && served != null) {
            served.stopServing(child);
        }
    }

    Map<Integer, Long> lastSequences(String stream) {
        CarriedStream taken = streams.get(stream);
        return taken == null ? Map.of() : taken.lastSequences();
    }
}
