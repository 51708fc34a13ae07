package dev.treecast.server.demo;

/**
 * Sends Opus packets as RTP payloads (RFC 7587 section 4.2): one whole packet a payload, nothing around it; the marker starts a
 * talk spurt, and since the clip's sound never pauses, only its very first packet has it. One thread; no allocation.
 */
final class OpusPacketizer {
    private boolean started;

    /** Sends one Opus packet. */
    void packetize(byte[] packet, int rtpTimestamp, RtpPayloadSink sink) {
        sink.payload(MediaKind.AUDIO, packet, 0, packet.length, !started, rtpTimestamp);
        started = true;
    }

    /**
     * How long an Opus packet plays (RFC 6716 section 3.1), out of its first byte and, for code 3, its second.
     *
     * @return samples at 48 kHz, or 0 when the packet is too short or says that it holds no frame
     */
    static int durationSamples(byte[] packet) {
        if (packet.length == 0) {
            return 0;
        }
        int configuration = (packet[0] & 0xff) >>> 3;
        int frameSamples;
        if (configuration < 12) {
            int step = configuration & 3;
            frameSamples = step == 3 ? 2_880 : 480 << step; // SILK: 10, 20, 40, 60 ms
        } else if (configuration < 16) {
            frameSamples = 480 << (configuration & 1); // hybrid: 10, 20 ms
        } else {
            frameSamples = 120 << (configuration & 3); // CELT: 2.5, 5, 10, 20 ms
        }
        return switch (packet[0] & 3) {
            case 0 -> frameSamples;
            case 1, 2 -> 2 * frameSamples;
            default -> packet.length < 2 ? 0 : (packet[1] & 0x3f) * frameSamples;
        };
    }
}
