package dev.treecast.webrtc.srtp;

import org.jspecify.annotations.Nullable;

/**
 * The SRTP protection profiles we speak, best first: the order in which a DTLS server should prefer them is
 * AES-128-GCM, AES-256-GCM (the same promise at a higher price), then AES128_CM_HMAC_SHA1_80, which every WebRTC end
 * must have.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7714#section-14.2">RFC 7714, section 14.2</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5764#section-4.1.2">RFC 5764, section 4.1.2</a>
 */
public enum SrtpProfile {
    AEAD_AES_128_GCM(7, 16, 12, 0, 16),
    AEAD_AES_256_GCM(8, 32, 12, 0, 16),
    AES128_CM_HMAC_SHA1_80(1, 16, 14, 20, 10);

    /** The word with the E flag and the index that every SRTCP packet carries (RFC 3711, section 3.4). */
    static final int RTCP_INDEX_LENGTH = 4;

    /** What any profile adds to an RTP packet at most, bytes. */
    public static final int RTP_OVERHEAD_MAX = 16;

    private final int dtlsId;
    private final int keyLength;
    private final int saltLength;
    private final int authenticationKeyLength;
    private final int tagLength;

    SrtpProfile(int dtlsId, int keyLength, int saltLength, int authenticationKeyLength, int tagLength) {
        this.dtlsId = dtlsId;
        this.keyLength = keyLength;
        this.saltLength = saltLength;
        this.authenticationKeyLength = authenticationKeyLength;
        this.tagLength = tagLength;
    }

    /** The profile with this number in the {@code use_srtp} extension, or null where we do not speak it. */
    public static @Nullable SrtpProfile ofDtlsId(int dtlsId) {
        for (SrtpProfile profile : values()) {
            if (profile.dtlsId == dtlsId) {
                return profile;
            }
        }
        return null;
    }

    /** The number in the {@code use_srtp} extension. */
    public int dtlsId() {
        return dtlsId;
    }

    /** Bytes of the master key, and of the session key derived from it. */
    public int keyLength() {
        return keyLength;
    }

    /** Bytes of the master salt: 12 for GCM, 14 for counter mode. */
    public int saltLength() {
        return saltLength;
    }

    /** Bytes of the authentication tag on the wire. */
    public int tagLength() {
        return tagLength;
    }

    /** Bytes that protection adds to an RTP packet. */
    public int rtpOverhead() {
        return tagLength;
    }

    /** Bytes that protection adds to an RTCP packet. */
    public int rtcpOverhead() {
        return tagLength + RTCP_INDEX_LENGTH;
    }

    /** Bytes to ask of the DTLS exporter: two keys and two salts (RFC 5764, section 4.2). */
    public int exporterLength() {
        return 2 * (keyLength + saltLength);
    }

    /** True where one cipher encrypts and authenticates; false where HMAC-SHA1 does the second half. */
    boolean isAead() {
        return authenticationKeyLength == 0;
    }

    /** Bytes of the HMAC key; 0 for GCM. */
    int authenticationKeyLength() {
        return authenticationKeyLength;
    }

    /** How far behind the encrypted text an RTCP packet's tag begins: GCM puts it first, HMAC covers the index word. */
    int rtcpTagDistance() {
        return isAead() ? 0 : RTCP_INDEX_LENGTH;
    }

    /** How far behind the encrypted text an RTCP packet's index word begins. */
    int rtcpIndexDistance() {
        return isAead() ? tagLength : 0;
    }
}
