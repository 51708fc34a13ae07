package dev.treecast.edge;

import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A loop that runs tasks at once and throws away what is sent: what is left is the cost of the protocol. */
final class DiscardingLoop implements MediaLoop {
    long nowNs = 10_000_000_000L;
    long sent;
    private final Set<LoopSession> sessions = new HashSet<>();

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
        return List.of();
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
    public void claim(LoopSession session, String localUsernameFragment) {}

    @Override
    public void claim(LoopSession session, InetSocketAddress validated) {}

    @Override
    public void release(LoopSession session, String localUsernameFragment) {}

    @Override
    public void release(LoopSession session, InetSocketAddress address) {}

    @Override
    public void reschedule(LoopSession session) {}

    @Override
    public void send(InetSocketAddress to, byte[] data, int offset, int length) {
        sent++;
    }
}
