package dev.treecast.tree.membership;

import dev.treecast.tree.pki.NodeRole;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A link to another node, and what that has said of itself. */
final class Neighbour {
    private static final long SECOND_NS = 1_000_000_000L;

    final String node;
    final ClockSync clock = new ClockSync();

    /** While it is up. */
    @Nullable
    LinkReadings readings;

    /** The link is up, and both have said which versions they speak. */
    boolean up;

    boolean greeted;
    /** The highest version that both speak. */
    int version;

    Set<NodeRole> roles = Set.of();
    String region = "";
    boolean draining;
    int children;
    int capacity;

    /** Who opened a link closes it when it is of no more use; only one end knows what it is kept for. */
    boolean opened;

    /** When it is given up if it has not come up. */
    long openDeadlineNs;

    long upNs;
    long messageSentNs;
    long messageHeardNs;

    /** When it was last asked for a stream. */
    long askedNs;

    /** When it was last heard before the silence on account of which somebody else was asked. */
    long quietHeardNs = Long.MIN_VALUE;

    /**
     * When it was last heard before everybody fell silent, which says more of this node than of that: until it, or somebody else, is heard again it is
     * not given up.
     */
    long aloneHeardNs = Long.MIN_VALUE;

    /** When it was left because it was quiet, until it is heard again: what it was told then it has to acknowledge. */
    long leftNs = Deadlines.NEVER;

    long keepaliveNs;
    /** How many streams it gets from this node or waits for. */
    int taking;

    long unusedSinceNs = Deadlines.NEVER;

    /** What the link is for; said anew at each {@link TreeNode#timeout}, and forgotten when it has been looked at. */
    boolean parent;

    boolean asked;
    boolean spare;

    private long windowNs;
    private int questions;

    Neighbour(String node) {
        this.node = node;
    }

    boolean ready() {
        return up && greeted;
    }

    boolean needed() {
        return parent || asked || spare;
    }

    void forgetUses() {
        parent = false;
        asked = false;
        spare = false;
    }

    /** By the times in keepalives; before the first was answered as the link measures it, which has in it how long an idle end waits to acknowledge. */
    long roundTripNs() {
        long timedNs = clock.roundTripNs();
        return timedNs > 0 || readings == null ? timedNs : readings.roundTripNs();
    }

    /** Whether it may ask once more in this second. */
    boolean mayAsk(long nowNs, int perSecondMax) {
        if (nowNs - windowNs >= SECOND_NS) {
            windowNs = nowNs;
            questions = 0;
        }
        return questions++ < perSecondMax;
    }
}
