package dev.treecast.webrtc.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * How the media loops bind.
 *
 * @param bind address and first port; loop i binds port + i. Port 0 gives every loop any free port
 * @param publicAddresses addresses to offer as candidates instead of those the machine has; empty for the machine's own
 * @param loops how many loops, and so sockets: one per core on a server, because a loop never waits for anything; one per simulated client
 *     in a load generator
 * @param threads how many threads run them: as many as loops on a server, so that each loop has a core to itself
 * @param datagramBytesMax longer datagrams are cut by the kernel and then fail authentication. WebRTC stays below 1,500; 2,048 leaves
 *     room for jumbo-ish handshake flights
 * @param datagramsPerRead how many datagrams one {@code recvmmsg} takes: 32 of 2 KiB fill a receive buffer of 64 KiB
 * @param socketBufferBytes SO_RCVBUF and SO_SNDBUF asked for. 4 MiB is what Linux grants without privileges (rmem_max) and holds
 *     12 ms of a 2.5 Gbit/s burst; the kernel's default of 208 KiB loses packets whenever the loop pauses for 1 ms
 * @param sendBufferBytes what a loop writes before it sends. 128 KiB are about 100 packets, ten to twenty runs a call, and stay in the
 *     second-level cache between encryption and the kernel's copy
 * @param preferNative use epoll where the native library loads; NIO otherwise
 * @param receiveOffload let the kernel hand over whole runs of datagrams of one sender at once (UDP_GRO, epoll only): for load generators,
 *     which receive what a server's UDP_SEGMENT sent; a server receives single datagrams of many senders
 */
public record MediaLoopOptions(
        InetSocketAddress bind,
        List<InetAddress> publicAddresses,
        int loops,
        int threads,
        int datagramBytesMax,
        int datagramsPerRead,
        int socketBufferBytes,
        int sendBufferBytes,
        boolean preferNative,
        boolean receiveOffload) {

    private static final int CLIENT_SEND_BUFFER_BYTES = 8 << 10;

    /** The defaults for an address to bind. */
    public static MediaLoopOptions defaults(InetSocketAddress bind) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new MediaLoopOptions(bind, List.of(), cores, cores, 2_048, 32, 4 << 20, 128 << 10, true, false);
    }

    public MediaLoopOptions withPublicAddresses(List<InetAddress> addresses) {
        return new MediaLoopOptions(
                bind,
                addresses,
                loops,
                threads,
                datagramBytesMax,
                datagramsPerRead,
                socketBufferBytes,
                sendBufferBytes,
                preferNative,
                receiveOffload);
    }

    /** So many loops, each on a thread of its own. */
    public MediaLoopOptions withLoops(int count) {
        return withLoops(count, count);
    }

    /** So many loops, spread over so many threads. */
    public MediaLoopOptions withLoops(int count, int threadCount) {
        return new MediaLoopOptions(
                bind,
                publicAddresses,
                count,
                threadCount,
                datagramBytesMax,
                datagramsPerRead,
                socketBufferBytes,
                sendBufferBytes,
                preferNative,
                receiveOffload);
    }

    public MediaLoopOptions withPreferNative(boolean whether) {
        return new MediaLoopOptions(
                bind,
                publicAddresses,
                loops,
                threads,
                datagramBytesMax,
                datagramsPerRead,
                socketBufferBytes,
                sendBufferBytes,
                whether,
                receiveOffload);
    }

    /** For a load generator's clients, which receive runs and send little. */
    public MediaLoopOptions withReceiveOffload() {
        return new MediaLoopOptions(
                bind,
                publicAddresses,
                loops,
                threads,
                datagramBytesMax,
                datagramsPerRead,
                socketBufferBytes,
                CLIENT_SEND_BUFFER_BYTES,
                preferNative,
                true);
    }
}
