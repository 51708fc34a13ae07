package dev.treecast.webrtc.datachannel;

import dev.treecast.webrtc.rtcp.NetworkOrder;
import dev.treecast.webrtc.sctp.SctpOptions;
import dev.treecast.webrtc.sctp.SctpScratch;
import dev.treecast.webrtc.sctp.packet.ChunkHeader;
import dev.treecast.webrtc.sctp.packet.PacketHeader;
import dev.treecast.webrtc.sctp.packet.PacketWriter;
import java.util.Arrays;
import java.util.Random;

/**
 * A peer that has shaken hands and then sends whatever it likes, with right checksums and tags: chunks of its own making, and those of an honest
 * peer cut, changed and repeated. The transport under attack must throw nothing and hold no more than its bounds.
 */
final class HostilePeer implements DataChannelListener {
    static final SctpOptions OPTIONS = SctpOptions.defaults().withBounds(32_768, 16_384, 32_768, 8_192);

    private final SctpScratch scratch = new SctpScratch(1_200);
    private final PacketWriter writer = new PacketWriter(1_500);
    private final DataChannelTransport honest;
    private final DataChannelTransport target;
    private final DataChannel lossy;
    private byte[] fromHonest = new byte[0];
    private int targetTag;
    private int targetTsn;
    private int peerTsn;
    private long nowNs;
    private boolean connected;
    long delivered;

    HostilePeer(long seed) {
        Random random = new Random(seed);
        java.util.ArrayDeque<byte[]> toTarget = new java.util.ArrayDeque<>();
        java.util.ArrayDeque<byte[]> toHonest = new java.util.ArrayDeque<>();
        honest = new DataChannelTransport(
                OPTIONS,
                scratch,
                true,
                random,
                (b, off, len) -> {
                    fromHonest = Arrays.copyOfRange(b, off, off + len);
                    return connected || toTarget.add(fromHonest);
                },
                this);
        target = new DataChannelTransport(
                OPTIONS,
                scratch,
                false,
                random,
                (b, off, len) -> {
                    int type = ChunkHeader.type(b, off + PacketHeader.LENGTH);
                    if (type == ChunkHeader.INIT_ACK || type == ChunkHeader.INIT) {
                        targetTag = NetworkOrder.int32(b, off + 16);
                        targetTsn = NetworkOrder.int32(b, off + 28);
                    }
                    return connected || toHonest.add(Arrays.copyOfRange(b, off, off + len));
                },
                this);
        target.negotiated(0, "ctl", "", Reliability.reliable());
        lossy = target.negotiated(1, "out", "", new Reliability(true, -1, 0));
        honest.start(0);
        target.start(0);
        while (!toTarget.isEmpty() || !toHonest.isEmpty()) {
            byte[] packet = toTarget.poll();
            if (packet != null) {
                if (ChunkHeader.type(packet, PacketHeader.LENGTH) == ChunkHeader.INIT) {
                    peerTsn = NetworkOrder.int32(packet, 28);
                }
                target.receive(nowNs, packet, 0, packet.length);
            }
            packet = toHonest.poll();
            if (packet != null) {
                honest.receive(nowNs, packet, 0, packet.length);
            }
        }
        connected = true;
        if (!target.isConnected()) {
            throw new AssertionError("not connected");
        }
    }

    /** One step of the attack, chosen by these numbers. */
    void step(int choice, int a, int b, byte[] bytes) {
        nowNs += (a & 0xff) * 1_000_000L;
        switch (choice & 15) {
            case 0 -> chunk(ChunkHeader.DATA, b & 15, data(a, b, bytes));
            case 1 -> chunk(ChunkHeader.SACK, 0, sack(a, b, bytes));
            case 2 -> chunk(ChunkHeader.FORWARD_TSN, 0, ints(peerTsn + (a & 0xfff) - 16, b));
            case 3 -> chunk(ChunkHeader.RE_CONFIG, 0, reset(a, b, bytes));
            case 4 -> chunk(a & 0xff, b & 0xff, bytes);
            case 5 -> chunk(ChunkHeader.INIT, 0, bytes);
            case 6 -> chunk(ChunkHeader.COOKIE_ECHO, 0, bytes);
            case 7 -> chunk(ChunkHeader.HEARTBEAT, 0, bytes);
            case 8 -> {
                byte[] message = Arrays.copyOf(bytes, bytes.length + (b & 0x3ff));
                target.channels().stream().findFirst().ifPresent(c -> c.send(nowNs, false, message, 0, message.length));
                lossy.send(nowNs, false, message, 0, message.length);
            }
            case 9 -> target.timeout(nowNs);
            case 10 -> {
                nowNs += (b & 0xfff) * 1_000_000L;
                target.timeout(nowNs);
            }
            case 11 -> changed(a, b);
            case 12 -> target.channels().stream().skip(a & 7).findFirst().ifPresent(c -> c.close(nowNs));
            case 13 -> target.receive(nowNs, bytes, 0, bytes.length);
            case 14 -> {
                if ((b & 0xff) == 0) {
                    target.shutdown(nowNs);
                }
            }
            default -> chunk(ChunkHeader.DATA, 3, dcep(a, b, bytes));
        }
        check();
    }

