package dev.treecast.webrtc.sctp.rx;

/** Where whole messages go. */
public interface MessageSink {
    /**
     * The bytes are only good during the call.
     *
     * @param payloadProtocol the sender's payload protocol identifier (PPID)
     */
    void message(int streamId, int payloadProtocol, byte[] data, int offset, int length);
}
