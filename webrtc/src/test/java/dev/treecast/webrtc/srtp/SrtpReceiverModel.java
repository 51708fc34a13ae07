package dev.treecast.webrtc.srtp;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A receiver under attack: good packets, changed ones and noise. Only untouched packets may pass, once, and each of
 * them must, whatever came before it.
 */
final class SrtpReceiverModel implements AutoCloseable {

    private final SrtpProfile profile;
    private final SrtpSender sender;
    private final SrtpReceiver receiver;
    private int sequenceNumber = 65_000;

    SrtpReceiverModel(SrtpCiphers ciphers, SrtpProfile profile) {
        this.profile = profile;
        this.sender = SrtpFixtures.sender(profile, ciphers);
        this.receiver = SrtpFixtures.receiver(profile, ciphers);
    }

    /** One good packet of either kind, attacked first, then delivered. */
    void step(RandomGenerator random) {
        boolean rtcp = random.nextInt(4) == 0;
        byte[] plain = rtcp
                ? SrtpFixtures.rtcp(SrtpFixtures.SSRC, 8 + random.nextInt(60))
                : SrtpFixtures.rtp(
                        SrtpFixtures.SSRC,
                        sequenceNumber++ & 0xFFFF,
                        random.nextInt(60),
                        random.nextInt(4),
                        random.nextInt(4) - 1);
        byte[] wire = rtcp ? SrtpFixtures.protectRtcp(sender, plain) : SrtpFixtures.protectRtp(sender, plain);
        byte[] attack = random.nextInt(4) == 0 ? noise(random) : mutate(random, wire);
        deliverForged(attack, attack.length);
        byte[] copy = wire.clone();
        int length = unprotect(rtcp, copy, copy.length);
        if (length != plain.length || !Arrays.equals(plain, Arrays.copyOf(copy, length))) {
            throw new AssertionError(profile + ": a good packet was spoilt: " + length);
        }
        if (unprotect(rtcp, wire, wire.length) != SrtpReceiver.REPLAYED) {
            throw new AssertionError(profile + ": a replay passed");
        }
    }

    /** Bytes that no sender made, as RTP and as RTCP. */
    void deliverForged(byte[] datagram, int length) {
        if (unprotect(false, datagram.clone(), length) >= 0 || unprotect(true, datagram.clone(), length) >= 0) {
            throw new AssertionError(profile + ": a forgery passed");
        }
    }

    private int unprotect(boolean rtcp, byte[] packet, int length) {
        return rtcp ? receiver.unprotectRtcp(packet, 0, length) : receiver.unprotectRtp(packet, 0, length);
    }

    private static byte[] noise(RandomGenerator random) {
        byte[] bytes = new byte[random.nextInt(100)];
        random.nextBytes(bytes);
        if (bytes.length > 0) {
            bytes[0] = (byte) (0x80 | (bytes[0] & 0x3F));
        }
        return bytes;
    }

    /** At least one bit differs, or the end is missing. */
    private static byte[] mutate(RandomGenerator random, byte[] wire) {
        byte[] copy = wire.clone();
        int at = random.nextInt(copy.length);
        switch (random.nextInt(3)) {
            case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> copy = Arrays.copyOf(copy, at);
            default -> copy[at] += (byte) (1 + random.nextInt(255));
        }
        return copy;
    }

    @Override
    public void close() {
        sender.close();
        receiver.close();
    }
}
