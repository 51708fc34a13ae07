package dev.treecast.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
    private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.2");
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
    void shouldCountACustomersWholeIpv6Prefix() {
        for (int i = 1; i <= 3; i++) {
            attempts.failed(0, InetAddress.ofLiteral("2001:db8:1:2::" + i));
        }
        assertThat(attempts.wait(0, InetAddress.ofLiteral("2001:db8:1:2::ffff")))
                .isPresent();
        assertThat(attempts.wait(0, InetAddress.ofLiteral("2001:db8:1:3::1"))).isEmpty();
    }

    @Test
    void shouldRememberABoundedNumberOfAddresses() {
        for (int i = 0; i < 1_000; i++) {
            attempts.failed(0, InetAddress.ofLiteral("198.51." + i / 256 + "." + i % 256));
        }
        assertThat(attempts.size()).isEqualTo(100);
    }
}
