package dev.treecast.webrtc.datachannel;

import static dev.treecast.webrtc.datachannel.DataChannelPair.MS;
import static dev.treecast.webrtc.datachannel.DataChannelPair.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.sctp.SctpOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DataChannelTransportTest {
    private final DataChannelPair pair = new DataChannelPair(1);

    @Test
    void shouldCarryMessagesBothWaysOnNegotiatedChannels() {
        DataChannel ctl = pair.negotiated(0, "ctl", Reliability.reliable());
        DataChannel in = pair.negotiated(1, "in", Reliability.lifetime(100));
        pair.negotiated(2, "out", Reliability.noRetransmissions());
        assertThat(ctl.isOpen()).isFalse();
        assertThat(pair.client.send(ctl, "too early")).isFalse();

        pair.connect();
        assertThat(pair.client.send(ctl, "hello")).isTrue();
        assertThat(pair.client.send(in, false, new byte[] {1, 2, 3})).isTrue();
        assertThat(pair.server.send(pair.serverChannel(2), false, new byte[] {4}))
                .isTrue();
        pair.runFor(SECOND);

        assertThat(pair.server.messages).hasSize(2);
        assertThat(pair.server.messages.get(0).text()).isTrue();
        assertThat(pair.server.messages.get(0).string()).isEqualTo("hello");
        assertThat(pair.server.messages.get(0).channel().label()).isEqualTo("ctl");
        assertThat(pair.server.messages.get(1).text()).isFalse();
        assertThat(pair.server.messages.get(1).data()).containsExactly(1, 2, 3);
        assertThat(pair.client.messages).hasSize(1);
        assertThat(ctl.bufferedBytes()).isZero();
        assertThat(pair.client.connected).isEqualTo(1);
        assertThat(pair.server.connected).isEqualTo(1);
        assertThat(pair.client.opened).isEmpty();
    }

    @Test
    void shouldCarryEmptyAndLongMessages() {
        DataChannel ctl = pair.negotiated(0, "ctl", Reliability.reliable());
        pair.connect();
        byte[] longest = new byte[65_536];
        new Random(5).nextBytes(longest);

        assertThat(pair.client.send(ctl, "")).isTrue();
        assertThat(pair.client.send(ctl, false, new byte[0])).isTrue();
        assertThat(pair.client.send(ctl, false, longest)).isTrue();
        assertThat(pair.client.send(ctl, false, new byte[65_537])).isFalse();
        pair.runFor(5 * SECOND);

        List<DataChannelEnd.Message> got = pair.server.messages;
        assertThat(got).hasSize(3);
        assertThat(got.get(0).text()).isTrue();
        assertThat(got.get(0).data()).isEmpty();
        assertThat(got.get(1).text()).isFalse();
        assertThat(got.get(1).data()).isEmpty();
        assertThat(got.get(2).data()).isEqualTo(longest);
        assertThat(ctl.refused()).isEqualTo(1);
    }

    @Test
    void shouldOpenAChannelInBand() {
        pair.connect();
        DataChannel mine = pair.client.transport.open(pair.nowNs(), "chat", "text.v1", Reliability.lifetime(250));
        pair.client.send(mine, "first");
        pair.runFor(SECOND);

        assertThat(mine.id()).isZero();
        assertThat(pair.client.opened).containsExactly(mine);
        DataChannel theirs = pair.server.opened.get(0);
        assertThat(theirs.label()).isEqualTo("chat");
        assertThat(theirs.protocol()).isEqualTo("text.v1");
        assertThat(theirs.reliability()).isEqualTo(Reliability.lifetime(250));
        assertThat(pair.server.strings()).containsExactly("first");
        DataChannel back = pair.server.transport.open(pair.nowNs(), "back", "", Reliability.reliable());
        assertThat(back.id()).isEqualTo(1);
        pair.runFor(SECOND);
        assertThat(pair.client.opened).hasSize(2);
    }

    @Test
    void shouldOpenAChannelBeforeSctpIsUp() {
        pair.client.start();
        DataChannel mine = pair.client.transport.open(pair.nowNs(), "early", "", Reliability.reliable());
        pair.server.start();
        pair.runFor(SECOND);

        assertThat(mine.isOpen()).isTrue();
        assertThat(pair.server.opened).hasSize(1);
    }

    @Test
    void shouldAnswerFromWithinTheListenerInOnePacket() {
        DataChannel ctl = pair.negotiated(0, "ctl", Reliability.reliable());
        pair.connect();
        pair.runFor(SECOND);
        pair.server.onMessage = (nowNs, channel, data) -> {
            for (int i = 0; i < 5; i++) {
                byte[] reply = ("reply " + i).getBytes(StandardCharsets.UTF_8);
                channel.send(nowNs, true, reply, 0, reply.length);
            }
        };
        long before = pair.server.packets;
        pair.client.send(ctl, "ask");
        pair.runFor(15 * MS);

        assertThat(pair.server.packets - before).isEqualTo(1);
        pair.runFor(SECOND);
        assertThat(pair.client.strings()).hasSize(5);
    }

    @Test
    void shouldTakeAnOpenForANegotiatedChannelAsThatChannel() {
        DataChannel expected = pair.server.transport.negotiated(0, "ctl", "treecast.v1", Reliability.reliable());
        pair.connect();
        DataChannel mine = pair.client.transport.open(pair.nowNs(), "ctl", "treecast.v1", Reliability.reliable());
        pair.client.send(mine, "hello");
        pair.runFor(SECOND);

        assertThat(pair.server.opened).containsExactly(expected);
        assertThat(pair.server.messages.get(0).channel()).isSameAs(expected);
        assertThat(pair.client.opened).containsExactly(mine);
    }

    @Test
    void shouldGiveANegotiatedChannelUpForOneThatThePeerReallyHas() {
        DataChannel unused = pair.server.transport.negotiated(0, "ctl", "", Reliability.reliable());
        pair.connect();
        DataChannel mine = pair.client.transport.open(pair.nowNs(), "in", "", Reliability.lifetime(100));
        pair.client.send(mine, "press");
        pair.runFor(SECOND);

        assertThat(pair.server.channelsClosed).containsExactly(unused);
        assertThat(pair.server.opened.get(0).label()).isEqualTo("in");
        assertThat(pair.server.messages.get(0).channel()).isSameAs(pair.server.opened.get(0));
    }

    @Test
    void shouldRefuseMoreChannelsThanAPeerMayOpen() {
        pair.connect();
        for (int i = 0; i < 20; i++) {
            pair.client.transport.open(pair.nowNs(), "channel " + i, "", Reliability.reliable());
        }
        pair.runFor(5 * SECOND);

        assertThat(pair.server.opened).hasSize(16);
        assertThat(pair.server.transport.opensRefused()).isEqualTo(4);
        assertThat(pair.client.channelsClosed).hasSize(4);
        assertThat(pair.client.transport.channels()).hasSize(16);
        assertThat(pair.server.transport.isConnected()).isTrue();
    }

    @Test
    void shouldCloseAChannelAndUseItsIdAgain() {
        pair.connect();
        for (int round = 0; round < 5; round++) {
            DataChannel mine = pair.client.transport.open(pair.nowNs(), "round " + round, "", Reliability.reliable());
            assertThat(mine.id()).isZero();
            pair.client.send(mine, "a" + round);
            pair.client.send(mine, "b" + round);
            mine.close(pair.nowNs());
            assertThat(pair.client.send(mine, "late")).isFalse();
            pair.client.reschedule();
            pair.runFor(SECOND);
            assertThat(pair.client.channelsClosed).hasSize(round + 1);
            assertThat(pair.server.channelsClosed).hasSize(round + 1);
            assertThat(pair.client.transport.channels()).isEmpty();
            assertThat(pair.server.transport.channels()).isEmpty();
        }
        assertThat(pair.server.strings()).containsExactly("a0", "b0", "a1", "b1", "a2", "b2", "a3", "b3", "a4", "b4");
    }

    @Test
    void shouldCloseFromTheOtherSide() {
        pair.connect();
        DataChannel mine = pair.client.transport.open(pair.nowNs(), "x", "", Reliability.reliable());
        pair.runFor(SECOND);
        pair.server.opened.get(0).close(pair.nowNs());
        pair.server.reschedule();
        pair.runFor(SECOND);

        assertThat(pair.client.channelsClosed).containsExactly(mine);
        assertThat(pair.server.channelsClosed).hasSize(1);
        assertThat(pair.client.transport.channels()).isEmpty();
    }

    @Test
    void shouldTellTheOtherEndThatItAborts() {
        pair.negotiated(0, "ctl", Reliability.reliable());
        pair.connect();
        pair.client.transport.close(pair.nowNs());
        pair.client.transport.close(pair.nowNs());
        pair.runFor(SECOND);

        assertThat(pair.client.closed).isEqualTo(1);
        assertThat(pair.server.closed).isEqualTo(1);
        assertThat(pair.server.closeReason).contains("aborted by the peer");
        assertThat(pair.server.transport.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldDeliverEverythingBeforeAGracefulEnd() {
        DataChannel ctl = pair.negotiated(0, "ctl", Reliability.reliable());
        pair.connect();
        byte[] data = new byte[30_000];
        Arrays.fill(data, (byte) 7);
        for (int i = 0; i < 5; i++) {
            assertThat(pair.client.send(ctl, false, data)).isTrue();
        }
        pair.client.transport.shutdown(pair.nowNs());
        pair.client.reschedule();
        pair.runFor(10 * SECOND);

        assertThat(pair.server.messages).hasSize(5);
        assertThat(pair.client.closed).isEqualTo(1);
        assertThat(pair.server.closed).isEqualTo(1);
        assertThat(pair.client.closeReason).isEqualTo("shut down");
        assertThat(pair.server.closeReason).isEqualTo("shut down by the peer");
    }

    @Test
    void shouldEndWhenThePeerDoesNotAnswer() {
        pair.client.swallow = packet -> true;
        pair.client.start();
        pair.runFor(60 * SECOND);

        assertThat(pair.client.closed).isEqualTo(1);
        assertThat(pair.client.packets).isEqualTo(SctpOptions.defaults().retransmissionsMax() + 1);
    }
}
