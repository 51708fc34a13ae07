package dev.treecast.edge;

import dev.treecast.webrtc.peer.Destination;
import dev.treecast.webrtc.peer.LinkDoor;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.SendBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A loop that runs tasks at once and throws away what is sent: what is left is the cost of the protocol. */
final class DiscardingLoop implements MediaLoop {
    long nowNs = 10_000_000_000L;
    long sent;
    IntConsumer lengths = length -> {};
    /** What is sent, protected; the array is the consumer's. */
    @Nullable
    Consumer<byte[]> datagrams;

    private final SendBuffer sendBuffer = new Counting();
    private final Set<LoopSession> sessions = new HashSet<>();

    private final List<Runnable> held = new ArrayList<>();
    private boolean holding;

    /** Tasks wait until {@link #letGo}. */
    void hold() {
        holding = true;
    }

    void letGo() {
        holding = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    @Override
    public void execute(Runnable task) {
        if (holding) {
            held.add(task);
        } else {
            task.run();
        }
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
    public void door(LinkDoor opened) {}

    @Override
    public void claim(LoopSession session, InetSocketAddress validated) {}

    @Override
    public void release(LoopSession session, String localUsernameFragment) {}

    @Override
    public void release(LoopSession session, InetSocketAddress address) {}

    @Override
    public void reschedule(LoopSession session) {}

    @Override
    public SendBuffer sendBuffer() {
        return sendBuffer;
    }

    private final class Counting implements SendBuffer {
        private final MemorySegment memory = Arena.ofAuto().allocate(DATAGRAM_BYTES_MAX);
        private final byte[] scratch = new byte[DATAGRAM_BYTES_MAX];

        @Override
        public MemorySegment memory() {
            return memory;
        }

        @Override
        public long reserve(int bytesMax) {
            return 0;
        }

        @Override
        public void commit(Destination to, int length) {
            sent++;
            lengths.accept(length);
            if (datagrams != null) {
                datagrams.accept(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
            }
        }

        @Override
        public byte[] scratch() {
            return scratch;
        }
    }
}
