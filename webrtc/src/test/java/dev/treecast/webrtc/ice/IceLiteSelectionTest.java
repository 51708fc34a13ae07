package dev.treecast.webrtc.ice;

import static dev.treecast.webrtc.ice.IceFixtures.HOME;
import static dev.treecast.webrtc.ice.IceFixtures.MOBILE;
import static dev.treecast.webrtc.ice.IceFixtures.SECOND;
import static dev.treecast.webrtc.ice.IceFixtures.check;
import static dev.treecast.webrtc.ice.IceFixtures.nominating;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IceLiteSelectionTest extends IceLiteHarness {
    @Test
    void shouldSelectWhatIsCheckedFirstUntilThePeerNominates() {
        receive(HOME, check());
        assertThat(output.events).containsExactly("validated 40000", "selected 40000");
        receive(MOBILE, check());
        assertThat(agent.selectedAddress()).isEqualTo(HOME);
        assertThat(agent.isValidated(MOBILE)).isTrue();

        receive(MOBILE, nominating());
        assertThat(agent.selectedAddress()).isEqualTo(MOBILE);
        receive(HOME, check());
        assertThat(agent.selectedAddress()).isEqualTo(MOBILE);
    }

    @Test
    void shouldSayOnceWhatIsNominatedAgainAndAgain() {
        for (int i = 0; i < 10; i++) {
            receive(HOME, nominating());
        }
        assertThat(output.events).containsExactly("validated 40000", "selected 40000");
        assertThat(output.sent).hasSize(10);
    }

    @Test
    void shouldFollowAViewerWhoseAddressChanges() {
        receive(HOME, nominating());
        nowNs += SECOND;
        receive(MOBILE, nominating());
        assertThat(output.events)
                .containsExactly("validated 40000", "selected 40000", "validated 50000", "selected 50000");
        assertThat(output.last().to()).isEqualTo(MOBILE);
        assertThat(agent.counters().selections()).isEqualTo(2);
    }

    @Test
    void shouldStayWhenAnotherAddressIsOnlyChecked() {
        receive(HOME, nominating());
        for (int i = 0; i < 60; i++) {
            nowNs += SECOND / 2;
            receive(MOBILE, check());
            receive(HOME, check());
        }
        assertThat(agent.selectedAddress()).isEqualTo(HOME);
    }

    @Test
    void shouldMoveFromASilentAddressToOneThatIsChecked() {
        receive(HOME, nominating()); // Firefox: no USE-CANDIDATE after this
        nowNs += 5 * SECOND;
        receive(MOBILE, check());
        assertThat(agent.selectedAddress()).isEqualTo(HOME);
        nowNs += 5 * SECOND;
        receive(MOBILE, check());
        assertThat(agent.selectedAddress()).isEqualTo(MOBILE);
    }
}
