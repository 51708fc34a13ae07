package dev.treecast.webrtc.netty;

import dev.treecast.webrtc.peer.LinkDoor;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.SendBuffer;
import dev.treecast.webrtc.stun.StunMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop with one UDP socket. The path of a datagram: {@link #receive} finds its session (STUN by the local username fragment,
 * everything else by the remote address), hands it over, and moves the session's deadline. What sessions send is gathered in the
 * {@link SendBuffer} and leaves at the end of the loop's turn.
 */
final class NettyMediaLoop extends SimpleChannelInboundHandler<DatagramPacket> implements MediaLoop {
    private static final Logger LOG = LoggerFactory.getLogger(NettyMediaLoop.class);

    /** A deadline this close to the armed one is not worth a new timer. */
    private static final long TIMER_SLACK_NS = 500_000;

    // Given.
    private final EventLoop eventLoop;
    private final long originNs;
    private final long unixMinusMonotonicNs;
    private final LoopCounters counters;
    private final int sendBufferBytes;

    // Owned.
    private final IdentityHashMap<LoopSession, Routes> routes = new IdentityHashMap<>();
    private final Map<String, LoopSession> byUsernameFragment = new HashMap<>();
    private final Map<InetSocketAddress, LoopSession> byAddress = new HashMap<>();
    private final DeadlineHeap deadlines = new DeadlineHeap();
    private final byte[] inbound;
    private final Runnable flush = this::flush;

    // State.
    private @Nullable Channel channel;
    private List<InetSocketAddress> candidateAddresses = List.of();
    private @Nullable LoopSendBuffer sendBuffer;
    private long timerArmedForNs = LoopSession.NO_DEADLINE;
    private @Nullable Future<?> timer;
    private volatile int sessions;
    private volatile LinkDoor door = LinkDoor.CLOSED;

    /** What leads to a session, so that it can be forgotten whole. */
    private static final class Routes {
        final DeadlineHeap.Entry deadline;
        final List<String> usernameFragments = new ArrayList<>(2);
        final List<InetSocketAddress> addresses = new ArrayList<>(2);

        Routes(LoopSession session) {
            deadline = new DeadlineHeap.Entry(session);
        }
    }

    NettyMediaLoop(
            EventLoop eventLoop,
            MediaLoopOptions options,
            long originNs,
            long unixMinusMonotonicNs,
            LoopCounters counters) {
        super(DatagramPacket.class);
        this.eventLoop = eventLoop;
        this.originNs = originNs;
        this.unixMinusMonotonicNs = unixMinusMonotonicNs;
        this.counters = counters;
        this.sendBufferBytes = options.sendBufferBytes();
        this.inbound = new byte[options.datagramBytesMax()];
    }

    void bound(Channel boundChannel, List<InetSocketAddress> candidates) {
        this.channel = boundChannel;
        this.sendBuffer = boundChannel instanceof EpollDatagramChannel epoll && Libc.isSupported()
                ? new SegmentingSendBuffer(epoll.fd().intValue(), sendBufferBytes, counters, this::scheduleFlush)
                : new ChannelSendBuffer(boundChannel, counters, this::scheduleFlush);
        this.candidateAddresses = candidates;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    // ---- MediaLoop ----

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    @Override
    public long nowNs() {
        return System.nanoTime() - originNs;
    }

    @Override
    public long unixMinusMonotonicNs() {
        return unixMinusMonotonicNs;
    }

    @Override
    public List<InetSocketAddress> candidateAddresses() {
        return candidateAddresses;
    }

    @Override
    public int sessions() {
        return sessions;
    }

    @Override
    public void add(LoopSession session) {
        Routes added = new Routes(session);
        if (routes.putIfAbsent(session, added) == null) {
            sessions = routes.size();
        }
        reschedule(session);
    }

    @Override
    public void remove(LoopSession session) {
        Routes gone = routes.remove(session);
        if (gone == null) {
            return;
        }
        deadlines.remove(gone.deadline);
        gone.usernameFragments.forEach(fragment -> byUsernameFragment.remove(fragment, session));
        gone.addresses.forEach(address -> byAddress.remove(address, session));
        sessions = routes.size();
    }

    @Override
    public void claim(LoopSession session, String localUsernameFragment) {
        Routes known = routes.get(session);
        if (known != null && byUsernameFragment.put(localUsernameFragment, session) != session) {
            known.usernameFragments.add(localUsernameFragment);
        }
    }

    @Override
    public void door(LinkDoor opened) {
        door = opened;
    }

    @Override
    public void claim(LoopSession session, InetSocketAddress validated) {
        Routes known = routes.get(session);
        if (known == null) {
            return;
        }
        LoopSession before = byAddress.put(validated, session);
        if (before != session) {
            known.addresses.add(validated);
            Routes loser = before == null ? null : routes.get(before);
            if (loser != null) {
                loser.addresses.remove(validated);
            }
        }
    }

    @Override
    public void release(LoopSession session, String localUsernameFragment) {
        Routes known = routes.get(session);
        if (known != null && known.usernameFragments.remove(localUsernameFragment)) {
            byUsernameFragment.remove(localUsernameFragment, session);
        }
    }

    @Override
    public void release(LoopSession session, InetSocketAddress address) {
        Routes known = routes.get(session);
        if (known != null && known.addresses.remove(address)) {
            byAddress.remove(address, session);
        }
    }

    @Override
    public void reschedule(LoopSession session) {
        Routes known = routes.get(session);
        if (known != null) {
            deadlines.update(known.deadline, session.nextDeadlineNs());
            armTimer();
        }
    }

    @Override
    public SendBuffer sendBuffer() {
        LoopSendBuffer bound = sendBuffer;
        if (bound == null) {
            throw new IllegalStateException("the loop's socket is not bound");
        }
        return bound;
    }

    private void scheduleFlush() {
        eventLoop.execute(flush);
    }

    private void flush() {
        LoopSendBuffer bound = sendBuffer;
        Channel open = channel;
        // A closed socket's number may be another file's by now.
        if (bound != null && open != null && open.isOpen()) {
            bound.flush();
        }
    }

    // ---- Receiving ----

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        ByteBuf content = packet.content();
        int length = content.readableBytes();
        if (length == 0 || length > inbound.length) {
            counters.malformed.increment();
            return;
        }
        content.getBytes(content.readerIndex(), inbound, 0, length);
        receive(packet.sender(), length);
    }

