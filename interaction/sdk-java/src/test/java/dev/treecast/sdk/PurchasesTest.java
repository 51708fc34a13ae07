package dev.treecast.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The memory of purchases. */
class PurchasesTest {
    private final Purchases purchases = new Purchases();

    private static Purchase purchase(String id) {
        return new Purchase(new JsonObject(Map.of("purchase", id)), (purchase, message) -> {});
    }

    @Test
    void shouldKnowRepeatsForADay() {
        assertThat(purchases.add(0, purchase("p1"))).isTrue();
        assertThat(purchases.add(Purchases.KEPT_NS - 1, purchase("p1"))).isFalse();
        assertThat(purchases.add(Purchases.KEPT_NS, purchase("p2"))).isTrue();
        assertThat(purchases.size()).isEqualTo(1);
    }

    @Test
    void shouldStayBounded() {
        for (int i = 0; i < 3 * Purchases.KEPT_MAX; i++) {
            assertThat(purchases.add(i, purchase("p" + i))).isTrue();
        }
        assertThat(purchases.size()).isEqualTo(Purchases.KEPT_MAX);
    }

    @Test
    void shouldKeepAnswersUntilTheyAreSettled() {
        purchases.add(0, purchase("p1"));
        purchases.add(0, purchase("p2"));
        assertThat(purchases.unsettled()).isEmpty();
        purchases.answer("p1", Map.of("type", "capture"));
        assertThat(purchases.unsettled()).hasSize(1);
        assertThat(purchases.settled("p1", false))
                .isNotNull()
                .extracting(Purchases.Settled::late)
                .isEqualTo(true);
        assertThat(purchases.unsettled()).isEmpty();
        assertThat(purchases.settled("p1", true)).isNull();
        assertThat(purchases.settled("p9", true)).isNull();
        assertThat(purchases.answer("p1")).as("a repeat is still answered").isNotNull();
    }
}
