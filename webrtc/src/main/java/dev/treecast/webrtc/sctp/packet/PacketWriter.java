package dev.treecast.webrtc.sctp.packet;

import java.util.zip.CRC32C;

/**
 * Puts chunks one behind the other into one packet. Reusable: one for all associations of a loop, since a packet is begun, filled, sealed and
 * handed on without a pause. Chunks are written straight into {@link #buffer()} at {@link #position()} and then counted in by {@link #advance}.
 */
public final class PacketWriter {
    private final byte[] buffer;
    private final CRC32C crc = new CRC32C();
    private int position;
    private int limit;

    /**
     * @param bytesMax the longest packet of any association that uses this writer
     */
    public PacketWriter(int bytesMax) {
        buffer = new byte[ChunkHeader.padded(bytesMax)];
    }

    /** Begins a packet of at most this many bytes. */
    public void start(int sourcePort, int destinationPort, int verificationTag, int bytesMax) {
        PacketHeader.write(buffer, 0, sourcePort, destinationPort, verificationTag);
        position = PacketHeader.LENGTH;
        limit = Math.min(buffer.length, bytesMax & ~3);
    }

    public byte[] buffer() {
        return buffer;
    }

    /** Where the next chunk begins. */
    public int position() {
        return position;
    }

    /** Bytes that still fit, the chunk's header included. */
    public int remaining() {
        return limit - position;
    }

    public boolean isEmpty() {
        return position == PacketHeader.LENGTH;
    }

    /** Counts in a chunk of this length that was written at {@link #position()}, and pads it with zeros. */
    public void advance(int chunkLength) {
        int next = position + ChunkHeader.padded(chunkLength);
        if (next > limit) {
            throw new IllegalStateException(chunkLength + " bytes were written where " + remaining() + " fit");
        }
        for (int i = position + chunkLength; i < next; i++) {
            buffer[i] = 0;
        }
        position = next;
    }

    /** Puts the checksum in; the packet is {@link #buffer()} from 0 to the returned length. */
    public int seal() {
        PacketHeader.seal(buffer, 0, position, crc);
        return position;
    }

    /** For checking what arrives, too. */
    public CRC32C crc() {
        return crc;
    }
}
