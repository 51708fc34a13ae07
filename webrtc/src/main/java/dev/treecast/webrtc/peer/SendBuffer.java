package dev.treecast.webrtc.peer;

import java.lang.foreign.MemorySegment;

/**
 * The way out of a loop: native memory into which datagrams are written where they will be sent from, one behind the other. Datagrams to one
 * {@link Destination} that follow each other and are equally long (the last may be shorter) leave as one run, which costs the kernel little
 * more than one datagram would (UDP_SEGMENT; measured: 356 ns a packet in runs of ten, 3,000–3,800 ns one by one). So callers write viewer by
 * viewer, not packet by packet.
 *
 * <p>{@link #reserve}, write, {@link #commit}; on the loop only. What is committed leaves at the end of the loop's turn, or when the memory
 * is full. What the socket cannot take is lost and counted: nothing waits.
 */
public interface SendBuffer {

    /** The longest datagram, bytes: Ethernet's 1,500 and some. */
    int DATAGRAM_BYTES_MAX = 2_048;

    /** The memory to write into; the same object for the buffer's life. */
    MemorySegment memory();

    /**
     * Makes room for one datagram, and may send those before it.
     *
     * @param bytesMax at most {@link #DATAGRAM_BYTES_MAX}
     * @return the offset in {@link #memory} to write it at
     */
    long reserve(int bytesMax);

    /** Takes the reserved place's first bytes as one datagram. Without this call the place is free again. */
    void commit(Destination to, int length);

    /** A heap array of {@link #DATAGRAM_BYTES_MAX} to compose a datagram in; whoever asks next gets the same. */
    byte[] scratch();
}