    private void receive(InetSocketAddress from, int length) {
        counters.datagramsReceived.increment();
        LoopSession session;
        if (StunMessage.looksLikeStun(inbound, 0, length)) {
            String fragment = StunMessage.localUsernameFragment(inbound, 0, length);
            // A response to one of our own checks has no username; it comes from an address that a session claimed.
            session = fragment == null ? byAddress.get(from) : byUsernameFragment.get(fragment);
            if (session == null && fragment != null) {
                session = door.knock(this, nowNs(), from, fragment, inbound, 0, length);
            }
            if (session == null) {
                counters.unknownUsernameFragment.increment();
                return;
            }
        } else {
            session = byAddress.get(from);
            if (session == null) {
                counters.unknownAddress.increment();
                return;
            }
        }
        try {
            session.datagram(nowNs(), from, inbound, 0, length);
            reschedule(session);
        } catch (RuntimeException | Error e) {
            drop(session, e);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // The kernel reports an unreachable peer on the next call of the shared socket (ICMP): it concerns one session,
        // which times out.
        LOG.debug("socket error", cause);
        counters.socketErrors.increment();
    }

    // ---- Deadlines ----

    private void armTimer() {
        DeadlineHeap.Entry first = deadlines.first();
        if (first == null) {
            return;
        }
        // No deadline armed, or one that would fire too late.
        if (timerArmedForNs != LoopSession.NO_DEADLINE && first.deadlineNs - timerArmedForNs >= -TIMER_SLACK_NS) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timerArmedForNs = first.deadlineNs;
        timer = eventLoop.schedule(this::runDeadlines, Math.max(0, first.deadlineNs - nowNs()), TimeUnit.NANOSECONDS);
    }

    private void runDeadlines() {
        timerArmedForNs = LoopSession.NO_DEADLINE;
        long nowNs = nowNs();
        DeadlineHeap.Entry entry = deadlines.first();
        while (entry != null && entry.deadlineNs - nowNs <= 0) {
            LoopSession session = entry.session;
            try {
                session.timeout(nowNs);
                if (routes.containsKey(session)) {
                    long next = session.nextDeadlineNs();
                    // A session that asks for the past again would hold the loop: it is called again on the next turn.
                    deadlines.update(entry, next - nowNs <= 0 ? nowNs + 1_000_000 : next);
                }
            } catch (RuntimeException | Error e) {
                drop(session, e);
            }
            entry = deadlines.first();
        }
        armTimer();
    }

    private void drop(LoopSession session, Throwable cause) {
        counters.sessionsFailed.increment();
        LOG.warn("a session failed and was removed", cause);
        try {
            session.fail(cause);
        } catch (RuntimeException | Error e) {
            LOG.warn("a session failed again while it was being removed", e);
        }
        remove(session);
    }
}
