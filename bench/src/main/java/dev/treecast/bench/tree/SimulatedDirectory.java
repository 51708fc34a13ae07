package dev.treecast.bench.tree;

import static dev.treecast.bench.tree.Timeline.MS;
import static dev.treecast.bench.tree.Timeline.SECOND;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The directory: in one region, with a copy in every other that hears of changes later, or not while it is cut off or the directory is away.
 * Nodes keep what they could not write, the last of each kind, and write it when they can.
 */
final class SimulatedDirectory {
    static final Region HOME = Region.US_EAST;

    /** Of a node's entry and of an ingest node's lease when they are not renewed. */
    static final long EXPIRY_NS = 10 * SECOND;

    private static final long APPLY_NS = 2 * MS;

    /** Those who could not write for a while come back one after the other. */
    private static final long RETURN_NS = 2 * SECOND;

    private final Timeline timeline;
    private final Network network;
    private final SplittableRandom random;
    private final BiConsumer<Region, String> streamChanged;

    private final View truth = new View();
    private final Map<Region, View> views = new EnumMap<>(Region.class);
    private final Set<Region> stale = EnumSet.noneOf(Region.class);
    private final Map<Region, Map<String, Consumer<View>>> unwritten = new EnumMap<>(Region.class);
    private boolean away;

    /** @param streamChanged told of the region where something new is known of a stream's ingest node */
    SimulatedDirectory(
            Timeline timeline, Network network, SplittableRandom random, BiConsumer<Region, String> streamChanged) {
        this.timeline = timeline;
        this.network = network;
        this.random = random;
        this.streamChanged = streamChanged;
        for (Region region : Region.values()) {
            views.put(region, new View());
            unwritten.put(region, new LinkedHashMap<>());
        }
    }

    View view(Region region) {
        return Objects.requireNonNull(views.get(region));
    }

    View truth() {
        return truth;
    }

    boolean reaches(Region region) {
        return !away && !network.isCut(HOME, region);
    }

    /** Before anything happens, everybody knows the same. */
    void begin(Consumer<View> change) {
        change.accept(truth);
        views.values().forEach(change);
    }

    /**
     * A node writes something.
     *
     * @param key what a later write of the same replaces while neither can be made
     */
    void write(Region from, String key, Consumer<View> change) {
        if (!reaches(from)) {
            unwritten(from).put(key, change);
            return;
        }
        timeline.after(network.deliveryNs(from, HOME), () -> {
            if (reaches(from)) {
                apply(change, "");
            } else {
                unwritten(from).put(key, change);
            }
        });
    }

    private Map<String, Consumer<View>> unwritten(Region region) {
        return Objects.requireNonNull(unwritten.get(region));
    }

    /** The directory itself decides something about a stream's ingest node. */
    void decide(String stream, Consumer<View> change) {
        apply(change, stream);
    }

    private void apply(Consumer<View> change, String stream) {
        change.accept(truth);
        for (Region region : Region.values()) {
            if (!reaches(region)) {
                stale.add(region);
                continue;
            }
            timeline.after(APPLY_NS + network.deliveryNs(HOME, region), () -> {
                if (stale.contains(region) || !reaches(region)) {
                    stale.add(region);
                    return;
                }
                change.accept(view(region));
                if (!stream.isEmpty()) {
                    streamChanged.accept(region, stream);
                }
            });
        }
    }

    /** It cannot be reached by anybody, or can again. */
    void away(boolean isAway) {
        away = isAway;
        if (!isAway) {
            for (Region region : Region.values()) {
                returned(region);
            }
        }
    }

    /** A region reaches the directory again: it hears what it missed, and says what it could not. */
    void returned(Region region) {
        for (Map.Entry<String, Consumer<View>> each : unwritten(region).entrySet()) {
            timeline.after(random.nextLong(RETURN_NS), () -> write(region, each.getKey(), each.getValue()));
        }
        unwritten(region).clear();
        timeline.after(network.deliveryNs(HOME, region) + random.nextLong(SECOND), () -> catchUp(region));
    }

    private void catchUp(Region region) {
        if (!reaches(region) || !stale.remove(region)) {
            return;
        }
        View view = view(region);
        Map<String, String> before = new LinkedHashMap<>();
        view.streams()
                .forEach(stream -> before.put(stream, view.ingestNode(stream).orElseThrow()));
        view.copy(truth);
        for (String stream : truth.streams()) {
            if (!truth.ingestNode(stream).orElseThrow().equals(before.remove(stream))) {
                streamChanged.accept(region, stream);
            }
        }
        before.keySet().forEach(stream -> streamChanged.accept(region, stream));
    }
}
