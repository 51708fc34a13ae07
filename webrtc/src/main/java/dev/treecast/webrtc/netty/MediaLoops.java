package dev.treecast.webrtc.netty;

import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.MediaLoopGroup;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The media loops of a process: starts them, spreads sessions over them, stops them. */
public final class MediaLoops implements MediaLoopGroup, AutoCloseable {

    /** What the socket may hold back before packets are dropped: above one flush, below what would add 100 ms at 100 Mbit/s. */
    private static final WriteBufferWaterMark SEND_QUEUE = new WriteBufferWaterMark(512 << 10, 1 << 20);

    /** What the kernel joins at most with UDP_GRO: one datagram of IP. */
    private static final int OFFLOADED_BYTES_MAX = 64 << 10;

    private final MultiThreadIoEventLoopGroup group;
    private final List<NettyMediaLoop> loops;
    private final List<Channel> channels;
    private final LoopCounters counters;
    private final boolean nativeTransport;

    private MediaLoops(
            MultiThreadIoEventLoopGroup group,
            List<NettyMediaLoop> loops,
            List<Channel> channels,
            LoopCounters counters,
            boolean nativeTransport) {
        this.group = group;
        this.loops = loops;
        this.channels = channels;
        this.counters = counters;
        this.nativeTransport = nativeTransport;
    }

    /**
     * Binds one UDP port a loop.
     *
     * @throws IOException when a port cannot be bound; the message names it and says what to do
     */
    public static MediaLoops start(MediaLoopOptions options) throws IOException {
        boolean epoll = options.preferNative() && Epoll.isAvailable();
        IoHandlerFactory ioHandlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(options.threads(), ioHandlers);
        // The clock begins at one second: positive, and nothing that happened is at 0.
        long originNs = System.nanoTime() - 1_000_000_000L;
        long unixMinusMonotonicNs = System.currentTimeMillis() * 1_000_000 - 1_000_000_000L;
        LoopCounters counters = new LoopCounters();
        List<NettyMediaLoop> loops = new ArrayList<>();
        List<Channel> channels = new ArrayList<>();
        for (int i = 0; i < options.loops(); i++) {
            NettyMediaLoop loop = new NettyMediaLoop(group.next(), options, originNs, unixMinusMonotonicNs, counters);
            InetSocketAddress bind = options.bind();
            int port = bind.getPort() == 0 ? 0 : bind.getPort() + i;
            InetSocketAddress local = new InetSocketAddress(bind.getAddress(), port);
            try {
                Channel channel = bootstrap(loop, options, epoll)
                        .bind(local)
                        .syncUninterruptibly()
                        .channel();
                int boundPort = ((InetSocketAddress) channel.localAddress()).getPort();
                loop.bound(channel, candidates(options, boundPort));
                channels.add(channel);
                loops.add(loop);
            } catch (RuntimeException | IOException e) {
                group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
                throw new IOException(
                        "cannot bind UDP port " + port + " of "
                                + bind.getAddress().getHostAddress()
                                + " for media: " + e.getMessage()
                                + "; choose another with --media HOST:PORT",
                        e);
            }
        }
        return new MediaLoops(group, List.copyOf(loops), List.copyOf(channels), counters, epoll);
    }

    private static Bootstrap bootstrap(NettyMediaLoop loop, MediaLoopOptions options, boolean epoll) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop.eventLoop())
                .option(ChannelOption.SO_RCVBUF, options.socketBufferBytes())
                .option(ChannelOption.SO_SNDBUF, options.socketBufferBytes())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, SEND_QUEUE)
                .handler(loop);
        // An IPv4 socket where IPv4 is bound: through an IPv6 one every packet would take the way round by mapped
        // addresses.
        SocketProtocolFamily family = options.bind().getAddress() instanceof Inet4Address
                ? SocketProtocolFamily.INET
                : SocketProtocolFamily.INET6;
        if (epoll && options.receiveOffload()) {
            return bootstrap
                    .channelFactory(() -> new EpollDatagramChannel(family))
                    .option(EpollChannelOption.UDP_GRO, true)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(OFFLOADED_BYTES_MAX));
        }
        if (epoll) {
            return bootstrap
                    .channelFactory(() -> new EpollDatagramChannel(family))
                    // One recvmmsg fills one buffer with many datagrams.
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, options.datagramBytesMax())
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(options.datagramBytesMax() * options.datagramsPerRead()));
        }
        return bootstrap
                .channelFactory(() -> new NioDatagramChannel(family))
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(options.datagramBytesMax())
                                .maxMessagesPerRead(options.datagramsPerRead()));
    }

    /**
     * The addresses to offer: the public ones if given; the bound one if it is one; otherwise the machine's, IPv4 first, without
     * link-local ones (which need a scope that SDP cannot carry) and without loopback unless there is nothing else.
     */
    private static List<InetSocketAddress> candidates(MediaLoopOptions options, int port) throws IOException {
        InetAddress bound = options.bind().getAddress();
        List<InetAddress> addresses = new ArrayList<>();
        if (!options.publicAddresses().isEmpty()) {
            addresses.addAll(options.publicAddresses());
        } else if (!bound.isAnyLocalAddress()) {
            addresses.add(bound);
        } else {
            boolean ipv4Only = bound instanceof Inet4Address;
            NetworkInterface.networkInterfaces()
                    .filter(MediaLoops::isUp)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress())
                    .filter(a -> !ipv4Only || a instanceof Inet4Address)
                    .sorted(Comparator.comparing(a -> !(a instanceof Inet4Address)))
                    .forEach(addresses::add);
            if (addresses.isEmpty()) {
                addresses.add(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
            }
        }
        return addresses.stream().map(a -> new InetSocketAddress(a, port)).toList();
    }

    private static boolean isUp(NetworkInterface networkInterface) {
        try {
            return networkInterface.isUp();
        } catch (IOException e) {
            return false;
        }
    }

    /** The loops, in port order. */
    @Override
    public List<MediaLoop> loops() {
        return List.copyOf(loops);
    }

    @Override
    public MediaLoop leastLoaded() {
        NettyMediaLoop least = loops.getFirst();
        for (NettyMediaLoop loop : loops) {
            if (loop.sessions() < least.sessions()) {
                least = loop;
            }
        }
        return least;
    }

    public LoopCounters counters() {
        return counters;
    }

    /** Whether epoll drives the sockets (otherwise NIO). */
    public boolean nativeTransport() {
        return nativeTransport;
    }

    /** Closes the sockets and ends the threads; waits for what is under way, 5 s at most. */
    @Override
    public void close() {
        channels.forEach(channel -> channel.close().syncUninterruptibly());
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
