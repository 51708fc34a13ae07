package dev.treecast.webrtc.ice;

import static dev.treecast.webrtc.ice.IceFixtures.HOME;
import static dev.treecast.webrtc.ice.IceFixtures.OPTIONS;
import static dev.treecast.webrtc.ice.IceFixtures.SECOND;
import static dev.treecast.webrtc.ice.IceFixtures.START;
import static dev.treecast.webrtc.ice.IceFixtures.STRANGER;
import static dev.treecast.webrtc.ice.IceFixtures.check;
import static dev.treecast.webrtc.ice.IceFixtures.nominating;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IceLiteConsentTest extends IceLiteHarness {
    @Test
    void shouldExpireWhenNoCheckEverComes() {
        assertThat(agent.expired(START + OPTIONS.establishTimeoutNs() - 1)).isFalse();
        assertThat(agent.expired(START + OPTIONS.establishTimeoutNs())).isTrue();
    }

    @Test
    void shouldExpireWhenChecksStop() {
        for (int i = 0; i < 20; i++) {
            nowNs += 5 * SECOND; // over the end of the clock's range
            receive(HOME, nominating());
            assertThat(agent.expired(nowNs)).isFalse();
        }
        assertThat(agent.lastCheckNs()).isEqualTo(nowNs);
        assertThat(agent.expired(nowNs + OPTIONS.consentTimeoutNs() - 1)).isFalse();
        assertThat(agent.expired(nowNs + OPTIONS.consentTimeoutNs())).isTrue();
        assertThat(agent.expiryNs()).isEqualTo(nowNs + OPTIONS.consentTimeoutNs());
    }

    @Test
    void shouldNotLetAStrangerKeepASessionAlive() {
        receive(HOME, nominating());
        byte[] forged = check();
        forged[forged.length - 20]++; // in MESSAGE-INTEGRITY
        long expiryNs = agent.expiryNs();
        nowNs += 10 * SECOND;
        receive(STRANGER, forged);
        receive(HOME, forged);
        assertThat(agent.expiryNs()).isEqualTo(expiryNs);
    }
}
