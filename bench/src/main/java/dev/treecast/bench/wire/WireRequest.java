package dev.treecast.bench.wire;

import org.jspecify.annotations.Nullable;

/**
 * What the driver asks of the wire's process.
 *
 * @param toViewer for {@link Verb#CHANGE}; null otherwise
 * @param toServer likewise
 */
public record WireRequest(
        Verb verb, @Nullable Impairments toViewer, @Nullable Impairments toServer) {

    /** The requests, and what answers them. */
    public enum Verb {
        /** From now on it is like this; no answer. */
        CHANGE,
        /** Reads the counters and sets them to zero: {@link WireCounts}. */
        COUNTS
    }

    /** Both directions change. */
    public static WireRequest change(Impairments toViewer, Impairments toServer) {
        return new WireRequest(Verb.CHANGE, toViewer, toServer);
    }

    public static WireRequest counts() {
        return new WireRequest(Verb.COUNTS, null, null);
    }
}
