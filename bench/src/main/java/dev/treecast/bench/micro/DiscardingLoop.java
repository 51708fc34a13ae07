package dev.treecast.bench.micro;

import dev.treecast.webrtc.peer.Destination;
import dev.treecast.webrtc.peer.LinkDoor;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.MediaLoopGroup;
import dev.treecast.webrtc.peer.SendBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A loop that runs tasks at once, in time that is set by hand, and throws away what is sent: what is left is the cost of the protocols. */
final class DiscardingLoop implements MediaLoop, MediaLoopGroup {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress("192.0.2.1", 7_000);

    private final Map<String, LoopSession> byUsernameFragment = new HashMap<>();
    private final Set<LoopSession> sessions = new HashSet<>();
    private final Discarding sendBuffer = new Discarding();
    private long nowNs = 10_000_000_000L;

    /** Lets time pass. */
    void advance(long ns) {
        nowNs += ns;
    }

    long sent() {
        return sendBuffer.sent;
    }

    /** A copy of the last datagram that was sent. */
    byte[] last() {
        return sendBuffer.memory.asSlice(0, sendBuffer.length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Whom STUN with this local username fragment reaches. */
    LoopSession session(String localUsernameFragment) {
        LoopSession session = byUsernameFragment.get(localUsernameFragment);
        if (session == null) {
            throw new IllegalStateException("nobody has the username fragment " + localUsernameFragment);
        }
        return session;
    }

    @Override
    public List<MediaLoop> loops() {
        return List.of(this);
    }

    @Override
    public MediaLoop leastLoaded() {
        return this;
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public long unixMinusMonotonicNs() {
        return 0;
    }

    @Override
    public List<InetSocketAddress> candidateAddresses() {
        return List.of(ADDRESS);
    }

    @Override
    public int sessions() {
        return sessions.size();
    }

    @Override
    public void add(LoopSession session) {
        sessions.add(session);
    }

    @Override
    public void remove(LoopSession session) {
        sessions.remove(session);
    }

    @Override
    public void claim(LoopSession session, String localUsernameFragment) {
        byUsernameFragment.put(localUsernameFragment, session);
    }

    @Override
    public void door(LinkDoor opened) {}

    @Override
    public void claim(LoopSession session, InetSocketAddress validated) {}

    @Override
    public void release(LoopSession session, String localUsernameFragment) {
        byUsernameFragment.remove(localUsernameFragment, session);
    }

    @Override
    public void release(LoopSession session, InetSocketAddress address) {}

    @Override
    public void reschedule(LoopSession session) {}

    @Override
    public SendBuffer sendBuffer() {
        return sendBuffer;
    }

    /** Every datagram over the one before. */
    private static final class Discarding implements SendBuffer {
        private final MemorySegment memory = Arena.ofAuto().allocate(DATAGRAM_BYTES_MAX, 64);
        private final byte[] scratch = new byte[DATAGRAM_BYTES_MAX];
        private long sent;
        private int length;

        @Override
        public MemorySegment memory() {
            return memory;
        }

        @Override
        public long reserve(int bytesMax) {
            return 0;
        }

        @Override
        public void commit(Destination to, int datagramLength) {
            sent++;
            length = datagramLength;
        }

        @Override
        public byte[] scratch() {
            return scratch;
        }
    }
}
