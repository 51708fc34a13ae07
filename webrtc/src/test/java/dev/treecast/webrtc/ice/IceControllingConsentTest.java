package dev.treecast.webrtc.ice;

import static dev.treecast.webrtc.ice.IceFixtures.OPTIONS;
import static dev.treecast.webrtc.ice.IceFixtures.SECOND;
import static dev.treecast.webrtc.ice.IceFixtures.SERVER;
import static dev.treecast.webrtc.ice.IceFixtures.SERVER_ADDRESS;
import static dev.treecast.webrtc.ice.IceFixtures.START;
import static dev.treecast.webrtc.ice.IceFixtures.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IceControllingConsentTest extends IceControllingHarness {
    @Test
    void shouldAskForConsentAtRandomisedIntervals() {
        connect();
        Set<Long> intervals = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            long beforeNs = nowNs;
            nowNs = agent.nextDeadlineNs();
            agent.poll(nowNs, output);
            intervals.add(nowNs - beforeNs);
            assertThat(nowNs - beforeNs).isBetween(4 * SECOND, 6 * SECOND);
            assertThat(output.lastMessage().useCandidate()).isTrue();
            answer(output.last());
        }
        assertThat(intervals).hasSizeGreaterThan(40);
        assertThat(output.events).containsExactly("validated 7000", "selected 7000");
    }

    @Test
    void shouldExpireWhenNobodyAnswers() {
        connect();
        run(START + OPTIONS.consentTimeoutNs() - 1);
        assertThat(output.events).doesNotContain("failed CONSENT_EXPIRED");
        run(START + OPTIONS.consentTimeoutNs());
        assertThat(output.events).endsWith("failed CONSENT_EXPIRED");
        assertThat(agent.nextDeadlineNs()).isEqualTo(IceAgent.NO_DEADLINE);
    }

    @Test
    void shouldCountALateAnswer() {
        connect();
        int sent = output.sent.size();
        run(START + 29 * SECOND);
        answer(output.sent.get(sent)); // the first consent check, some 24 s old
        run(START + 50 * SECOND);
        assertThat(output.events).doesNotContain("failed CONSENT_EXPIRED");
    }

    @Test
    void shouldNotLetErrorsOrStrangersRenewConsent() {
        connect();
        run(START + 29 * SECOND);
        refuse(output.last(), 420);
        answer(output.last(), STRANGER, SERVER.password());
        answer(output.last(), SERVER_ADDRESS, "wrongwrongwrongwrongwrong");
        run(START + 30 * SECOND);
        assertThat(output.events).endsWith("failed CONSENT_EXPIRED");
    }
}
