package dev.treecast.tree;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The live streams of this process by name. Thread-safe; nothing in here is on the path of a packet. */
public final class StreamHub {

    /**
     * @param awayNsMax how long viewers are kept while their publisher is away: five minutes cover a reboot of the streaming machine
     * @param streamsMax how many streams may be live at once; each costs its caches (a few MB), so 1,000 stay below a few GB
     */
    public record Options(long awayNsMax, int streamsMax) {
        public static Options defaults() {
            return new Options(300_000_000_000L, 1_000);
        }
    }

    /** Why a publication was refused. */
    public enum Refusal {
        /** Somebody else is live under this name. */
        TAKEN,
        /** {@link Options#streamsMax} streams are live. */
        FULL
    }

    /** What came of {@link #publish}: a publication, or why there is none. */
    public sealed interface Outcome {
        record Started(Publication publication) implements Outcome {}

        record Refused(Refusal refusal) implements Outcome {}
    }

    private final Options options;
    private final Map<String, LiveStream> streams = new ConcurrentHashMap<>();
    private volatile Consumer<Publication> observer = started -> {};

    public StreamHub(Options options) {
        this.options = options;
    }

    /**
     * Starts a publication. A publication of the same principal that has fallen silent is ended and replaced; a live one is left alone,
     * whoever asks.
     */
    public synchronized Outcome publish(
            String name, String principal, List<Track> tracks, PublicationControl control, long nowNs) {
        LiveStream stream = streams.get(name);
        if (stream == null || stream.endIfDeserted(nowNs, options.awayNsMax())) {
            if (streams.size() >= options.streamsMax() && stream == null) {
                return new Outcome.Refused(Refusal.FULL);
            }
            stream = new LiveStream(name, nowNs);
            streams.put(name, stream);
        }
        Optional<Publication> current = stream.publication();
        if (current.isPresent()) {
            Publication before = current.get();
            if (before.control().isAlive() || !before.principal().equals(principal)) {
                return new Outcome.Refused(Refusal.TAKEN);
            }
            before.control().end("the same streamer took over");
            before.ended(nowNs);
        }
        Publication started = new Publication(stream, principal, tracks, control);
        stream.start(started);
        observer.accept(started);
        return new Outcome.Started(started);
    }

    /** Has somebody told of each publication that starts, on the thread that starts it; of one observer only. */
    public void observe(Consumer<Publication> told) {
        observer = told;
    }

    /** The stream under a name, live or waiting for its publisher to come back. */
    public Optional<LiveStream> find(String name) {
        return Optional.ofNullable(streams.get(name));
    }

    public Collection<LiveStream> streams() {
        return List.copyOf(streams.values());
    }

    /** Removes streams whose publisher did not come back; to be called every second or so. */
    public synchronized void sweep(long nowNs) {
        streams.values().removeIf(stream -> stream.endIfDeserted(nowNs, options.awayNsMax()));
    }
}
