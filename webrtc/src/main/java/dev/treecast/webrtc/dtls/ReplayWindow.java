package dev.treecast.webrtc.dtls;

/** Which of the last 64 sequence numbers have come (RFC 6347 section 4.1.2.6). */
final class ReplayWindow {
    private long newest = -1;
    /** Bit n stands for {@code newest - n}. */
    private long seen;

    /** Whether a number is neither too old nor here already. */
    boolean admits(long number) {
        long age = newest - number;
        return age < 0 || (age < Long.SIZE && ((seen >>> age) & 1) == 0);
    }

    /** Only numbers of authentic records. */
    void add(long number) {
        long step = number - newest;
        if (step > 0) {
            seen = step < Long.SIZE ? (seen << step) | 1 : 1;
            newest = number;
        } else if (-step < Long.SIZE) {
            seen |= 1L << -step;
        }
    }
}
