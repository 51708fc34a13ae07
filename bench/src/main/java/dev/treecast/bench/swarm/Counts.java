package dev.treecast.bench.swarm;

/**
 * What viewers have counted, since they came.
 *
 * @param viewers that were asked to come
 * @param connected of them now
 * @param ended of them, not by us
 * @param packets RTP packets, everything but retransmissions
 * @param bytes of them, from the RTP header to the tag
 * @param expected packets by their sequence numbers
 * @param received different ones of these
 * @param duplicates that came again under the same number
 * @param reordered that came after a later one
 * @param tooLate that came too late to be counted as received
 * @param retransmissions RTX packets
 * @param intact packets decrypted and found to be the publisher's
 * @param wrong packets decrypted, and not what the publisher sent
 * @param unknown packets decrypted that could not be compared
 * @param undecryptable packets that SRTP rejected
 */
public record Counts(
        long viewers,
        long connected,
        long ended,
        long packets,
        long bytes,
        long expected,
        long received,
        long duplicates,
        long reordered,
        long tooLate,
        long retransmissions,
        long intact,
        long wrong,
        long unknown,
        long undecryptable) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public Counts plus(Counts more) {
        return combine(more, 1);
    }

    /** What came after an earlier reading of the same viewers; viewers and connected stay what they are now. */
    public Counts since(Counts earlier) {
        Counts difference = combine(earlier, -1);
        return new Counts(
                viewers,
                connected,
                difference.ended,
                difference.packets,
                difference.bytes,
                difference.expected,
                difference.received,
                difference.duplicates,
                difference.reordered,
                difference.tooLate,
                difference.retransmissions,
                difference.intact,
                difference.wrong,
                difference.unknown,
                difference.undecryptable);
    }

    private Counts combine(Counts other, int sign) {
        return new Counts(
                viewers + sign * other.viewers,
                connected + sign * other.connected,
                ended + sign * other.ended,
                packets + sign * other.packets,
                bytes + sign * other.bytes,
                expected + sign * other.expected,
                received + sign * other.received,
                duplicates + sign * other.duplicates,
                reordered + sign * other.reordered,
                tooLate + sign * other.tooLate,
                retransmissions + sign * other.retransmissions,
                intact + sign * other.intact,
                wrong + sign * other.wrong,
                unknown + sign * other.unknown,
                undecryptable + sign * other.undecryptable);
    }

    public long lost() {
        return Math.max(0, expected - received);
    }

    /** Share of the expected packets that are missing, 0 to 1. */
    public double lossShare() {
        return expected == 0 ? 0 : (double) lost() / expected;
    }
}
