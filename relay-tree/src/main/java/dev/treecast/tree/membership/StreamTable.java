package dev.treecast.tree.membership;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The streams that a node carries, looks for or lingers on; bounded by {@link TreeOptions#streamsMax}. */
final class StreamTable {
    private final NodeContext context;
    private final Map<String, StreamState> streams = new LinkedHashMap<>();

    StreamTable(NodeContext context) {
        this.context = context;
    }

    @Nullable
    StreamState get(String stream) {
        return streams.get(stream);
    }

    Optional<StreamState> known(String stream) {
        return Optional.ofNullable(streams.get(stream));
    }

    /** A stream that a node is the parent of; what anybody else says of it is ignored. */
    Optional<StreamState> fromParent(String node, String stream) {
        Optional<StreamState> state = known(stream).filter(each -> node.equals(each.upstream.parent()));
        context.counters.ignored += state.isPresent() ? 0 : 1;
        return state;
    }

    /** The stream, from now on if there was none; null where there are too many. */
    @Nullable
    StreamState getOrAdd(String stream) {
        StreamState known = streams.get(stream);
        if (known == null && streams.size() < context.options.streamsMax()) {
            Bounds.identifier(stream);
            known = new StreamState(stream, context);
            streams.put(stream, known);
        }
        return known;
    }

    void remove(String stream) {
        streams.remove(stream);
    }

    /** As they are now. */
    Collection<StreamState> all() {
        return streams.values();
    }

    Set<String> names() {
        return streams.keySet();
    }
}
