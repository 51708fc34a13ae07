package dev.treecast.webrtc.ice;

import static dev.treecast.webrtc.ice.IceFixtures.HOME;
import static dev.treecast.webrtc.ice.IceFixtures.MOBILE;
import static dev.treecast.webrtc.ice.IceFixtures.SERVER;
import static dev.treecast.webrtc.ice.IceFixtures.SERVER_RESTARTED;
import static dev.treecast.webrtc.ice.IceFixtures.VIEWER;
import static dev.treecast.webrtc.ice.IceFixtures.VIEWER_RESTARTED;
import static dev.treecast.webrtc.ice.IceFixtures.address;
import static dev.treecast.webrtc.ice.IceFixtures.check;
import static dev.treecast.webrtc.ice.IceFixtures.nominating;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.webrtc.stun.StunWriter;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class IceLiteRestartTest extends IceLiteHarness {
    private static final InetSocketAddress OLD_SPARE = address("198.51.100.7", 40001);

    @Test
    void shouldTakeOldAndNewCredentialsUntilTheNewOnesAreUsed() {
        receive(HOME, nominating());
        agent.restart(SERVER_RESTARTED, VIEWER_RESTARTED);
        receive(HOME, check());
        assertThat(agent.counters().validChecks()).isEqualTo(2);

        receive(MOBILE, restarted());
        assertThat(agent.selectedAddress()).isEqualTo(MOBILE);
        assertThat(output.events).contains("retired " + SERVER.usernameFragment());

        receive(HOME, nominating());
        assertThat(agent.selectedAddress()).isEqualTo(MOBILE);
        assertThat(agent.counters().wrongUsername()).isEqualTo(1);
    }

    @Test
    void shouldGoWhereTheNewCredentialsAreFirstUsedAndForgetTheOthers() {
        receive(OLD_SPARE, check());
        receive(HOME, nominating());
        agent.restart(SERVER_RESTARTED, VIEWER_RESTARTED);
        output.events.clear();

        receive(MOBILE, check(SERVER_RESTARTED, VIEWER_RESTARTED, w -> {}));

        assertThat(output.events)
                .containsExactly("forgotten 40001", "retired srvrsrvr", "validated 50000", "selected 50000");
        assertThat(agent.selectedAddress()).isEqualTo(MOBILE);
        assertThat(agent.isValidated(HOME)).isTrue();
        assertThat(agent.isValidated(OLD_SPARE)).isFalse();
    }

    @Test
    void shouldLeaveTheChoiceToThePeerFromThenOn() {
        receive(HOME, nominating());
        agent.restart(SERVER_RESTARTED, VIEWER_RESTARTED);
        receive(MOBILE, check(SERVER_RESTARTED, VIEWER_RESTARTED, w -> {}));
        receive(HOME, check(SERVER_RESTARTED, VIEWER_RESTARTED, w -> {}));
        assertThat(agent.selectedAddress()).as("only checked").isEqualTo(MOBILE);
        receive(HOME, restarted());
        assertThat(agent.selectedAddress()).as("nominated").isEqualTo(HOME);
    }

    @Test
    void shouldStayWhereItIsWhenTheNewCredentialsAreUsedThere() {
        receive(HOME, nominating());
        agent.restart(SERVER_RESTARTED, VIEWER_RESTARTED);
        output.events.clear();
        receive(HOME, check(SERVER_RESTARTED, VIEWER_RESTARTED, w -> {}));
        assertThat(output.events).containsExactly("retired srvrsrvr");
        receive(MOBILE, check(SERVER_RESTARTED, VIEWER_RESTARTED, w -> {}));
        assertThat(agent.selectedAddress()).isEqualTo(HOME);
    }

    @Test
    void shouldNotMixTheCredentialsOfTwoGenerations() {
        agent.restart(SERVER_RESTARTED, VIEWER_RESTARTED);
        receive(HOME, check(SERVER_RESTARTED, VIEWER, w -> {}));
        receive(HOME, check(SERVER, VIEWER_RESTARTED, w -> {}));
        IceCredentials mixed = new IceCredentials(SERVER_RESTARTED.usernameFragment(), SERVER.password());
        receive(HOME, check(mixed, VIEWER_RESTARTED, w -> {}));
        assertThat(output.sent).isEmpty();
    }

    @Test
    void shouldSurviveARestartThatThePeerNeverTookUp() {
        receive(HOME, nominating());
        IceCredentials lost = new IceCredentials("lostlost", "lostlostlostlostlostlost");
        agent.restart(lost, lost);
        agent.restart(SERVER_RESTARTED, VIEWER_RESTARTED);

        receive(HOME, check());
        assertThat(agent.counters().validChecks()).isEqualTo(2);
        receive(HOME, check(lost, lost, w -> {}));
        assertThat(agent.counters().wrongUsername()).isEqualTo(1);
        receive(HOME, restarted());
        assertThat(output.events).endsWith("retired srvrsrvr");
    }

    @Test
    void shouldRefuseARestartWithTheSameFragment() {
        assertThatThrownBy(() -> agent.restart(SERVER, VIEWER_RESTARTED)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] restarted() {
        return check(SERVER_RESTARTED, VIEWER_RESTARTED, StunWriter::useCandidate);
    }
}
