package dev.treecast.webrtc.rtcp;

import org.jspecify.annotations.Nullable;

/** Drives every RTCP parser with every packet of a datagram: whatever the bytes, none may throw. */
final class RtcpParsers {
    private final CompoundReader reader = new CompoundReader();
    private final Nack nack = new Nack();
    private final TransportFeedback feedback = new TransportFeedback();
    private final int[] sequenceNumbers = new int[64];

    /** How many parsers accepted something. */
    int readAll(byte[] b, int off, int len) {
        int accepted = 0;
        if (!reader.wrap(b, off, len)) {
            return 0;
        }
        while (reader.next()) {
            int at = reader.offset();
            int length = reader.length();
            accepted += reader.senderSsrc() == 0 ? 0 : 1;
            accepted += written(SenderReport.parse(b, at, length));
            accepted += written(ReceiverReport.parse(b, at, length));
            accepted += written(SourceDescription.parse(b, at, length));
            accepted += written(Goodbye.parse(b, at, length));
            accepted += written(PictureLossIndication.parse(b, at, length));
            accepted += written(FullIntraRequest.parse(b, at, length));
            accepted += written(Remb.parse(b, at, length));
            accepted += written(ApplicationDefined.parse(b, at, length));
            accepted += DelaySinceReceiverReport.parse(b, at, length, 1) == null ? 0 : 1;
            if (nack.wrap(b, at, length)) {
                accepted += nack.sequenceNumbers(sequenceNumbers) + nack.senderSsrc() == 0 ? 0 : 1;
            }
            if (feedback.wrap(b, at, length)) {
                while (feedback.next()) {
                    accepted += feedback.received() ? 1 : 0;
                }
            }
        }
        return accepted;
    }

    /** What was read can be written again. */
    private static int written(@Nullable RtcpPacket packet) {
        if (packet == null) {
            return 0;
        }
        if (packet.write(new byte[packet.length()], 0) != packet.length()) {
            throw new AssertionError(packet);
        }
        return 1;
    }
}
