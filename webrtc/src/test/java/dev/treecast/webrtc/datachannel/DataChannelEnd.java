package dev.treecast.webrtc.datachannel;

import dev.treecast.webrtc.sctp.SctpOptions;
import dev.treecast.webrtc.sctp.SctpScratch;
import dev.treecast.webrtc.simulation.PathConditions;
import dev.treecast.webrtc.simulation.SimulatedNetwork;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One end of a pair in simulated time: its transport, what it was told, and the path that its packets take. */
final class DataChannelEnd implements DataChannelListener {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Message(DataChannel channel, boolean text, byte[] data, long atNs) {
        String string() {
            return new String(data, StandardCharsets.UTF_8);
        }
    }

    /** What the listener does besides remembering. */
    interface OnMessage {
        void message(long nowNs, DataChannel channel, byte[] data);
    }

    final DataChannelTransport transport;
    final List<Message> messages = new ArrayList<>();
    final List<DataChannel> opened = new ArrayList<>();
    final List<DataChannel> channelsClosed = new ArrayList<>();
    int connected;
    int closed;

    @Nullable
    String closeReason;

    PathConditions path = PathConditions.clean();
    /** Packets that get lost whatever the path does. */
    Predicate<byte[]> swallow = packet -> false;

    OnMessage onMessage = (nowNs, channel, data) -> {};
    long packets;

    private final SimulatedNetwork network;
    private final Random random;
    private long scheduledNs = Long.MAX_VALUE;

    @Nullable
    DataChannelEnd peer;

    DataChannelEnd(SimulatedNetwork network, SctpOptions options, SctpScratch scratch, boolean client, long seed) {
        this.network = network;
        this.random = new Random(seed);
        this.transport = new DataChannelTransport(options, scratch, client, new Random(seed + 1), this::transmit, this);
    }

    private boolean transmit(byte[] packet, int offset, int length) {
        packets++;
        byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
        if (swallow.test(copy) || random.nextDouble() < path.loss()) {
            return true;
        }
        int copies = random.nextDouble() < path.duplication() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long jitterNs = path.jitterNs() > 0 ? random.nextLong(path.jitterNs()) : 0;
            network.at(network.nowNs() + path.delayNs() + jitterNs, () -> deliver(copy));
        }
        return true;
    }

    private void deliver(byte[] packet) {
        if (peer != null) {
            peer.transport.receive(network.nowNs(), packet, 0, packet.length);
            peer.reschedule();
        }
    }

    void start() {
        transport.start(network.nowNs());
        reschedule();
    }

    boolean send(DataChannel channel, String text) {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        return send(channel, true, data);
    }

    boolean send(DataChannel channel, boolean text, byte[] data) {
        boolean taken = channel.send(network.nowNs(), text, data, 0, data.length);
        reschedule();
        return taken;
    }

    void reschedule() {
        long deadlineNs = transport.nextDeadlineNs();
        if (deadlineNs == Long.MAX_VALUE || deadlineNs >= scheduledNs) {
            return;
        }
        scheduledNs = deadlineNs;
        network.at(deadlineNs, () -> {
            if (scheduledNs != deadlineNs) {
                return;
            }
            scheduledNs = Long.MAX_VALUE;
            if (transport.nextDeadlineNs() <= network.nowNs()) {
                transport.timeout(network.nowNs());
                if (transport.nextDeadlineNs() <= network.nowNs()) {
                    throw new AssertionError("a timeout left its deadline where it was");
                }
            }
            reschedule();
        });
    }

    List<String> strings() {
        return messages.stream().map(Message::string).toList();
    }

    @Override
    public void connected(long nowNs) {
        connected++;
    }

    @Override
    public void opened(long nowNs, DataChannel channel) {
        opened.add(channel);
    }

    @Override
    public void message(long nowNs, DataChannel channel, boolean text, byte[] data, int offset, int length) {
        byte[] copy = Arrays.copyOfRange(data, offset, offset + length);
        messages.add(new Message(channel, text, copy, nowNs));
        onMessage.message(nowNs, channel, copy);
    }

    @Override
    public void channelClosed(long nowNs, DataChannel channel) {
        channelsClosed.add(channel);
    }

    @Override
    public void closed(long nowNs, String reason) {
        closed++;
        closeReason = reason;
    }
}
