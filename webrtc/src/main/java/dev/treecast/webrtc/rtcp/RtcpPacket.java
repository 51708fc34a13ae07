package dev.treecast.webrtc.rtcp;

/**
 * An RTCP packet as a value that can be written. NACK and transport-wide feedback, which come in numbers that make
 * allocation matter, are flyweights of their own instead: {@link Nack}, {@link TransportFeedback}.
 *
 * <p>Every {@code parse(byte[], off, len)} takes one packet as {@link CompoundReader} gives it (from its header, without
 * padding) and answers null when it is malformed or of another kind.
 */
public sealed interface RtcpPacket
        permits SenderReport,
                ReceiverReport,
                SourceDescription,
                Goodbye,
                PictureLossIndication,
                FullIntraRequest,
                Remb,
                ReceiverReferenceTime,
                DelaySinceReceiverReport,
                ApplicationDefined {
    /** Bytes on the wire, header included: a multiple of 4. */
    int length();

    /**
     * Writes {@link #length()} bytes at {@code off}; the caller has made sure that they fit.
     *
     * @return {@link #length()}
     */
    int write(byte[] out, int off);
}
