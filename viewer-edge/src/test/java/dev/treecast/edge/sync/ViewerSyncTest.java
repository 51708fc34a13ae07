package dev.treecast.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewerSyncTest {
    private static final long MS = 1_000_000;

    private final SyncCounters counters = new SyncCounters();
    private final ViewerSync sync = new ViewerSync(counters, 2_000 * MS);

    private boolean says(long nowMs, String text) {
        byte[] utf8 = ("--" + text + "--").getBytes(StandardCharsets.UTF_8);
        return sync.heard(nowMs * MS, utf8, 2, utf8.length - 4);
    }

    private static @Nullable String text(byte @Nullable [] told) {
        return told == null ? null : new String(told, StandardCharsets.UTF_8);
    }

    @Test
    void shouldTellWhatIsMissingToTheTarget() {
        assertThat(text(sync.run(400 * MS, 280 * MS)))
                .isEqualTo("{\"type\":\"sync\",\"delayMs\":120,\"targetMs\":400}");
        assertThat(sync.run(400 * MS, 280 * MS)).isNull();
        assertThat(text(sync.run(500 * MS, 280 * MS))).contains("\"delayMs\":220");
        assertThat(sync.delayNs()).isEqualTo(220 * MS);
    }

    @Test
    void shouldSpeakFirstAndOfNoDelayWhileNothingIsKnown() {
        assertThat(text(sync.run(0, -1))).isEqualTo("{\"type\":\"sync\",\"delayMs\":0,\"targetMs\":0}");
        assertThat(sync.run(0, 50 * MS)).isNull();
        assertThat(sync.run(400 * MS, -1)).isNull();
    }

    @Test
    void shouldNotFollowARoundTripThatSwings() {
        sync.run(400 * MS, 200 * MS);
        for (int i = 0; i < 100; i++) {
            assertThat(sync.run(400 * MS, (200 + i % 19) * MS)).isNull();
        }
        assertThat(sync.run(400 * MS, 221 * MS)).isNotNull();
    }

    @Test
    void shouldHoldNobodyBackBeyondTheBoundOrIntoThePast() {
        assertThat(text(sync.run(9_000 * MS, 0))).contains("\"delayMs\":2000");
        assertThat(text(sync.run(400 * MS, 900 * MS))).contains("\"delayMs\":0");
    }

    @Test
    void shouldReleaseOnce() {
        assertThat(sync.stop()).isNull();
        sync.run(400 * MS, 200 * MS);
        assertThat(text(sync.stop())).isEqualTo("{\"type\":\"sync\"}");
        assertThat(sync.stop()).isNull();
        assertThat(sync.delayNs()).isZero();
    }

    @Test
    void shouldTellAgainWhatWasNotHeard() {
        sync.run(400 * MS, 200 * MS);
        sync.unheard();
        assertThat(text(sync.run(400 * MS, 200 * MS))).contains("\"delayMs\":200");
    }

    @Test
    void shouldHearWhatAPlayerNeeds() {
        assertThat(sync.isKnown()).isFalse();
        assertThat(says(1_000, "{\"type\":\"sync\",\"needMs\":45}")).isTrue();
        assertThat(sync.needNs()).isEqualTo(45 * MS);
        sync.run(400 * MS, 200 * MS);
        assertThat(sync.shownNs(200 * MS)).isEqualTo(400 * MS);
        assertThat(says(1_100, "{\"type\":\"sync\",\"needMs\":300}")).isTrue();
        assertThat(sync.needNs()).as("too often").isEqualTo(45 * MS);
        assertThat(says(1_600, "{\"type\":\"sync\",\"needMs\":300}")).isTrue();
        assertThat(sync.shownNs(200 * MS)).as("it cannot show it before").isEqualTo(500 * MS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"sync\"}",
                "{\"type\":\"sync\",\"needMs\":}",
                "{\"type\":\"sync\",\"needMs\":-5}",
                "{\"type\":\"sync\",\"needMs\":5001}",
                "{\"type\":\"sync\",\"needMs\":4.5}",
                "{\"type\":\"sync\",\"needMs\":99999999999999999999}",
                "{\"type\":\"sync\",\"needMs\":12"
            })
    void shouldCountWhatNoPlayerSays(String text) {
        assertThat(says(1_000, text)).isTrue();
        assertThat(sync.isKnown()).isFalse();
        assertThat(counters.implausible.sum()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"type\":\"hello\"}", "{\"type\":\"syn"})
    void shouldLeaveTheRestToOthers(String text) {
        assertThat(says(1_000, text)).isFalse();
        assertThat(counters.implausible.sum()).isZero();
    }
}
