package dev.treecast.webrtc.rtcp;

/**
 * NTP's time: a {@code long} whose upper half counts seconds since 1900 and whose lower half is a binary fraction of a
 * second (<a href="https://www.rfc-editor.org/rfc/rfc3550#section-4">RFC 3550 section 4</a>). Its middle 32 bits, 1/65536 s
 * that wrap after 18 hours, are what report blocks count in.
 */
public final class NtpTimestamp {
    private static final long UNIX_EPOCH_SECONDS = 2_208_988_800L;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private NtpTimestamp() {}

    public static long fromUnixNs(long unixNs) {
        long seconds = Math.floorDiv(unixNs, NS_PER_SECOND) + UNIX_EPOCH_SECONDS;
        long fraction = (Math.floorMod(unixNs, NS_PER_SECOND) << 32) / NS_PER_SECOND;
        return seconds << 32 | fraction;
    }

    /** The inverse of {@link #fromUnixNs}, to the nanosecond, from 1968 to 2104 (RFC 4330 section 3 on the year 2036). */
    public static long toUnixNs(long ntpTimestamp) {
        long seconds = ntpTimestamp >>> 32;
        if (ntpTimestamp >= 0) {
            seconds += 1L << 32;
        }
        return (seconds - UNIX_EPOCH_SECONDS) * NS_PER_SECOND + fractionToNs(ntpTimestamp & 0xffff_ffffL);
    }

    /** The middle 32 bits: LSR and its kin. */
    public static int middle32(long ntpTimestamp) {
        return (int) (ntpTimestamp >>> 16);
    }

    /** A duration in 1/65536 s, cut at 32 bits: DLSR. */
    public static int durationFromNs(long ns) {
        long seconds = Math.floorDiv(ns, NS_PER_SECOND);
        return (int) (seconds << 16 | (Math.floorMod(ns, NS_PER_SECOND) << 16) / NS_PER_SECOND);
    }

    /** A duration in 1/65536 s as nanoseconds. */
    public static long durationToNs(long units) {
        return (units >> 16) * NS_PER_SECOND + fractionToNs((units & 0xffff) << 16);
    }

    private static long fractionToNs(long fraction) {
        return (fraction * NS_PER_SECOND + (1L << 31)) >>> 32;
    }
}
