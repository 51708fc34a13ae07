package dev.treecast.interaction.bus;

import dev.treecast.interaction.input.Summary;
import java.util.Map;

/**
 * The interaction of every stream in this process. Owned by one thread, which makes every call; reads no clock and does no I/O of its own. {@code nowNs} is
 * monotonic, {@code timeUs} stream time: microseconds since 1970.
 */
public interface Interaction {
    /** {@link #nextDeadlineNs} when nothing waits for time to pass. */
    long NO_DEADLINE = Long.MAX_VALUE;

    /** A connection that has yet to say {@code hello}, which tells whether it is a viewer or a game. */
    interface Client {
        /** A JSON message came, UTF-8. The bytes are read before it returns, and not kept. */
        void text(long nowNs, byte[] utf8, int offset, int length);

        /** A binary message came. The bytes are read before it returns, and not kept. */
        void binary(long nowNs, byte[] data, int offset, int length);

        /** The connection is gone; nothing is sent to its outbox any more. Also called after {@link Outbox#close}, and harmless twice. */
        void gone(long nowNs);
    }

    /**
     * A connection has opened.
     *
     * @param stream the stream it is about; it need not be live
     * @param address whose connection it is, as bounds and bans count it
     * @param clock what the client's RTP timestamps stand for; {@link SeenFrameClock#NONE} for those without media
     */
    Client connect(long nowNs, String stream, String address, SeenFrameClock clock, Outbox outbox);

    /**
     * Inputs that edges have taken and folded, each once; see {@link Outbox#fold}.
     *
     * @param summaries by control number; they are the callee's then
     */
    void folded(long nowNs, String stream, Map<Integer, Summary> summaries);

    /** When {@link #timeout} wants to be called next, on the scale of {@code nowNs}. */
    long nextDeadlineNs();

    /** Does what is due: ticks, tallies, polls that close, purchases that expire. */
    void timeout(long nowNs);

    /** A stream's show goes on at another node: what is here of it ends at once, and nothing of it is settled here. Harmless when there is none. */
    default void leave(long nowNs, String stream) {}

    /** Says goodbye to everybody and takes nobody any more. */
    void shutdown(long nowNs);

    /** What state pages show of a stream's interaction; a JSON object, {@code {}} when there is none. */
    String stateJson(long nowNs, String stream);

    /** Sums over all shows, for metrics. */
    InteractionCounters counters();
}
