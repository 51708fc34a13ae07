package dev.treecast.webrtc.datachannel;

import static dev.treecast.webrtc.datachannel.DataChannelPair.MS;
import static dev.treecast.webrtc.datachannel.DataChannelPair.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.simulation.PathConditions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thousands of messages of every reliability over a network that loses, delays, reorders and duplicates, held against a simple model. */
class LossyNetworkTest {
    private static final List<Reliability> KINDS = List.of(
            Reliability.reliable(),
            new Reliability(false, -1, -1),
            Reliability.lifetime(100),
            Reliability.noRetransmissions(),
            new Reliability(true, 200, -1),
            new Reliability(true, -1, 1));

    @ParameterizedTest
    @CsvSource({
        "1, 0.0, 0, 0.0",
        "2, 0.01, 5, 0.01",
        "3, 0.05, 20, 0.05",
        "4, 0.1, 50, 0.1",
        "5, 0.2, 20, 0.0",
        "6, 0.3, 50, 0.1",
        "7, 0.3, 0, 0.0",
        "8, 0.3, 100, 0.3",
        "9, 0.0, 200, 0.5",
        "10, 0.0, 0, 0.0",
        "11, 0.1, 20, 0.1",
        "12, 0.1, 100, 0.2",
        "13, 0.3, 50, 0.1",
    })
    void shouldKeepThePromiseOfEachChannel(long seed, double loss, int jitterMs, double duplication) {
        DataChannelPair pair = new DataChannelPair(seed);
        pair.path(new PathConditions(10 * MS, jitterMs * MS, loss, duplication));
        List<DataChannel> channels = new ArrayList<>();
        for (int i = 0; i < KINDS.size(); i++) {
            channels.add(pair.negotiated(i, "kind " + i, KINDS.get(i)));
        }
        pair.connect();
        Random random = new Random(seed);
        List<List<Integer>> taken = new ArrayList<>();
        KINDS.forEach(kind -> taken.add(new ArrayList<>()));
        int number = 0;
        for (int step = 0; step < 3_000; step++) {
            int kind = random.nextInt(KINDS.size());
            byte[] message = message(++number, random);
            if (pair.client.send(channels.get(kind), false, message)) {
                taken.get(kind).add(number);
            }
            pair.runFor(random.nextInt(10) * MS);
        }
        pair.runFor(120 * SECOND);

        assertThat(pair.client.closeReason).isNull();
        assertThat(pair.server.closeReason).isNull();
        Map<Integer, List<Integer>> got = received(pair.server);
        for (int kind = 0; kind < KINDS.size(); kind++) {
            List<Integer> sent = taken.get(kind);
            List<Integer> arrived = got.getOrDefault(kind, List.of());
            Reliability reliability = KINDS.get(kind);
            String of = reliability + " at " + loss;
            Set<Integer> distinct = new HashSet<>(arrived);
            assertThat(distinct).as(of).hasSameSizeAs(arrived);
            assertThat(new HashSet<>(sent)).as(of).containsAll(distinct);
            if (reliability.ordered()) {
                assertThat(arrived).as(of).isSorted();
            }
            if (!reliability.isLossy()) {
                assertThat(distinct).as(of).hasSameSizeAs(sent);
            }
            if (loss == 0 && jitterMs == 0) {
                assertThat(arrived.size()).as(of).isGreaterThan(sent.size() * 8 / 10);
            }
            DataChannel channel = channels.get(kind);
            assertThat(channel.bufferedBytes()).as(of).isZero();
            assertThat(channel.sent()).isEqualTo(sent.size());
            assertThat(distinct.size() + channel.dropped()).as(of).isGreaterThanOrEqualTo(sent.size());
        }
        if (loss > 0.1) {
            assertThat(channels.get(3).dropped()).isPositive();
        }
        // Nothing is left to do but a heartbeat.
        assertThat(pair.client.transport.nextDeadlineNs() - pair.nowNs()).isGreaterThan(0);
    }

    /** Its number, its length, and bytes that follow from both. */
    private static byte[] message(int number, Random random) {
        int length = 8 + (random.nextInt(20) == 0 ? random.nextInt(10_000) : random.nextInt(200));
        ByteBuffer b = ByteBuffer.allocate(length).putInt(number).putInt(length);
        while (b.hasRemaining()) {
            b.put((byte) (number + b.position()));
        }
        return b.array();
    }

    private static Map<Integer, List<Integer>> received(DataChannelEnd end) {
        Map<Integer, List<Integer>> byChannel = new HashMap<>();
        for (DataChannelEnd.Message m : end.messages) {
            ByteBuffer b = ByteBuffer.wrap(m.data());
            int number = b.getInt();
            assertThat(b.getInt()).isEqualTo(m.data().length);
            while (b.hasRemaining()) {
                int position = b.position();
                assertThat(b.get()).isEqualTo((byte) (number + position));
            }
            byChannel.computeIfAbsent(m.channel().id(), id -> new ArrayList<>()).add(number);
        }
        return byChannel;
    }
}
