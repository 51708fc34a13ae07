package dev.treecast.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.interaction.bus.Identities;
import dev.treecast.interaction.bus.Identity;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GuardedIdentitiesTest {
    private final AtomicLong nowNs = new AtomicLong();
    private final Identities identities = new GuardedIdentities(
            (stream, token, address) -> {
                if (!token.equals("right")) {
                    throw new Identities.Unauthorized("wrong");
                }
                return new Identity("anna", "Anna", Set.of());
            },
            new FailedAttempts(3, 10),
            nowNs::get);

    @Test
    void shouldNotLetTokensBeGuessed() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> identities.read("game", "guess", "one")).hasMessage("wrong");
        }
        assertThatThrownBy(() -> identities.read("game", "right", "one"))
                .isInstanceOf(Identities.Unauthorized.class)
                .hasMessageStartingWith("Too many wrong tokens");
        assertThat(identities.read("game", "right", "other").name()).isEqualTo("Anna");
        nowNs.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(identities.read("game", "right", "one").name()).isEqualTo("Anna");
    }
}
