package dev.treecast.webrtc.srtp;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Turns RTP into SRTP and RTCP into SRTCP for one peer (RFC 3711, section 3.3; RFC 7714). Keeps the rollover counter of
 * each synchronization source. Allocates nothing per packet with libcrypto.
 *
 * <p>Under GCM, two different packets under one SSRC and index would give the key away (RFC 7714, section 8.4). So a
 * sequence number is protected once: a second time is refused with {@link #INDEX_REUSED}, as is a packet that comes so
 * late that nobody knows any more. Retransmissions travel as RTX, under an SSRC of their own. For a peer without RTX
 * there is {@link #resendRtp}, with the duty that goes with it.
 *
 * <p>A sequence number may jump by less than 2^15 either way; a bigger jump is taken for one in the other direction.
 *
 * <p>Not thread-safe: confined to the thread that owns the session. {@link #close()} frees native memory; afterwards
 * the other methods throw {@link IllegalStateException}.
 */
public final class SrtpSender implements AutoCloseable {

    /** Not an RTP or RTCP packet: too short, wrong version, or a header longer than the packet. */
    public static final int MALFORMED = -1;

    /** This SSRC and sequence number were sent before, or are too old to tell. */
    public static final int INDEX_REUSED = -2;

    /** The packet would begin one more source than {@link SrtpOptions#sourcesMax}. */
    public static final int TOO_MANY_SOURCES = -3;

    /** This key has protected all it may: the session must end, and a new one make new keys. */
    public static final int KEY_EXHAUSTED = -4;

    /** RFC 3711, section 9.2: 2^48 RTP packets of one source; kept a rollover away from. */
    static final long RTP_INDEX_MAX = (1L << 48) - (1L << 16);

    /** RFC 3711, section 9.2: 2^31 RTCP packets; kept a million away from. At 100 a second, 248 days. */
    static final int RTCP_INDEX_MAX = Integer.MAX_VALUE - (1 << 20);

    /** The E flag: this packet is encrypted. */
    static final int ENCRYPTED = 0x8000_0000;

    private final SrtpProfile profile;
    private final SrtpCipher rtpCipher;
    private final SrtpCipher rtcpCipher;
    private final SourceTable sources;

    /** One counter for all our sources: it may skip values per source, but never repeats one. */
    private int rtcpIndex;

    /**
     * @param keys the keys that we write with: {@link DtlsSrtpKeys#serverWrite} on a DTLS server
     */
    public SrtpSender(SrtpKeys keys, SrtpCiphers ciphers, SrtpOptions options) {
        this(keys, ciphers, options, 0);
    }

    SrtpSender(SrtpKeys keys, SrtpCiphers ciphers, SrtpOptions options, int firstRtcpIndex) {
        this.profile = keys.profile();
        this.rtpCipher = ciphers.create(keys.rtp(), true);
        this.rtcpCipher = ciphers.create(keys.rtcp(), true);
        this.sources = new SourceTable(options.sourcesMax(), options.rtpWindowPackets());
        this.rtcpIndex = firstRtcpIndex;
    }

    public SrtpProfile profile() {
        return profile;
    }

    /**
     * Protects an RTP packet. {@code out} may be {@code packet} where {@code outOffset} is {@code offset}; otherwise the
     * two ranges must not overlap.
     *
     * @param out has room for {@code length} and {@link SrtpProfile#rtpOverhead} more
     * @return the length written, or {@link #MALFORMED}, {@link #INDEX_REUSED}, {@link #TOO_MANY_SOURCES} or
     *     {@link #KEY_EXHAUSTED}, and nothing written
     * @throws IndexOutOfBoundsException where the ranges do not lie in their arrays
     */
    public int protectRtp(byte[] packet, int offset, int length, byte[] out, int outOffset) {
        Objects.checkFromIndexSize(offset, length, packet.length);
        Objects.checkFromIndexSize(outOffset, length + profile.rtpOverhead(), out.length);
        int headerLength = PacketFields.rtpHeaderLength(packet, offset, length);
        if (headerLength < 0) {
            return MALFORMED;
        }
        int ssrc = PacketFields.rtpSsrc(packet, offset);
        long index = use(ssrc, PacketFields.sequenceNumber(packet, offset), false);
        if (index < 0) {
            return (int) index;
        }
        int rolloverCounter = (int) (index >>> 16);
        int tagOffset = outOffset + length;
        rtpCipher.protect(
                packet, offset, headerLength, length, out, outOffset, ssrc, index, rolloverCounter, tagOffset);
        return length + profile.rtpOverhead();
    }

    /**
     * Protects a packet that was written once for many peers, under a sequence number of this peer's, into native memory. Otherwise as {@link
     * #protectRtp(byte[], int, int, byte[], int)}.
     *
     * @param sequenceNumber 16 bits; takes the place of the packet's own
     * @param out has room for the packet's length and {@link SrtpProfile#rtpOverhead} more at the offset
     */
    public int protectRtp(PlainRtpPacket packet, int sequenceNumber, MemorySegment out, long outOffset) {
        return protectRtp(packet, sequenceNumber, out, outOffset, false);
    }

    /**
     * Protects an RTP packet that was protected before, for a retransmission to a peer that has no RTX. Every byte, the
     * header extensions too, <b>must</b> be what it was the first time, so that the result is what it was the first
     * time. A new transport-wide sequence number, say, breaks the encryption of the whole session.
     *
     * @return as {@link #protectRtp}; {@link #INDEX_REUSED} where the window does not show that it was sent before
     */
    public int resendRtp(PlainRtpPacket packet, int sequenceNumber, MemorySegment out, long outOffset) {
        return protectRtp(packet, sequenceNumber, out, outOffset, true);
    }

    private int protectRtp(
            PlainRtpPacket packet, int sequenceNumber, MemorySegment out, long outOffset, boolean again) {
        if (packet.headerLength() < 0) {
            return MALFORMED;
        }
        int overhead = profile.rtpOverhead();
        Objects.checkFromIndexSize(outOffset, (long) packet.length() + overhead, out.byteSize());
        long index = use(packet.ssrc(), sequenceNumber, again);
        if (index < 0) {
            return (int) index;
        }
        rtpCipher.protect(packet, sequenceNumber, index, (int) (index >>> 16), out, outOffset, overhead);
        return packet.length() + overhead;
    }

    /** The index to protect a packet under, from now on used; or why there is none, negative. */
    private long use(int ssrc, int sequenceNumber, boolean again) {
        PacketWindow window = sources.find(ssrc);
        if (window == null) {
            if (again) {
                return INDEX_REUSED;
            }
            if (sources.isFull()) {
                return TOO_MANY_SOURCES;
            }
            window = sources.add(ssrc);
        }
        long index = window.guess(sequenceNumber);
        if (index == PacketWindow.NONE || (again ? !window.isUsed(index) : window.isUsedOrTooOld(index))) {
            return INDEX_REUSED;
        }
        if (index > RTP_INDEX_MAX) {
            return KEY_EXHAUSTED;
        }
        // Marked first: should the cipher fail half way, the nonce is gone all the same.
        if (!again) {
            window.mark(index);
        }
        return index;
    }

    /**
     * Protects a compound or reduced-size RTCP packet. Every call uses a fresh index, so the same bytes may be sent
     * again. Overlap as for {@link #protectRtp}.
     *
     * @param out has room for {@code length} and {@link SrtpProfile#rtcpOverhead} more
     * @return the length written, or {@link #MALFORMED} or {@link #KEY_EXHAUSTED}
     * @throws IndexOutOfBoundsException where the ranges do not lie in their arrays
     */
    public int protectRtcp(byte[] packet, int offset, int length, byte[] out, int outOffset) {
        Objects.checkFromIndexSize(offset, length, packet.length);
        Objects.checkFromIndexSize(outOffset, length + profile.rtcpOverhead(), out.length);
        if (!PacketFields.isRtcp(packet, offset, length)) {
            return MALFORMED;
        }
        if (rtcpIndex > RTCP_INDEX_MAX) {
            return KEY_EXHAUSTED;
        }
        int index = rtcpIndex++;
        int word = ENCRYPTED | index;
        int ssrc = PacketFields.rtcpSsrc(packet, offset);
        int tagOffset = outOffset + length + profile.rtcpTagDistance();
        rtcpCipher.protect(
                packet, offset, PacketFields.RTCP_HEADER_LENGTH, length, out, outOffset, ssrc, index, word, tagOffset);
        PacketFields.writeInt(out, outOffset + length + profile.rtcpIndexDistance(), word);
        return length + profile.rtcpOverhead();
    }

    @Override
    public void close() {
        rtpCipher.close();
        rtcpCipher.close();
    }
}
