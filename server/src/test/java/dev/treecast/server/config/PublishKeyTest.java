package dev.treecast.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishKeyTest {
    @TempDir
    Path folder;

    @Test
    void shouldMakeAKeyOnceAndKeepItForTheOwnerOnly() throws Exception {
        Path data = folder.resolve("new/data");
        PublishKey made = PublishKey.load(options(data, Optional.empty()), new SecureRandom());
        assertThat(made.value()).matches("[A-Za-z0-9_-]{43}");
        Path file = made.file().orElseThrow();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PublishKey.load(options(data, Optional.empty()), new SecureRandom()))
                .isEqualTo(made);
        assertThat(made.toString()).doesNotContain(made.value());
    }

    @Test
    void shouldTakeTheOperatorsKeyAndKeepNothing() throws Exception {
        PublishKey given = PublishKey.load(options(folder, Optional.of("mine")), new SecureRandom());
        assertThat(given.value()).isEqualTo("mine");
        assertThat(folder.resolve("publish-key")).doesNotExist();
    }

    @Test
    void shouldRefuseAFileThatHoldsNoKey() throws Exception {
        Files.writeString(folder.resolve("publish-key"), "\n");
        assertThatThrownBy(() -> PublishKey.load(options(folder, Optional.empty()), new SecureRandom()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("holds no usable key");
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> PublishKey.load(options(file, Optional.empty()), new SecureRandom()))
                .hasMessageContaining("--data DIR");
    }

    private static ServerOptions options(Path data, Optional<String> key) {
        ServerOptions defaults = ServerOptions.defaults();
        return new ServerOptions(
                defaults.http(),
                defaults.media(),
                defaults.limits(),
                Optional.empty(),
                data,
                key,
                defaults.iceServers(),
                InteractionOptions.defaults());
    }
}
