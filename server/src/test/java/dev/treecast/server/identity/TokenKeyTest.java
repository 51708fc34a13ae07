package dev.treecast.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenKeyTest {
    @TempDir
    Path folder;

    private final SecureRandom random = new SecureRandom();

    @Test
    void shouldMakeASecretOnceForItsOwnersEyesOnly() throws Exception {
        Path data = folder.resolve("data");
        TokenKey made = TokenKey.load(Optional.empty(), data, random);
        assertThat(TokenKey.load(Optional.empty(), data, random)).isEqualTo(made);
        assertThat(made.toString())
                .doesNotContain(Files.readString(data.resolve("token-key")).strip());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("token-key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldTakeAFileOfBytesForASecret() throws Exception {
        TokenKey withLineBreak = read("0123456789abcdef0123456789abcdef\r\n");
        assertThat(withLineBreak).isEqualTo(read("0123456789abcdef0123456789abcdef"));
        assertThatThrownBy(() -> read("short\n")).hasMessageContaining("holds 5 bytes; a secret needs 32 or more");
    }

    @Test
    void shouldReadPem() throws Exception {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String privatePem = TokenReaderTest.pem("PRIVATE", pair.getPrivate().getEncoded());
        assertThat(read(privatePem)).isEqualTo(new TokenKey.EdDsa(pair.getPublic(), Optional.of(pair.getPrivate())));
        String publicPem = TokenReaderTest.pem("PUBLIC", pair.getPublic().getEncoded());
        assertThat(read("some words before\n" + publicPem))
                .isEqualTo(new TokenKey.EdDsa(pair.getPublic(), Optional.empty()));
    }

    /** A PEM file is never taken for a secret, whatever is in it: everybody may know a public key. */
    @Test
    void shouldTakeNoOtherPem() throws Exception {
        var rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        assertThatThrownBy(
                        () -> read(TokenReaderTest.pem("PUBLIC", rsa.getPublic().getEncoded())))
                .hasMessageContaining("no Ed25519 key");
        assertThatThrownBy(() -> read("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"))
                .hasMessageContaining("no Ed25519 key");
        assertThatThrownBy(() -> read("-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----\n"))
                .hasMessageContaining("no Ed25519 key");
    }

    @Test
    void shouldSayWhatIsWrongWithAFile() {
        Path missing = folder.resolve("none");
        assertThatThrownBy(() -> TokenKey.load(Optional.of(missing), folder, random))
                .hasMessage("--token-key: there is no file " + missing + ".");
        assertThatThrownBy(() -> read("a".repeat(70_000))).hasMessageContaining("over 64 KiB");
    }

    private TokenKey read(String content) throws Exception {
        Path file = folder.resolve("key");
        Files.writeString(file, content);
        return TokenKey.load(Optional.of(file), folder, random);
    }
}
