package dev.treecast.bench.janus;

import dev.treecast.server.demo.ClipPacketSource;
import dev.treecast.server.demo.MediaKind;
import dev.treecast.server.demo.SentPackets;
import dev.treecast.webrtc.rtp.RtpWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Plays the clip into Janus's mountpoint as plain RTP, in real time, the same packets at the same times as the publisher over WHIP sends. A
 * thread of its own, until closed.
 */
public final class JanusFeed implements AutoCloseable {
    /** As in janus.plugin.streaming.jcfg. */
    static final int AUDIO_PORT = 5002;

    static final int VIDEO_PORT = 5004;
    private static final int AUDIO_PAYLOAD_TYPE = 111;
    private static final int VIDEO_PAYLOAD_TYPE = 100;
    private static final int PACKET_BYTES_MAX = 1_300;

    /** One of the two streams. */
    private static final class Out {
        final int payloadType;
        final int ssrc;
        final InetSocketAddress to;
        int sequenceNumber;

        Out(int payloadType, int ssrc, InetSocketAddress to) {
            this.payloadType = payloadType;
            this.ssrc = ssrc;
            this.to = to;
        }
    }

    private final ClipPacketSource source;
    private final SentPackets sent;
    private final DatagramChannel socket;
    private final Out audio;
    private final Out video;
    private final RtpWriter writer = new RtpWriter();
    private final byte[] packet = new byte[PACKET_BYTES_MAX];
    private final Thread thread;
    private volatile boolean over;

    /**
     * Starts it.
     *
     * @param janus its address
     * @param sent is told of every packet
     * @param threadName of the thread that sends
     */
    public JanusFeed(
            InetAddress janus, ClipPacketSource source, SentPackets sent, RandomGenerator random, String threadName)
            throws IOException {
        this.source = source;
        this.sent = sent;
        this.socket = DatagramChannel.open();
        this.audio = new Out(AUDIO_PAYLOAD_TYPE, random.nextInt(), new InetSocketAddress(janus, AUDIO_PORT));
        this.video = new Out(VIDEO_PAYLOAD_TYPE, random.nextInt(), new InetSocketAddress(janus, VIDEO_PORT));
        this.thread = Thread.ofPlatform().daemon().name(threadName).start(this::run);
    }

    private void run() {
        while (!over) {
            long nextNs = source.poll(System.nanoTime(), this::send);
            long leftNs = nextNs - System.nanoTime();
            if (leftNs > 0) {
                try {
                    TimeUnit.NANOSECONDS.sleep(leftNs);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    private void send(MediaKind kind, byte[] bytes, int offset, int length, boolean marker, int rtpTimestamp) {
        Out out = kind == MediaKind.VIDEO ? video : audio;
        int size = writer.start(out.payloadType, marker, out.sequenceNumber, rtpTimestamp, out.ssrc)
                .finish(packet, 0, packet.length, bytes, offset, length);
        sent.sending(kind, rtpTimestamp, bytes, offset, length);
        out.sequenceNumber = out.sequenceNumber + 1 & 0xffff;
        try {
            socket.send(ByteBuffer.wrap(packet, 0, size), out.to);
        } catch (IOException e) {
            // Janus does not listen yet or any more: what it missed shows in what viewers count.
            over = !socket.isOpen();
        }
    }

    @Override
    public void close() {
        over = true;
        thread.interrupt();
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing was waiting to be sent.
        }
    }
}
