package dev.treecast.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IceCredentialsTest {
    @Test
    void shouldGenerateCredentialsOfIceChars() {
        SecureRandom random = new SecureRandom();
        Set<String> fragments = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            IceCredentials credentials = IceCredentials.generate(random);
            assertThat(credentials.usernameFragment()).matches("[A-Za-z0-9+/]{8}");
            assertThat(credentials.password()).matches("[A-Za-z0-9+/]{24}");
            fragments.add(credentials.usernameFragment());
        }
        assertThat(fragments).hasSize(1_000);
    }

    @Test
    void shouldTakeWhatPeersSendWithinTheBoundsOfRfc8839() {
        String password = "p".repeat(22);
        assertThat(IceCredentials.parse("abcd", password)).isNotNull();
        assertThat(IceCredentials.parse("a".repeat(256), "p".repeat(256))).isNotNull();
        assertThat(IceCredentials.parse("a-_#=", password)).isNotNull();
        assertThat(IceCredentials.parse("abc", password)).isNull();
        assertThat(IceCredentials.parse("a".repeat(257), password)).isNull();
        assertThat(IceCredentials.parse("abcd", "p".repeat(21))).isNull();
        assertThat(IceCredentials.parse("ab:d", password)).isNull();
        assertThat(IceCredentials.parse("ab\nd", password)).isNull();
        assertThat(IceCredentials.parse("abcé", password)).isNull();
        assertThatThrownBy(() -> new IceCredentials("abc", password)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new IceCredentials("abcd", "short")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldKeepThePasswordOutOfLogs() {
        assertThat(IceFixtures.SERVER.toString()).contains("srvrsrvr").doesNotContain("serverserver");
    }
}
