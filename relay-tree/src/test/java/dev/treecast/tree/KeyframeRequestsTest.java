package dev.treecast.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyframeRequestsTest {
    private static final long MS = 1_000_000;
    private final KeyframeRequests requests = new KeyframeRequests();

    @Test
    void shouldAskAtOnceForTheFirstViewer() {
        assertThat(requests.poll(0)).isFalse();
        requests.request();
        assertThat(requests.deadlineNs()).isLessThanOrEqualTo(0);
        assertThat(requests.poll(0)).isTrue();
    }

    @Test
    void shouldAskAtMostOncePerIntervalWhateverManyViewersWant() {
        int sent = 0;
        for (long nowNs = 0; nowNs < 10_000 * MS; nowNs += MS) {
            requests.request();
            if (requests.poll(nowNs)) {
                sent++;
                requests.keyframeStarted();
            }
        }
        assertThat(sent).isEqualTo(20);
    }

    @Test
    void shouldRepeatUntilAKeyframeStarts() {
        requests.request();
        assertThat(requests.poll(0)).isTrue();
        assertThat(requests.deadlineNs()).isEqualTo(KeyframeRequests.INTERVAL_NS);
        assertThat(requests.poll(499 * MS)).isFalse();
        assertThat(requests.poll(500 * MS)).isTrue();
        requests.keyframeStarted();
        assertThat(requests.deadlineNs()).isEqualTo(KeyframeRequests.NO_DEADLINE);
        assertThat(requests.poll(1_000 * MS)).isFalse();
    }

    @Test
    void shouldServeARequestThatCameTooSoonWhenTheIntervalIsOver() {
        requests.request();
        assertThat(requests.poll(0)).isTrue();
        requests.keyframeStarted();
        requests.request();
        assertThat(requests.poll(100 * MS)).isFalse();
        assertThat(requests.deadlineNs()).isEqualTo(500 * MS);
        assertThat(requests.poll(500 * MS)).isTrue();
    }

    @Test
    void shouldAskSeldomWhereNobodyAnswers() {
        requests.request();
        int sent = 0;
        for (long nowNs = 0; nowNs < 60_000 * MS; nowNs += 100 * MS) {
            requests.request();
            if (requests.poll(nowNs)) {
                sent++;
            }
        }
        // 20 in the first ten seconds, then one every two seconds.
        assertThat(sent).isBetween(44, 45);
        requests.keyframeStarted();
        requests.request();
        assertThat(requests.poll(60_000 * MS)).isTrue();
        assertThat(requests.deadlineNs()).isEqualTo(60_500 * MS);
    }
}
