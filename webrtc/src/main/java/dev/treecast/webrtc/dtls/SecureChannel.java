package dev.treecast.webrtc.dtls;

/**
 * The DTLS association of one peer session, as that session sees it: {@link DtlsSession}, or a scripted one in simulated
 * time. Owned by one loop; every method is called there. What happens comes through a {@link DtlsListener}.
 */
public interface SecureChannel {
    /** Begins the handshake; the client sends its ClientHello. Once. */
    void start();

    /** A datagram whose first byte is 20 to 63 (RFC 7983). The bytes are copied or consumed before this returns; what is not wanted is dropped and counted. */
    void receive(byte[] datagram, int offset, int length);

    /** Sends application data as one datagram. False, and counted, when the handshake is not done, the channel has closed, or the data is empty or too long. */
    boolean send(byte[] data, int offset, int length);

    /** Sends close_notify (or ends the handshake with an alert). No callbacks but a last {@code send}. More than once is fine. */
    void close();
}
