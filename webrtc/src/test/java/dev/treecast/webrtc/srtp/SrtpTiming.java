package dev.treecast.webrtc.srtp;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Prints nanoseconds and garbage per 1,200-byte packet, over many sessions as on an edge: minima of short rounds, so that other work on the machine counts little. */
public final class SrtpTiming {

    private static final int SESSIONS = 64;
    private static final int ROUNDS = 600;
    private static final int PACKETS = 1_280;
    private static final int PACKET_LENGTH = 1_200;

    private SrtpTiming() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) {
        for (SrtpProfile profile : SrtpProfile.values()) {
            for (SrtpCiphers ciphers : SrtpFixtures.ciphers()) {
                System.out.println(measure(profile, ciphers));
            }
        }
    }

    private static String measure(SrtpProfile profile, SrtpCiphers ciphers) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        SrtpSender[] senders = new SrtpSender[SESSIONS];
        SrtpReceiver[] receivers = new SrtpReceiver[SESSIONS];
        for (int i = 0; i < SESSIONS; i++) {
            senders[i] = SrtpFixtures.sender(profile, ciphers);
            receivers[i] = SrtpFixtures.receiver(profile, ciphers);
        }
        byte[] packet = SrtpFixtures.rtp(SrtpFixtures.SSRC, 0, PACKET_LENGTH - 12);
        byte[][] out = new byte[PACKETS][PACKET_LENGTH + profile.rtpOverhead()];
        long[] best = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
        int number = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long bytes = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            for (int i = 0; i < PACKETS; i++, number++) {
                int sequenceNumber = number / SESSIONS;
                packet[2] = (byte) (sequenceNumber >> 8);
                packet[3] = (byte) sequenceNumber;
                senders[number % SESSIONS].protectRtp(packet, 0, PACKET_LENGTH, out[i], 0);
            }
            best[0] = Math.min(best[0], System.nanoTime() - start);
            best[1] = Math.min(best[1], threads.getCurrentThreadAllocatedBytes() - bytes);
            number -= PACKETS;
            bytes = threads.getCurrentThreadAllocatedBytes();
            start = System.nanoTime();
            for (int i = 0; i < PACKETS; i++, number++) {
                if (receivers[number % SESSIONS].unprotectRtp(out[i], 0, out[i].length) != PACKET_LENGTH) {
                    throw new AssertionError("packet " + number);
                }
            }
            best[2] = Math.min(best[2], System.nanoTime() - start);
            best[3] = Math.min(best[3], threads.getCurrentThreadAllocatedBytes() - bytes);
        }
        for (int i = 0; i < SESSIONS; i++) {
            senders[i].close();
            receivers[i].close();
        }
        return String.format(
                Locale.ROOT,
                "%-24s %-28s protect %5d ns %6.1f B   unprotect %5d ns %6.1f B",
                profile,
                ciphers,
                best[0] / PACKETS,
                best[1] / (double) PACKETS,
                best[2] / PACKETS,
                best[3] / (double) PACKETS);
    }
}
