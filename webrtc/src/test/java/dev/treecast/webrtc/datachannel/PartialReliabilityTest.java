package dev.treecast.webrtc.datachannel;

import static dev.treecast.webrtc.datachannel.DataChannelPair.MS;
import static dev.treecast.webrtc.datachannel.DataChannelPair.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.sctp.SctpOptions;
import dev.treecast.webrtc.sctp.packet.ChunkHeader;
import dev.treecast.webrtc.sctp.packet.PacketHeader;
import org.junit.jupiter.api.Test;

/** Lifetimes, retransmission limits, FORWARD-TSN, and what is dropped when the queue is full. */
class PartialReliabilityTest {
    private final DataChannelPair pair = new DataChannelPair(11);

    private static boolean hasData(byte[] packet) {
        return has(packet, ChunkHeader.DATA);
    }

    private static boolean hasForwardTsn(byte[] packet) {
        return has(packet, ChunkHeader.FORWARD_TSN);
    }

    private static boolean has(byte[] packet, int chunkType) {
        int at = PacketHeader.LENGTH;
        while (at < packet.length) {
            if (ChunkHeader.type(packet, at) == chunkType) {
                return true;
            }
            at += ChunkHeader.padded(ChunkHeader.length(packet, at));
        }
        return false;
    }

    @Test
    void shouldNotSendAgainWhatMayBeSentOnce() {
        DataChannel out = pair.negotiated(2, "out", Reliability.noRetransmissions());
        pair.connect();
        pair.client.swallow = PartialReliabilityTest::hasData;
        pair.client.send(out, "lost");
        pair.client.swallow = packet -> false;
        pair.client.send(out, "arrives");
        pair.runFor(5 * SECOND);

        assertThat(pair.server.strings()).containsExactly("arrives");
        assertThat(out.dropped()).isEqualTo(1);
        assertThat(out.bufferedBytes()).isZero();
    }

    @Test
    void shouldSendAgainAsOftenAsAllowed() {
        DataChannel twice = pair.negotiated(2, "twice", new Reliability(true, -1, 2));
        pair.connect();
        int[] sends = {0};
        pair.client.swallow = packet -> hasData(packet) && ++sends[0] > 0;
        pair.client.send(twice, "lost");
        pair.runFor(20 * SECOND);
        assertThat(sends[0]).isEqualTo(3);
        pair.client.swallow = packet -> false;
        pair.client.send(twice, "arrives");
        pair.runFor(SECOND);

        assertThat(pair.server.strings()).containsExactly("arrives");
        assertThat(twice.dropped()).isEqualTo(1);
    }

    @Test
    void shouldCountALifetimeFromTheCallOfSend() {
        // What waits behind the long message, which gets lost, grows old in the queue.
        DataChannel ctl = pair.negotiated(0, "ctl", Reliability.reliable());
        DataChannel in = pair.negotiated(1, "in", Reliability.lifetime(100));
        pair.connect();
        pair.client.swallow = PartialReliabilityTest::hasData;
        pair.client.send(ctl, false, new byte[30_000]);
        pair.client.send(in, "old");
        pair.runFor(150 * MS);
        pair.client.swallow = packet -> false;
        pair.runFor(5 * SECOND);
        pair.client.send(in, "young");
        pair.runFor(SECOND);

        assertThat(in.dropped()).isEqualTo(1);
        assertThat(pair.server.messages.stream()
                        .filter(m -> m.channel().id() == 1)
                        .map(DataChannelEnd.Message::string))
                .containsExactly("young");
        assertThat(pair.server.messages).anyMatch(m -> m.data().length == 30_000);
    }

    @Test
    void shouldLetLaterMessagesPassAnAbandonedOneOnAnOrderedChannel() {
        DataChannel ordered = pair.negotiated(3, "ordered", new Reliability(true, 50, -1));
        pair.connect();
        pair.client.swallow = PartialReliabilityTest::hasData;
        pair.client.send(ordered, "lost");
        pair.client.swallow = packet -> false;
        for (int i = 0; i < 4; i++) {
            pair.client.send(ordered, "m" + i);
            pair.runFor(20 * MS);
        }
        pair.runFor(500 * MS);

        assertThat(pair.server.strings()).containsExactly("m0", "m1", "m2", "m3");
        assertThat(ordered.dropped()).isEqualTo(1);
    }

    @Test
    void shouldRepeatForwardTsnUntilItArrives() {
        DataChannel out = pair.negotiated(2, "out", new Reliability(true, -1, 0));
        pair.connect();
        int[] forwards = {0};
        pair.client.swallow = packet -> hasData(packet) || (hasForwardTsn(packet) && forwards[0]++ < 2);
        pair.client.send(out, "lost");
        pair.runFor(8 * SECOND);
        assertThat(forwards[0]).isGreaterThan(2);
        pair.client.swallow = packet -> false;
        pair.client.send(out, "next");
        pair.runFor(SECOND);

        assertThat(pair.server.strings()).containsExactly("next");
    }

    @Test
    void shouldGiveUpALongMessageHalfSentAndGoOn() {
        DataChannel out = pair.negotiated(2, "out", Reliability.lifetime(100));
        DataChannel ctl = pair.negotiated(0, "ctl", Reliability.reliable());
        pair.connect();
        int[] packets = {0};
        pair.client.swallow = packet -> hasData(packet) && ++packets[0] > 3 && packets[0] < 18;
        pair.client.send(out, false, new byte[50_000]);
        pair.client.send(ctl, "behind");
        pair.runFor(60 * SECOND);

        assertThat(pair.server.strings()).contains("behind");
        assertThat(out.dropped()).isEqualTo(1);
        assertThat(out.bufferedBytes()).isZero();
        pair.client.send(out, "again");
        pair.runFor(SECOND);
        assertThat(pair.server.strings()).contains("again");
    }

    @Test
    void shouldDropTheOldestUnsentMessageOfALossyChannel() {
        SctpOptions small = SctpOptions.defaults().withBounds(262_144, 262_144, 100_000, 20_000);
        DataChannelPair narrow = new DataChannelPair(12, small, small);
        DataChannel in = narrow.negotiated(1, "in", Reliability.noRetransmissions());
        DataChannel ctl = narrow.negotiated(0, "ctl", Reliability.reliable());
        narrow.connect();
        for (int i = 0; i < 100; i++) {
            byte[] message = new byte[1_000];
            message[0] = (byte) i;
            assertThat(narrow.client.send(in, false, message)).isTrue();
        }
        assertThat(in.bufferedBytes()).isLessThanOrEqualTo(20_000);
        assertThat(narrow.client.send(ctl, "there is room for the others")).isTrue();
        narrow.runFor(5 * SECOND);

        assertThat(in.dropped()).isEqualTo(100 - narrow.server.messages.size() + 1);
        assertThat(narrow.server.messages)
                .filteredOn(m -> m.channel().id() == 1)
                .last()
                .satisfies(m -> assertThat(m.data()[0]).isEqualTo((byte) 99));
    }

    @Test
    void shouldRefuseAReliableMessageWhenTheQueueIsFull() {
        DataChannel ctl = pair.negotiated(0, "ctl", Reliability.reliable());
        pair.connect();
        int taken = 0;
        while (pair.client.send(ctl, false, new byte[10_000])) {
            taken++;
        }
        assertThat(taken).isEqualTo(262_144 / 10_064);
        assertThat(ctl.refused()).isEqualTo(1);
        pair.runFor(10 * SECOND);

        assertThat(pair.server.messages).hasSize(taken);
        assertThat(pair.client.send(ctl, false, new byte[10_000])).isTrue();
    }
}
