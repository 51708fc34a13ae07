package dev.treecast.edge.sync;

import java.nio.charset.StandardCharsets;

/**
 * What is said of synchronization on a viewer's control channel, JSON of one form only:
 *
 * <pre>
 * to the viewer:   {"type":"sync","delayMs":120,"targetMs":400}   hold pictures back so long after they have come
 *                  {"type":"sync"}                                no longer
 * to the server:   {"type":"sync","needMs":45}                    so long I need at least
 * </pre>
 */
public final class SyncText {
    /** {@link #needMs} of a text that is something else. */
    public static final long NONE = -1;

    /** {@link #needMs} of one that says something that no player would. */
    public static final long IMPLAUSIBLE = -2;

    /** Longer than that no player's buffer is. */
    public static final int NEED_MS_MAX = 5_000;

    private static final byte[] START = "{\"type\":\"sync\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEED = ",\"needMs\":".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS_MAX = 6;

    private SyncText() {}

    /** For the viewer: how long to hold back, and after what time the audience sees a picture; milliseconds. */
    public static byte[] hold(long delayMs, long targetMs) {
        return ("{\"type\":\"sync\",\"delayMs\":" + delayMs + ",\"targetMs\":" + targetMs + "}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** For the viewer: play as otherwise. */
    public static byte[] release() {
        return "{\"type\":\"sync\"}".getBytes(StandardCharsets.US_ASCII);
    }

    /** What a viewer's player needs, milliseconds; {@link #NONE} for a text about something else, {@link #IMPLAUSIBLE}. */
    public static long needMs(byte[] utf8, int offset, int length) {
        if (!startsWith(START, utf8, offset, length)) {
            return NONE;
        }
        int at = offset + START.length;
        int end = offset + length;
        if (!startsWith(NEED, utf8, at, end - at)) {
            return IMPLAUSIBLE;
        }
        at += NEED.length;
        int digits = end - 1 - at;
        if (digits < 1 || digits > DIGITS_MAX || utf8[end - 1] != '}') {
            return IMPLAUSIBLE;
        }
        long value = 0;
        for (; at < end - 1; at++) {
            if (utf8[at] < '0' || utf8[at] > '9') {
                return IMPLAUSIBLE;
            }
            value = 10 * value + utf8[at] - '0';
        }
        return value <= NEED_MS_MAX ? value : IMPLAUSIBLE;
    }

    private static boolean startsWith(byte[] wanted, byte[] data, int offset, int length) {
        if (length < wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (data[offset + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
