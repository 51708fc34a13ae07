package dev.treecast.webrtc.dtls;

/**
 * What a {@link SecureChannel} tells its owner. Every call comes on the owning loop: from a task given to the loop's executor while the
 * handshake runs, from within {@code receive}, {@code send} or {@code close} afterwards. A callback may call {@code send} and {@code close}, not {@code receive}.
 * Byte arrays are valid during the call only, but for {@link #established}'s.
 */
public interface DtlsListener {
    /** A datagram for the peer. After {@code close()} during a handshake one last alert may still come. */
    void send(byte[] datagram, int offset, int length);

    /**
     * The handshake is done and the peer's certificate matches its fingerprint.
     *
     * @param srtpProfile the chosen protection profile, RFC 5764 section 4.1.2 and RFC 7714 section 14.2
     * @param exporterMaterial client key, server key, client salt, server salt (RFC 5764 section 4.2); the receiver's to keep
     */
    void established(int srtpProfile, byte[] exporterMaterial);

    void applicationData(byte[] data, int offset, int length);

    /** The channel is of no more use. At most once, and never after the owner's own {@code close()}. */
    void closed(DtlsCloseReason reason);
}
