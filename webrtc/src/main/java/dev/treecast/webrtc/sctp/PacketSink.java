package dev.treecast.webrtc.sctp;

/** Where an association's packets go: DTLS, as application data. */
public interface PacketSink {
    /**
     * Sends one packet; the bytes are only good during the call, which must not call back into the association.
     *
     * @return false when it was not taken: it then counts as lost on the way
     */
    boolean send(byte[] packet, int offset, int length);
}
