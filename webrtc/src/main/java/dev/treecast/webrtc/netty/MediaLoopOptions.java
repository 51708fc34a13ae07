package dev.treecast.webrtc.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * How the media loops bind.
 *
 * @param bind address and first port; loop i binds port + i. Port 0 gives every loop any free port
 * @param publicAddresses addresses to offer as candidates instead of those the machine has; empty for the machine's own
 * @param loops how many loops, and so sockets and threads; one per core, because a loop never waits for anything
 * @param datagramBytesMax longer datagrams are cut by the kernel and then fail authentication. WebRTC stays below 1,500; 2,048 leaves
 *     room for jumbo-ish handshake flights
 * @param datagramsPerRead how many datagrams one {@code recvmmsg} takes: 32 of 2 KiB fill a receive buffer of 64 KiB
 * @param socketBufferBytes SO_RCVBUF and SO_SNDBUF asked for. 4 MiB is what Linux grants without privileges (rmem_max) and holds
 *     12 ms of a 2.5 Gbit/s burst; the kernel's default of 208 KiB loses packets whenever the loop pauses for 1 ms
 * @param preferNative use epoll where the native library loads; NIO otherwise
 */
public record MediaLoopOptions(
        InetSocketAddress bind,
        List<InetAddress> publicAddresses,
        int loops,
        int datagramBytesMax,
        int datagramsPerRead,
        int socketBufferBytes,
        boolean preferNative) {

    /** The defaults for an address to bind. */
    public static MediaLoopOptions defaults(InetSocketAddress bind) {
        return new MediaLoopOptions(
                bind, List.of(), Runtime.getRuntime().availableProcessors(), 2_048, 32, 4 << 20, true);
    }

    public MediaLoopOptions withPublicAddresses(List<InetAddress> addresses) {
        return new MediaLoopOptions(
                bind, addresses, loops, datagramBytesMax, datagramsPerRead, socketBufferBytes, preferNative);
    }

    public MediaLoopOptions withLoops(int count) {
        return new MediaLoopOptions(
                bind, publicAddresses, count, datagramBytesMax, datagramsPerRead, socketBufferBytes, preferNative);
    }
}
