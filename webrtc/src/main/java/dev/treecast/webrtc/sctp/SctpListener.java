package dev.treecast.webrtc.sctp;

/**
 * What an association tells its owner, from within {@code receive}, {@code timeout} and {@code abort}. It may call the association's send, reset, shutdown
 * and abort from here, but not receive and timeout.
 */
public interface SctpListener {
    /** In place of a stream id: all of them. */
    int ALL_STREAMS = -1;

    /** The handshake is done. */
    void established(long nowNs);

    /**
     * A whole message. The bytes are only good during the call.
     *
     * @param payloadProtocol the sender's payload protocol identifier (PPID)
     */
    void message(long nowNs, int streamId, int payloadProtocol, byte[] data, int offset, int length);

    /** The peer has begun its stream anew (or all of them): nothing more of before will come. */
    void incomingReset(long nowNs, int streamId);

    /**
     * The peer was asked to take a stream of ours as new and has answered.
     *
     * @param performed false when it refused
     */
    void outgoingReset(long nowNs, int streamId, boolean performed);

    /** The end, once; nothing comes after. */
    void closed(long nowNs, String reason);
}
