package dev.treecast.webrtc.ice;

import static dev.treecast.webrtc.ice.IceFixtures.HOME;
import static dev.treecast.webrtc.ice.IceFixtures.MILLISECOND;
import static dev.treecast.webrtc.ice.IceFixtures.MOBILE;
import static dev.treecast.webrtc.ice.IceFixtures.OPTIONS;
import static dev.treecast.webrtc.ice.IceFixtures.SECOND;
import static dev.treecast.webrtc.ice.IceFixtures.SERVER;
import static dev.treecast.webrtc.ice.IceFixtures.SERVER_ADDRESS;
import static dev.treecast.webrtc.ice.IceFixtures.START;
import static dev.treecast.webrtc.ice.IceFixtures.STRANGER;
import static dev.treecast.webrtc.ice.IceFixtures.VIEWER;
import static dev.treecast.webrtc.ice.IceFixtures.address;
import static dev.treecast.webrtc.ice.IceFixtures.begin;
import static dev.treecast.webrtc.ice.IceFixtures.check;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.stun.MessageIntegrity;
import dev.treecast.webrtc.stun.StunMessage;
import dev.treecast.webrtc.stun.StunWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IceControllingChecksTest extends IceControllingHarness {
    @Test
    void shouldSendAWellFormedCheckAtOnce() {
        assertThat(agent.nextDeadlineNs()).isEqualTo(IceAgent.NO_DEADLINE);
        start();
        assertThat(output.sent).hasSize(1);
        assertThat(output.last().to()).isEqualTo(SERVER_ADDRESS);
        StunMessage check = output.lastMessage();
        assertThat(check.type()).isEqualTo(StunMessage.BINDING_REQUEST);
        assertThat(check.username()).isEqualTo("srvrsrvr:viewview");
        assertThat(check.priority()).isEqualTo(1862270975);
        assertThat(check.iceControlling()).isTrue();
        assertThat(check.tieBreaker()).isEqualTo(42);
        assertThat(check.useCandidate()).isFalse();
        assertThat(check.fingerprintMatches()).isTrue();
        assertThat(new MessageIntegrity(SERVER.password()).verify(check)).isTrue();
    }

    @Test
    void shouldRetransmitOnTheTimersOfRfc8489() {
        start();
        List<Long> times = new ArrayList<>();
        while (output.events.isEmpty()) {
            nowNs = agent.nextDeadlineNs();
            int before = output.sent.size();
            agent.poll(nowNs, output);
            if (output.sent.size() > before) {
                times.add((nowNs - START) / MILLISECOND);
            }
        }
        assertThat(times).containsExactly(500L, 1_500L, 3_500L, 7_500L); // 15.5 s would be the next
        assertThat(output.events).containsExactly("failed NO_PATH");
        assertThat(nowNs - START).isEqualTo(OPTIONS.establishTimeoutNs());
        byte[] id = Arrays.copyOfRange(output.sent.getFirst().data(), 8, 20);
        assertThat(output.sent).allMatch(s -> s.message().transactionIdEquals(id));
        assertThat(agent.nextDeadlineNs()).isEqualTo(IceAgent.NO_DEADLINE);
    }

    @Test
    void shouldGiveUpAfterRcTransmissionsAndRmTimeouts() {
        RemoteCheck check = new RemoteCheck(SERVER_ADDRESS, OPTIONS);
        check.begin(START, false, new Random(1));
        List<Long> times = new ArrayList<>();
        while (check.state() == RemoteCheck.State.IN_PROGRESS) {
            nowNs = check.nextNs();
            if (check.due(nowNs)) {
                times.add((nowNs - START) / MILLISECOND);
            }
        }
        assertThat(times).containsExactly(0L, 500L, 1_500L, 3_500L, 7_500L, 15_500L, 31_500L);
        assertThat((nowNs - START) / MILLISECOND).isEqualTo(39_500);
    }

    @Test
    void shouldNominateTheFirstThatSucceedsAndSelectItWhenThatSucceeds() {
        agent = agent(STRANGER, SERVER_ADDRESS);
        start();
        run(START + 60 * MILLISECOND);
        assertThat(output.sent).hasSize(2);
        answer(output.last());
        assertThat(agent.selectedAddress()).isNull();
        assertThat(output.last().to()).isEqualTo(SERVER_ADDRESS);
        assertThat(output.lastMessage().useCandidate()).isTrue();
        answer(output.last());
        assertThat(output.events).containsExactly("validated 7000", "selected 7000");
        assertThat(agent.mappedAddress()).isEqualTo(HOME);
        int sent = output.sent.size();
        answer(output.sent.getFirst()); // late, from the other address
        assertThat(output.sent).hasSize(sent);
        assertThat(agent.selectedAddress()).isEqualTo(SERVER_ADDRESS);
    }

    @Test
    void shouldPaceFirstTransmissions() {
        agent = agent(address("192.0.2.1", 1), address("192.0.2.1", 2), address("192.0.2.1", 3));
        start();
        run(START + 49 * MILLISECOND);
        assertThat(output.sent).hasSize(1);
        run(START + 50 * MILLISECOND);
        assertThat(output.sent).hasSize(2);
        run(START + 100 * MILLISECOND);
        assertThat(output.sent).hasSize(3);
    }

    @Test
    void shouldRetransmitALostNomination() {
        start();
        answer(output.last());
        run(nowNs + 500 * MILLISECOND);
        assertThat(output.sent).hasSize(3);
        assertThat(output.lastMessage().useCandidate()).isTrue();
        answer(output.last());
        assertThat(agent.selectedAddress()).isEqualTo(SERVER_ADDRESS);
    }

    @Test
    void shouldNotBelieveAnswersFromElsewhereOrWithAnotherPasswordOrToNothing() {
        start();
        answer(output.last(), STRANGER, SERVER.password());
        answer(output.last(), SERVER_ADDRESS, VIEWER.password());
        answer(new RecordingOutput.Sent(SERVER_ADDRESS, new byte[20]));
        assertThat(output.sent).hasSize(1);
        assertThat(agent.counters().wrongSource()).isEqualTo(1);
        assertThat(agent.counters().wrongIntegrity()).isEqualTo(1);
        assertThat(agent.counters().unexpected()).isEqualTo(1);
        answer(output.last()); // the right one still counts
        assertThat(output.sent).hasSize(2);
    }

    @Test
    void shouldGoOnWithAnotherAddressWhenTheNominationIsRefused() {
        agent = agent(SERVER_ADDRESS, MOBILE);
        start();
        answer(output.last());
        refuse(output.last(), 487);
        run(nowNs + 60 * MILLISECOND);
        assertThat(output.last().to()).isEqualTo(MOBILE);
        answer(output.last());
        answer(output.last());
        assertThat(agent.selectedAddress()).isEqualTo(MOBILE);
    }

    @Test
    void shouldFailWhenEveryAddressRefuses() {
        start();
        refuse(output.last(), 420);
        assertThat(output.events).containsExactly("failed NO_PATH");
        agent.poll(nowNs + SECOND, output);
        assertThat(output.sent).hasSize(1);
    }

    @Test
    void shouldTakeAddressesThatTrickleIn() {
        agent = agent();
        start();
        assertThat(output.sent).isEmpty();
        nowNs += SECOND;
        assertThat(agent.addRemoteAddress(MOBILE)).isTrue();
        assertThat(agent.addRemoteAddress(MOBILE)).isFalse();
        agent.poll(nowNs, output);
        assertThat(output.last().to()).isEqualTo(MOBILE);
    }

    @Test
    void shouldAnswerThePeersChecksAndCheckWhereTheyCameFrom() {
        agent = agent();
        start();
        byte[] fromPeer = controlled();
        agent.handle(nowNs, MOBILE, fromPeer, 0, fromPeer.length, output);
        assertThat(output.lastMessage().type()).isEqualTo(StunMessage.BINDING_SUCCESS);
        assertThat(new MessageIntegrity(VIEWER.password()).verify(output.lastMessage()))
                .isTrue();
        agent.poll(nowNs, output);
        assertThat(output.lastMessage().type()).isEqualTo(StunMessage.BINDING_REQUEST);
        assertThat(output.last().to()).isEqualTo(MOBILE);
    }

    @Test
    void shouldAnswerRoleConflictToAPeerThatIsControllingToo() {
        start();
        byte[] fromPeer = check(VIEWER, SERVER, w -> {});
        agent.handle(nowNs, SERVER_ADDRESS, fromPeer, 0, fromPeer.length, output);
        assertThat(output.lastMessage().errorCode()).isEqualTo(487);
    }

    @Test
    void shouldBoundTheAddressesItChecks() {
        agent = agent();
        start();
        for (int i = 0; i < 90; i++) {
            byte[] fromPeer = controlled();
            agent.handle(nowNs, address("10.0.0.1", 1_000 + i), fromPeer, 0, fromPeer.length, output);
        }
        output.sent.clear();
        run(nowNs + 10 * SECOND);
        long addresses =
                output.sent.stream().map(RecordingOutput.Sent::to).distinct().count();
        assertThat(addresses).isEqualTo(OPTIONS.remoteAddressesMax());
    }

    private static byte[] controlled() {
        StunWriter writer = begin("viewview:srvrsrvr").priority(1).iceControlled(1);
        int length = writer.finish(new MessageIntegrity(VIEWER.password()));
        return Arrays.copyOf(writer.buffer(), length);
    }
}
