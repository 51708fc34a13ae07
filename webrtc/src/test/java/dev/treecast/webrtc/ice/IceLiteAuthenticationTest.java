package dev.treecast.webrtc.ice;

import static dev.treecast.webrtc.ice.IceFixtures.HOME;
import static dev.treecast.webrtc.ice.IceFixtures.OPTIONS;
import static dev.treecast.webrtc.ice.IceFixtures.SERVER;
import static dev.treecast.webrtc.ice.IceFixtures.STRANGER;
import static dev.treecast.webrtc.ice.IceFixtures.VIEWER;
import static dev.treecast.webrtc.ice.IceFixtures.address;
import static dev.treecast.webrtc.ice.IceFixtures.begin;
import static dev.treecast.webrtc.ice.IceFixtures.check;
import static dev.treecast.webrtc.ice.IceFixtures.nominating;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.stun.MessageIntegrity;
import dev.treecast.webrtc.stun.StunMessage;
import dev.treecast.webrtc.stun.StunWriter;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IceLiteAuthenticationTest extends IceLiteHarness {
    @AfterEach
    void shouldNeverSelectAStranger() {
        assertThat(agent.selectedAddress()).isNotEqualTo(STRANGER);
        assertThat(agent.isValidated(STRANGER)).isFalse();
    }

    @Test
    void shouldAnswerAnAuthenticCheckWithTheAddressItCameFrom() {
        byte[] check = check();
        receive(HOME, check);

        assertThat(output.sent).hasSize(1);
        assertThat(output.last().to()).isEqualTo(HOME);
        StunMessage answer = output.lastMessage();
        assertThat(answer.type()).isEqualTo(StunMessage.BINDING_SUCCESS);
        assertThat(answer.transactionIdEquals(Arrays.copyOfRange(check, 8, 20))).isTrue();
        assertThat(answer.xorMappedAddress()).isEqualTo(HOME);
        assertThat(answer.fingerprintMatches()).isTrue();
        assertThat(new MessageIntegrity(SERVER.password()).verify(answer)).isTrue();
        assertThat(agent.counters().validChecks()).isEqualTo(1);
    }

    @Test
    void shouldAnswerOverIpv6() {
        InetSocketAddress from = address("2001:db8::7", 40000);
        receive(from, check());
        assertThat(output.lastMessage().xorMappedAddress()).isEqualTo(from);
    }

    @Test
    void shouldDropAWrongPassword() {
        IceCredentials guessed = new IceCredentials(SERVER.usernameFragment(), "serverserverserverserveR");
        receive(STRANGER, check(guessed, VIEWER, StunWriter::useCandidate));
        assertDropped();
        assertThat(agent.counters().wrongIntegrity()).isEqualTo(1);
    }

    @Test
    void shouldDropAnotherSessionsUsername() {
        IceCredentials other = new IceCredentials("otherone", SERVER.password());
        receive(STRANGER, check(other, VIEWER, StunWriter::useCandidate));
        receive(STRANGER, check(SERVER, other, StunWriter::useCandidate));
        assertDropped();
        assertThat(agent.counters().wrongUsername()).isEqualTo(2);
    }

    @Test
    void shouldDropAMissingUsername() {
        StunWriter writer = new StunWriter(100).begin(StunMessage.BINDING_REQUEST, new byte[12], 0);
        receive(STRANGER, bytes(writer, writer.finish(new MessageIntegrity(SERVER.password()))));
        assertDropped();
        assertThat(agent.counters().wrongUsername()).isEqualTo(1);
    }

    @Test
    void shouldDropAMissingFingerprint() {
        byte[] check = nominating();
        byte[] shorter = Arrays.copyOf(check, check.length - 8);
        shorter[3] = (byte) (shorter[3] - 8);
        receive(STRANGER, shorter);
        assertDropped();
        assertThat(agent.counters().wrongFingerprint()).isEqualTo(1);
    }

    @Test
    void shouldDropAWrongFingerprint() {
        byte[] check = nominating();
        check[check.length - 1]++;
        receive(STRANGER, check);
        assertDropped();
        assertThat(agent.counters().wrongFingerprint()).isEqualTo(1);
    }

    @Test
    void shouldDropAMissingMessageIntegrity() {
        StunWriter writer = begin("srvrsrvr:viewview").priority(1).useCandidate();
        receive(STRANGER, bytes(writer, writer.finishUnprotected()));
        assertDropped();
        assertThat(agent.counters().wrongIntegrity()).isEqualTo(1);
    }

    @Test
    void shouldDropIndicationsResponsesAndOtherMethods() {
        for (int type : new int[] {
            StunMessage.BINDING_INDICATION, StunMessage.BINDING_SUCCESS, StunMessage.BINDING_ERROR, 0x0003
        }) {
            StunWriter writer = new StunWriter(100).begin(type, new byte[12], 0);
            receive(STRANGER, bytes(writer, writer.finish(new MessageIntegrity(SERVER.password()))));
        }
        assertDropped();
        assertThat(agent.counters().unexpected()).isEqualTo(4);
    }

    @Test
    void shouldDropWhatIsNotStun() {
        receive(STRANGER, new byte[0]);
        receive(STRANGER, new byte[100]);
        byte[] truncated = Arrays.copyOf(check(), 40);
        receive(STRANGER, truncated);
        assertDropped();
        assertThat(agent.counters().malformed()).isEqualTo(3);
    }

    @Test
    void shouldAnswerChecksThatComeBeforeTheRemoteCredentials() {
        agent = new IceLiteAgent(SERVER, OPTIONS, nowNs);
        receive(HOME, nominating());
        assertThat(agent.selectedAddress()).isEqualTo(HOME);

        agent.remoteCredentials(new IceCredentials("somebody", VIEWER.password()));
        receive(HOME, check());
        assertThat(agent.counters().wrongUsername()).isEqualTo(1);
    }

    @Test
    void shouldRefuseAttributesItWouldHaveToUnderstand() {
        receive(HOME, check(SERVER, VIEWER, w -> w.useCandidate().bytes(0x7001, new byte[3])));
        StunMessage answer = output.lastMessage();
        assertThat(answer.type()).isEqualTo(StunMessage.BINDING_ERROR);
        assertThat(answer.errorCode()).isEqualTo(420);
        assertThat(new MessageIntegrity(SERVER.password()).verify(answer)).isTrue();
        assertThat(agent.isValidated(HOME)).isFalse();
        assertThat(agent.counters().unknownAttributes()).isEqualTo(1);
    }

    @Test
    void shouldNotGrowTheAnswerWithTheNumberOfUnknownAttributes() {
        receive(HOME, check(SERVER, VIEWER, w -> {
            for (int i = 0; i < 80; i++) {
                w.bytes(0x7000 + i, new byte[0]);
            }
        }));
        assertThat(output.last().data().length).isLessThanOrEqualTo(100);
    }

    @Test
    void shouldSkipAttributesOfChromium() {
        receive(HOME, check(SERVER, VIEWER, w -> w.bytes(0xC057, new byte[4]).bytes(0xC070, new byte[200])));
        assertThat(output.lastMessage().type()).isEqualTo(StunMessage.BINDING_SUCCESS);
    }

    @Test
    void shouldAnswerRoleConflictToAPeerThatIsControlledToo() {
        StunWriter writer =
                begin("srvrsrvr:viewview").priority(1).iceControlled(1).useCandidate();
        receive(HOME, bytes(writer, writer.finish(new MessageIntegrity(SERVER.password()))));
        assertThat(output.lastMessage().errorCode()).isEqualTo(487);
        assertThat(agent.selectedAddress()).isNull();
        assertThat(agent.isValidated(HOME)).isFalse();
        assertThat(agent.counters().roleConflicts()).isEqualTo(1);
    }

    private void assertDropped() {
        assertThat(output.sent).isEmpty();
        assertThat(output.events).isEmpty();
        assertThat(agent.validatedCount()).isZero();
    }

    private static byte[] bytes(StunWriter writer, int length) {
        return Arrays.copyOf(writer.buffer(), length);
    }
}
