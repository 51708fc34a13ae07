package dev.treecast.bench.swarm;

import dev.treecast.server.demo.ClipStart;
import dev.treecast.server.demo.SentPackets;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.sdp.LocalTransport;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import java.io.IOException;

/** How a swarm comes to terms with a server; what follows, ICE, DTLS and SRTP, is the same with all. Blocks; thread-safe. */
interface Signaling extends AutoCloseable {

    /**
     * Publishes the clip until closed; returns once the server can take packets.
     *
     * @param loop may carry it
     * @param sent is told of every packet
     * @throws IOException when the server refuses or cannot be reached; the message says why
     */
    void publish(int stream, MediaLoop loop, ClipStart start, SentPackets sent)
            throws IOException, InterruptedException;

    /**
     * Asks to watch a stream.
     *
     * @param local the viewer's end of the transport, which will make the checks and open the handshake
     * @throws IOException when the server refuses or cannot be reached; the message says why
     */
    NegotiatedSession watch(int stream, LocalTransport local) throws IOException, InterruptedException;

    /** All viewers have gone; what is kept of them at the server may go too. */
    void left();

    @Override
    void close();
}
