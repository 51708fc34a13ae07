package dev.treecast.webrtc.srtp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory for the packet that a thread is working on: one piece a thread, not one a session, so that it stays in
 * the first-level cache however many sessions there are. Freed some time after the thread is gone.
 */
final class PacketMemory {

    /** A packet of a network with the usual MTU and what protection adds to it; larger ones make it grow. */
    private static final int INITIAL_LENGTH = 2_048;

    private static final ThreadLocal<PacketMemory> CURRENT = ThreadLocal.withInitial(PacketMemory::new);

    private MemorySegment memory = Arena.ofAuto().allocate(INITIAL_LENGTH);

    private PacketMemory() {}

    /**
     * Copies a packet to the front of the calling thread's memory. The segment must stay reachable while its address is
     * in use.
     *
     * @param room bytes needed, the packet's among them
     */
    static MemorySegment copyOf(byte[] packet, int offset, int length, int room) {
        PacketMemory current = CURRENT.get();
        if (current.memory.byteSize() < room) {
            current.memory = Arena.ofAuto().allocate(2L * room);
        }
        MemorySegment memory = current.memory;
        MemorySegment.copy(packet, offset, memory, JAVA_BYTE, 0, length);
        return memory;
    }
}
