package dev.treecast.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
    private static final String ONE = "192.0.2.1";
    private static final String OTHER = "192.0.2.2";
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final FailedAttempts attempts = new FailedAttempts(3, 100);

    @Test
    void shouldCloseTheDoorForTheRestOfTheMinute() {
        attempts.failed(0, ONE);
        attempts.failed(10 * SECOND, ONE);
        assertThat(attempts.wait(10 * SECOND, ONE)).isEmpty();
        attempts.failed(20 * SECOND, ONE);
        assertThat(attempts.wait(20 * SECOND, ONE)).contains(Duration.ofSeconds(40));
        assertThat(attempts.wait(20 * SECOND, OTHER)).isEmpty();
        assertThat(attempts.wait(60 * SECOND, ONE)).isEmpty();
        attempts.failed(61 * SECOND, ONE);
        assertThat(attempts.wait(61 * SECOND, ONE)).isEmpty();
    }

    @Test
    void shouldRememberABoundedNumberOfAddresses() {
        for (int i = 0; i < 1_000; i++) {
            attempts.failed(0, "198.51." + i / 256 + "." + i % 256);
        }
        assertThat(attempts.size()).isEqualTo(100);
    }
}
