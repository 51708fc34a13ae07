package dev.treecast.webrtc.srtp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * An RTP packet in plain text that is written once and protected for many peers, each under its own sequence number ({@link
 * SrtpSender#protectRtp(PlainRtpPacket, int, MemorySegment, long)}). It lies in a heap array, which the caller fills and the JDK's cipher
 * reads, and in native memory, which libcrypto reads: the copy is made once, not once per peer. Reusable; belongs to one thread.
 */
public final class PlainRtpPacket {

    /** The longest RTP padding: its count is one byte (RFC 3550 section 5.1). */
    public static final int PADDING_MAX = 255;

    private static final byte PADDING_FLAG = 0x20;

    private final byte[] bytes;
    private final MemorySegment memory;
    private byte @Nullable [] protectedBytes;
    private int length;
    private int headerLength = PacketFields.MALFORMED;
    private int ssrc;
    private int transportSequenceOffset;

    /** @param capacity bytes of the longest packet */
    public PlainRtpPacket(int capacity) {
        this.bytes = new byte[capacity];
        this.memory = Arena.ofAuto().allocate(capacity);
    }

    /** Where the packet is to be written, from 0 on; {@link #written} ends that. */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * Takes the array's first bytes for the packet.
     *
     * @return false when they are no RTP packet, which then cannot be protected
     */
    public boolean written(int packetLength) {
        length = packetLength;
        transportSequenceOffset = 0;
        headerLength = PacketFields.rtpHeaderLength(bytes, 0, packetLength);
        if (headerLength < 0) {
            return false;
        }
        ssrc = PacketFields.rtpSsrc(bytes, 0);
        MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, packetLength);
        return true;
    }

    /**
     * Says where the transport-wide sequence number stands, so that each peer gets its own; {@link #written} forgets it.
     *
     * @param offset of its two bytes, which lie in a header extension
     */
    public void transportSequenceAt(int offset) {
        if (offset < PacketFields.RTP_HEADER_LENGTH || offset + 2 > headerLength) {
            throw new IllegalArgumentException("no header extension at " + offset);
        }
        transportSequenceOffset = offset;
    }

    /** Whether it has a transport-wide sequence number. */
    public boolean hasTransportSequence() {
        return transportSequenceOffset != 0;
    }

    /** Puts the next peer's transport-wide sequence number in, 16 bits. */
    public void setTransportSequence(int number) {
        byte high = (byte) (number >> 8);
        byte low = (byte) number;
        bytes[transportSequenceOffset] = high;
        bytes[transportSequenceOffset + 1] = low;
        memory.set(JAVA_BYTE, transportSequenceOffset, high);
        memory.set(JAVA_BYTE, transportSequenceOffset + 1L, low);
    }

    /**
     * Lengthens a packet without padding to a length by RTP padding (RFC 3550 section 5.1); before it is first protected, because a packet
     * must not be protected twice with different bytes. Nothing happens where it is as long already.
     *
     * @param paddedLength at most {@link #PADDING_MAX} bytes more than now, within the capacity
     */
    public void pad(int paddedLength) {
        int padding = paddedLength - length;
        if (padding <= 0) {
            return;
        }
        if (padding > PADDING_MAX || (bytes[0] & PADDING_FLAG) != 0) {
            throw new IllegalArgumentException("cannot pad " + length + " bytes to " + paddedLength);
        }
        bytes[0] |= PADDING_FLAG;
        for (int i = length; i < paddedLength - 1; i++) {
            bytes[i] = 0;
        }
        bytes[paddedLength - 1] = (byte) padding;
        memory.set(JAVA_BYTE, 0, bytes[0]);
        MemorySegment.copy(bytes, length, memory, JAVA_BYTE, length, padding);
        length = paddedLength;
    }

    /** Bytes of the whole packet, padding included. */
    public int length() {
        return length;
    }

    /** Bytes that stay readable, or negative while nothing valid was written. */
    int headerLength() {
        return headerLength;
    }

    int ssrc() {
        return ssrc;
    }

    MemorySegment memory() {
        return memory;
    }

    /** Room for the protected packet, for ciphers that write heap arrays; made when the first of them asks. */
    byte[] protectedBytes() {
        byte[] made = protectedBytes;
        if (made == null) {
            made = new byte[bytes.length + SrtpProfile.RTP_OVERHEAD_MAX];
            protectedBytes = made;
        }
        return made;
    }

    /** Puts a number into the heap array; the native copy keeps the one it was written with. */
    void setSequenceNumber(int sequenceNumber) {
        bytes[2] = (byte) (sequenceNumber >> 8);
        bytes[3] = (byte) sequenceNumber;
    }
}
