package dev.treecast.webrtc.simulation;

import dev.treecast.webrtc.peer.Destination;
import dev.treecast.webrtc.peer.LinkDoor;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.SendBuffer;
import dev.treecast.webrtc.stun.StunMessage;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A media loop in simulated time. An exception in a session fails the test. */
public final class SimulatedLoop implements MediaLoop {
    private final SimulatedNetwork network;
    private final Set<LoopSession> sessions = new LinkedHashSet<>();
    private final Map<String, LoopSession> byUsernameFragment = new HashMap<>();
    private final Map<InetSocketAddress, LoopSession> byAddress = new HashMap<>();
    private final Map<LoopSession, Long> scheduled = new HashMap<>();
    private final SendBuffer sendBuffer = new CopyingSendBuffer(this::transmit);
    private InetSocketAddress address;
    private LinkDoor door = LinkDoor.CLOSED;

    /** Datagrams that no session wanted. */
    public long unrouted;

    SimulatedLoop(SimulatedNetwork network, InetSocketAddress address) {
        this.network = network;
        this.address = address;
    }

    public InetSocketAddress address() {
        return address;
    }

    void moved(InetSocketAddress to) {
        address = to;
    }

    @Override
    public void execute(Runnable task) {
        network.at(network.nowNs(), task);
    }

    @Override
    public long nowNs() {
        return network.nowNs();
    }

    @Override
    public long unixMinusMonotonicNs() {
        return 1_700_000_000_000_000_000L;
    }

    @Override
    public List<InetSocketAddress> candidateAddresses() {
        return List.of(address);
    }

    @Override
    public int sessions() {
        return sessions.size();
    }

    @Override
    public void add(LoopSession session) {
        sessions.add(session);
        reschedule(session);
    }

    @Override
    public void remove(LoopSession session) {
        sessions.remove(session);
        scheduled.remove(session);
        byUsernameFragment.values().removeIf(s -> s == session);
        byAddress.values().removeIf(s -> s == session);
    }

    @Override
    public void claim(LoopSession session, String localUsernameFragment) {
        byUsernameFragment.put(localUsernameFragment, session);
    }

    @Override
    public void door(LinkDoor opened) {
        door = opened;
    }

    @Override
    public void claim(LoopSession session, InetSocketAddress validated) {
        byAddress.put(validated, session);
    }

    @Override
    public void release(LoopSession session, String localUsernameFragment) {
        byUsernameFragment.remove(localUsernameFragment, session);
    }

    @Override
    public void release(LoopSession session, InetSocketAddress released) {
        byAddress.remove(released, session);
    }

    @Override
    public void reschedule(LoopSession session) {
        if (!sessions.contains(session)) {
            return;
        }
        long deadlineNs = session.nextDeadlineNs();
        Long known = scheduled.get(session);
        if (deadlineNs == LoopSession.NO_DEADLINE || (known != null && known <= deadlineNs)) {
            return;
        }
        scheduled.put(session, deadlineNs);
        network.at(deadlineNs, () -> fire(session, deadlineNs));
    }

    private void fire(LoopSession session, long deadlineNs) {
        Long known = scheduled.get(session);
        if (known == null || known != deadlineNs) {
            return;
        }
        scheduled.remove(session);
        if (session.nextDeadlineNs() <= network.nowNs()) {
            session.timeout(network.nowNs());
            if (session.nextDeadlineNs() <= network.nowNs()) {
                // As the real loop does: again, but not at once.
                long laterNs = network.nowNs() + 1_000_000;
                scheduled.put(session, laterNs);
                network.at(laterNs, () -> fire(session, laterNs));
                return;
            }
        }
        reschedule(session);
    }

    @Override
    public SendBuffer sendBuffer() {
        return sendBuffer;
    }

    private void transmit(Destination to, byte[] datagram) {
        network.transmit(address, to.socketAddress(), datagram, 0, datagram.length);
    }

    void arrive(InetSocketAddress source, byte[] data) {
        LoopSession session;
        if (StunMessage.looksLikeStun(data, 0, data.length)) {
            String fragment = StunMessage.localUsernameFragment(data, 0, data.length);
            session = fragment == null ? byAddress.get(source) : byUsernameFragment.get(fragment);
            if (session == null && fragment != null) {
                session = door.knock(this, network.nowNs(), source, fragment, data, 0, data.length);
            }
        } else {
            session = byAddress.get(source);
        }
        if (session == null) {
            unrouted++;
            return;
        }
        session.datagram(network.nowNs(), source, data, 0, data.length);
        reschedule(session);
    }
}