    private byte[] data(int a, int b, byte[] bytes) {
        byte[] body =
                Arrays.copyOf(ints(peerTsn + (a & 0x7f) - 8, (b & 3) << 16 | (a >> 8 & 7), 53), 12 + bytes.length);
        System.arraycopy(bytes, 0, body, 12, bytes.length);
        if ((a & 0xf000) == 0) {
            peerTsn++;
        }
        return body;
    }

    private byte[] dcep(int a, int b, byte[] bytes) {
        byte[] body = Arrays.copyOf(ints(peerTsn++, (a & 0x1f) << 16 | (b & 3), 50), 12 + 12 + bytes.length);
        body[12] = 3;
        body[13] = (byte) (b & 0x83);
        body[21] = (byte) Math.min(bytes.length, b & 0xf);
        System.arraycopy(bytes, 0, body, 24, bytes.length);
        return body;
    }

    private byte[] sack(int a, int b, byte[] bytes) {
        byte[] body = Arrays.copyOf(ints(targetTsn + (a & 0x3f) - 4, b, (b & 7) << 16), 12 + bytes.length);
        System.arraycopy(bytes, 0, body, 12, bytes.length);
        return body;
    }

    private byte[] reset(int a, int b, byte[] bytes) {
        byte[] body = Arrays.copyOf(
                ints((13 + (a & 3)) << 16 | 16, peerTsn + (b & 3), targetTsn + (b >> 2 & 3), peerTsn - (a >> 2 & 7)),
                16 + bytes.length);
        NetworkOrder.put16(body, 2, 16 + bytes.length);
        System.arraycopy(bytes, 0, body, 16, bytes.length);
        return body;
    }

    private static byte[] ints(int... values) {
        byte[] body = new byte[4 * values.length];
        for (int i = 0; i < values.length; i++) {
            NetworkOrder.put32(body, 4 * i, values[i]);
        }
        return body;
    }

    private void chunk(int type, int flags, byte[] body) {
        byte[] cut = Arrays.copyOf(body, Math.min(body.length, 1_100));
        writer.start(5_000, 5_000, type == ChunkHeader.INIT ? 0 : targetTag, 1_200);
        byte[] b = writer.buffer();
        b[writer.position()] = (byte) type;
        b[writer.position() + 1] = (byte) flags;
        NetworkOrder.put16(b, writer.position() + 2, 4 + cut.length);
        System.arraycopy(cut, 0, b, writer.position() + 4, cut.length);
        writer.advance(4 + cut.length);
        int length = writer.seal();
        target.receive(nowNs, b, 0, length);
    }

    /** The honest peer's last packet with a byte changed and a right checksum. */
    private void changed(int a, int b) {
        honest.timeout(nowNs);
        if (fromHonest.length > PacketHeader.LENGTH) {
            byte[] packet = fromHonest.clone();
            packet[PacketHeader.LENGTH + (a & 0xffff) % (packet.length - PacketHeader.LENGTH)] ^= (byte) b;
            PacketHeader.seal(packet, 0, packet.length, writer.crc());
            target.receive(nowNs, packet, 0, packet.length);
        }
    }

    private void check() {
        if (target.channels().size() > 2 + OPTIONS.channelsByPeerMax()) {
            throw new AssertionError("too many channels");
        }
        for (DataChannel channel : target.channels()) {
            if (channel.bufferedBytes() < 0 || channel.bufferedBytes() > OPTIONS.sendQueueBytesMax()) {
                throw new AssertionError(channel + " holds " + channel.bufferedBytes());
            }
        }
        target.nextDeadlineNs();
    }

    @Override
    public void connected(long now) {}

    @Override
    public void opened(long now, DataChannel channel) {}

    @Override
    public void message(long now, DataChannel channel, boolean text, byte[] data, int offset, int length) {
        if (length > OPTIONS.receiveMessageBytesMax()) {
            throw new AssertionError("a message of " + length);
        }
        delivered++;
    }

    @Override
    public void channelClosed(long now, DataChannel channel) {}

    @Override
    public void closed(long now, String reason) {}
}
