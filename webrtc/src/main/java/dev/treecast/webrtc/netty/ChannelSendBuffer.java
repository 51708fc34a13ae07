package dev.treecast.webrtc.netty;

import dev.treecast.webrtc.peer.Destination;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Sends through the channel, where there is no {@code sendmmsg} for us: every datagram is copied and sent by itself. */
final class ChannelSendBuffer implements LoopSendBuffer {

    /** What may be written before it is flushed within a turn: some 200 packets. */
    private static final int FLUSH_BYTES_MAX = 256 << 10;

    private final Channel channel;
    private final LoopCounters counters;
    private final Runnable flushWanted;
    private final MemorySegment memory = Arena.ofAuto().allocate(DATAGRAM_BYTES_MAX);
    private final byte[] scratch = new byte[DATAGRAM_BYTES_MAX];
    private int unflushedBytes;

    /** @param flushWanted called when the first datagram of a turn was committed */
    ChannelSendBuffer(Channel channel, LoopCounters counters, Runnable flushWanted) {
        this.channel = channel;
        this.counters = counters;
        this.flushWanted = flushWanted;
    }

    @Override
    public MemorySegment memory() {
        return memory;
    }

    @Override
    public byte[] scratch() {
        return scratch;
    }

    @Override
    public long reserve(int bytesMax) {
        return 0;
    }

    @Override
    public void commit(Destination to, int length) {
        if (!channel.isWritable()) {
            counters.sendQueueFull.increment();
            return;
        }
        ByteBuf copy = channel.alloc().directBuffer(length);
        copy.writeBytes(memory.asSlice(0, length).asByteBuffer());
        // The void promise reports failures to exceptionCaught.
        var unused = channel.write(new DatagramPacket(copy, to.socketAddress()), channel.voidPromise());
        counters.datagramsSent.increment();
        counters.bytesSent.add(length);
        counters.runsSent.increment();
        if (unflushedBytes == 0) {
            flushWanted.run();
        }
        unflushedBytes += length;
        if (unflushedBytes >= FLUSH_BYTES_MAX) {
            flush();
        }
    }

    @Override
    public void flush() {
        unflushedBytes = 0;
        channel.flush();
    }
}
