package dev.treecast.bench.swarm;

import org.jspecify.annotations.Nullable;

/**
 * What the driver asks of the swarm's process.
 *
 * @param streams for {@link Verb#PUBLISH}
 * @param join for {@link Verb#JOIN}
 */
public record SwarmRequest(Verb verb, int streams, @Nullable JoinRequest join) {

    /** The requests, and what answers them. */
    public enum Verb {
        /** Publishes; no answer. */
        PUBLISH,
        /** Viewers come: {@link JoinResult}. */
        JOIN,
        /** Reads the counters: {@link SwarmSnapshot}. */
        SNAPSHOT,
        /** All viewers go; no answer. */
        LEAVE,
        /** Reads what is counted of interaction: {@link InteractionCounts}. */
        INTERACTION,
        /** Reads the server's metrics: name to value, for those of Treecast's own. */
        METRICS
    }

    public static SwarmRequest publish(int streams) {
        return new SwarmRequest(Verb.PUBLISH, streams, null);
    }

    public static SwarmRequest join(JoinRequest join) {
        return new SwarmRequest(Verb.JOIN, 0, join);
    }

    public static SwarmRequest of(Verb verb) {
        return new SwarmRequest(verb, 0, null);
    }
}
