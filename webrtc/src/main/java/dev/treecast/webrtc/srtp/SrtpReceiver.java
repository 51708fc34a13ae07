package dev.treecast.webrtc.srtp;

import java.util.Objects;

/**
 * Turns SRTP into RTP and SRTCP into RTCP, from one peer (RFC 3711, section 3.3; RFC 7714). Estimates the rollover
 * counter of each synchronization source and keeps its replay window. Allocates nothing per packet with libcrypto.
 *
 * <p>Nothing changes here unless a packet is authentic: strangers can neither make us keep state nor move a window.
 *
 * <p>Not thread-safe: confined to the thread that owns the session. {@link #close()} frees native memory; afterwards
 * the other methods throw {@link IllegalStateException}.
 */
public final class SrtpReceiver implements AutoCloseable {

    /** Not an SRTP or SRTCP packet: too short, wrong version, a header longer than the packet, or not encrypted. */
    public static final int MALFORMED = -1;

    /** Known already, or older than the replay window. Not authenticated: anyone can replay. */
    public static final int REPLAYED = -2;

    /** One more source than {@link SrtpOptions#sourcesMax}. Not authenticated. */
    public static final int TOO_MANY_SOURCES = -3;

    /** The tag is wrong: another key, or changed on the way. */
    public static final int AUTHENTICATION_FAILED = -4;

    private final SrtpProfile profile;
    private final SrtpCipher rtpCipher;
    private final SrtpCipher rtcpCipher;
    private final SourceTable rtpSources;
    private final SourceTable rtcpSources;

    /**
     * @param keys the keys that the peer writes with: {@link DtlsSrtpKeys#clientWrite} on a DTLS server
     */
    public SrtpReceiver(SrtpKeys keys, SrtpCiphers ciphers, SrtpOptions options) {
        this.profile = keys.profile();
        this.rtpCipher = ciphers.create(keys.rtp(), false);
        this.rtcpCipher = ciphers.create(keys.rtcp(), false);
        this.rtpSources = new SourceTable(options.sourcesMax(), options.rtpWindowPackets());
        this.rtcpSources = new SourceTable(options.sourcesMax(), options.rtcpWindowPackets());
    }

    public SrtpProfile profile() {
        return profile;
    }

    /**
     * Checks and decrypts an SRTP packet in place. The header stays where it is; the tag behind the plain packet
     * remains as rubbish.
     *
     * @return the length of the plain packet, or {@link #MALFORMED}, {@link #REPLAYED}, {@link #TOO_MANY_SOURCES} or
     *     {@link #AUTHENTICATION_FAILED}; after the last one the bytes behind the header are undefined
     * @throws IndexOutOfBoundsException where the range does not lie in the array
     */
    public int unprotectRtp(byte[] packet, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, packet.length);
        int plainLength = length - profile.rtpOverhead();
        int headerLength = PacketFields.rtpHeaderLength(packet, offset, plainLength);
        if (headerLength < 0) {
            return MALFORMED;
        }
        int ssrc = PacketFields.rtpSsrc(packet, offset);
        int sequenceNumber = PacketFields.sequenceNumber(packet, offset);
        PacketWindow window = rtpSources.find(ssrc);
        if (window == null && rtpSources.isFull()) {
            return TOO_MANY_SOURCES;
        }
        long index = window == null ? sequenceNumber : window.guess(sequenceNumber);
        if (index == PacketWindow.NONE || (window != null && window.isUsedOrTooOld(index))) {
            return REPLAYED;
        }
        int rolloverCounter = (int) (index >>> 16);
        int tagOffset = offset + plainLength;
        if (!rtpCipher.unprotect(packet, offset, headerLength, plainLength, ssrc, index, rolloverCounter, tagOffset)) {
            return AUTHENTICATION_FAILED;
        }
        if (window == null) {
            window = rtpSources.add(ssrc);
        }
        window.mark(index);
        return plainLength;
    }

    /**
     * Checks and decrypts an SRTCP packet in place. The profiles of RFC 5764 encrypt RTCP, so a packet without the E
     * flag is {@link #MALFORMED}.
     *
     * @return as {@link #unprotectRtp}
     * @throws IndexOutOfBoundsException where the range does not lie in the array
     */
    public int unprotectRtcp(byte[] packet, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, packet.length);
        int plainLength = length - profile.rtcpOverhead();
        if (!PacketFields.isRtcp(packet, offset, plainLength)) {
            return MALFORMED;
        }
        int word = PacketFields.readInt(packet, offset + plainLength + profile.rtcpIndexDistance());
        if ((word & SrtpSender.ENCRYPTED) == 0) {
            return MALFORMED;
        }
        int index = word & ~SrtpSender.ENCRYPTED;
        int ssrc = PacketFields.rtcpSsrc(packet, offset);
        PacketWindow window = rtcpSources.find(ssrc);
        if (window == null && rtcpSources.isFull()) {
            return TOO_MANY_SOURCES;
        }
        if (window != null && window.isUsedOrTooOld(index)) {
            return REPLAYED;
        }
        int tagOffset = offset + plainLength + profile.rtcpTagDistance();
        if (!rtcpCipher.unprotect(
                packet, offset, PacketFields.RTCP_HEADER_LENGTH, plainLength, ssrc, index, word, tagOffset)) {
            return AUTHENTICATION_FAILED;
        }
        if (window == null) {
            window = rtcpSources.add(ssrc);
        }
        window.mark(index);
        return plainLength;
    }

    /** Sources that have sent an authentic RTP packet. */
    public int sourceCount() {
        return rtpSources.size();
    }

    @Override
    public void close() {
        rtpCipher.close();
        rtcpCipher.close();
    }
}
