package dev.treecast.webrtc.simulation;

import dev.treecast.webrtc.peer.Destination;
import dev.treecast.webrtc.peer.SendBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.BiConsumer;

/** A send buffer that hands each datagram on as soon as it is committed. */
public final class CopyingSendBuffer implements SendBuffer {
    private final BiConsumer<Destination, byte[]> sent;
    private final MemorySegment memory = Arena.ofAuto().allocate(DATAGRAM_BYTES_MAX);
    private final byte[] scratch = new byte[DATAGRAM_BYTES_MAX];

    public CopyingSendBuffer(BiConsumer<Destination, byte[]> sent) {
        this.sent = sent;
    }

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
        sent.accept(to, memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }

    @Override
    public byte[] scratch() {
        return scratch;
    }
}
