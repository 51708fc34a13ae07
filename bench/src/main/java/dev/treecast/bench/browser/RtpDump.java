package dev.treecast.bench.browser;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads libwebrtc's RTP dump out of Chromium's log: a line for each packet that has been decrypted, as {@code I 00:00:12.376 0000 90 60 66 d1 … #
 * RTP_DUMP}. Statistics cannot tell which packets a viewer still lacks after repair; this does. Thread-safe.
 */
public final class RtpDump {
    /** An hour of 500 packets a second. */
    static final int ARRIVALS_MAX = 2_000_000;

    private static final String MARK = "# RTP_DUMP";
    /** Where the bytes begin: behind direction, time and offset. */
    private static final int HEX = "I 00:00:12.376 0000 ".length();

    private static final int CHARACTERS_PER_BYTE = 3;
    private static final int RTP_HEADER = 12;

    private final Consumer<String> others;
    private List<Arrival> arrivals = new ArrayList<>();

    /**
     * A packet that came.
     *
     * @param atMs of Chromium's clock
     * @param sequenceNumber its own
     * @param first the first two bytes of its payload: in a retransmission (RFC 4588) the original's number; −1 where there is no payload
     */
    record Arrival(long atMs, long ssrc, int sequenceNumber, int first) {}

    /** @param others takes all other lines */
    RtpDump(Consumer<String> others) {
        this.others = others;
    }

    void line(String line) {
        if (!line.endsWith(MARK)) {
            others.accept(line);
            return;
        }
        Arrival arrival = parse(line);
        if (arrival != null) {
            synchronized (this) {
                if (arrivals.size() < ARRIVALS_MAX) {
                    arrivals.add(arrival);
                }
            }
        }
    }

    /** The packet of a line; null for what we sent, for RTCP, and for what makes no sense. */
    static @Nullable Arrival parse(String line) {
        int bytes = (line.length() - MARK.length() - HEX) / CHARACTERS_PER_BYTE;
        if (bytes < RTP_HEADER || line.charAt(0) != 'I') {
            return null;
        }
        int type = octet(line, 1);
        if (type >= 192 && type <= 223) {
            return null;
        }
        int flags = octet(line, 0);
        int header = RTP_HEADER + 4 * (flags & 0xf);
        if ((flags & 0x10) != 0 && bytes >= header + 4) {
            header += 4 + 4 * pair(line, header + 2);
        }
        int padding = (flags & 0x20) != 0 ? octet(line, bytes - 1) : 0;
        int first = bytes - padding - header >= 2 ? pair(line, header) : -1;
        long ssrc = (long) pair(line, 8) << 16 | pair(line, 10);
        return new Arrival(timeMs(line), ssrc, pair(line, 2), first);
    }

    private static int octet(String line, int index) {
        return Integer.parseInt(line, HEX + index * CHARACTERS_PER_BYTE, HEX + index * CHARACTERS_PER_BYTE + 2, 16);
    }

    private static int pair(String line, int index) {
        return octet(line, index) << 8 | octet(line, index + 1);
    }

    /** Hours, minutes, seconds and milliseconds, from its third character on. */
    private static long timeMs(String line) {
        long hours = Integer.parseInt(line, 2, 4, 10);
        long minutes = Integer.parseInt(line, 5, 7, 10);
        long seconds = Integer.parseInt(line, 8, 10, 10);
        return TimeUnit.HOURS.toMillis(hours)
                + TimeUnit.MINUTES.toMillis(minutes)
                + TimeUnit.SECONDS.toMillis(seconds)
                + Integer.parseInt(line, 11, 14, 10);
    }

    /** Forgets what has come. */
    public synchronized void clear() {
        arrivals = new ArrayList<>();
    }

    /**
     * What was missing and what became of it, since the last {@link #clear}.
     *
     * @param ssrc of the media
     * @param rtxSsrc of its retransmissions
     */
    public synchronized Repair repair(long ssrc, long rtxSsrc) {
        return Repair.of(arrivals, ssrc, rtxSsrc);
    }
}
