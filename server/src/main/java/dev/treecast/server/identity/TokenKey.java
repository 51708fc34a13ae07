package dev.treecast.server.identity;

import dev.treecast.server.config.ConfigurationException;
import dev.treecast.server.config.KeptSecret;
import io.jsonwebtoken.JwtParserBuilder;
import io.jsonwebtoken.Jwts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * What tokens are signed with. The key, and never the token, says with which algorithm (RFC 8725 section 3.1): a token that names another one is not
 * looked at.
 */
public sealed interface TokenKey {
    /** The file in the data folder that holds a secret, unless the operator names another file. */
    String FILE_NAME = "token-key";

    /** RFC 7518 section 3.2: an HS256 key has at least the hash's size. */
    int SECRET_BYTES_MIN = 32;

    /** A key is some hundred bytes; whoever points at a disk image hears about it at once. */
    int FILE_BYTES_MAX = 64 << 10;

    /** HS256: who can read tokens can make them. */
    record Secret(SecretKey key) implements TokenKey {
        static Secret of(byte[] secret) {
            return new Secret(new SecretKeySpec(secret, "HmacSHA256"));
        }

        @Override
        public JwtParserBuilder verify(JwtParserBuilder parser) {
            return parser.verifyWith(key).sig().clear().add(Jwts.SIG.HS256).and();
        }

        @Override
        public String toString() {
            return "TokenKey.Secret[…]";
        }
    }

    /**
     * EdDSA with Ed25519 (RFC 8037).
     *
     * @param privateKey empty on a server that reads tokens somebody else makes
     */
    record EdDsa(PublicKey publicKey, Optional<PrivateKey> privateKey) implements TokenKey {
        @Override
        public JwtParserBuilder verify(JwtParserBuilder parser) {
            return parser.verifyWith(publicKey)
                    .sig()
                    .clear()
                    .add(Jwts.SIG.EdDSA)
                    .and();
        }

        @Override
        public String toString() {
            return "TokenKey.EdDsa[…]";
        }
    }

    /** Has a parser take this key's signatures, and no others. */
    JwtParserBuilder verify(JwtParserBuilder parser);

    /** Reads the operator's file, or the data folder's secret, which is made when there is none. */
    static TokenKey load(Optional<Path> given, Path data, SecureRandom random) throws ConfigurationException {
        return given.isPresent() ? read(given.get()) : kept(data, random);
    }

    private static TokenKey read(Path file) throws ConfigurationException {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new ConfigurationException("--token-key: " + file + " is over 64 KiB, which is no key.");
            }
            byte[] content = Files.readAllBytes(file);
            String text = new String(content, StandardCharsets.ISO_8859_1);
            if (text.contains("-----BEGIN ")) {
                return Ed25519Pem.read(text, "--token-key: " + file);
            }
            // Editors end a file with a line break, which nobody means to be of the secret.
            byte[] secret = text.replaceAll("[\r\n]+$", "").getBytes(StandardCharsets.ISO_8859_1);
            if (secret.length < SECRET_BYTES_MIN) {
                throw new ConfigurationException("--token-key: " + file + " holds " + secret.length
                        + " bytes; a secret needs " + SECRET_BYTES_MIN
                        + " or more. Make one with: openssl rand -base64 48.");
            }
            return Secret.of(secret);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("--token-key: there is no file " + file + ".");
        } catch (IOException e) {
            throw new ConfigurationException("--token-key: " + file + " cannot be read (" + e.getMessage() + ").");
        }
    }

    private static TokenKey kept(Path data, SecureRandom random) throws ConfigurationException {
        Path file = data.resolve(FILE_NAME);
        try {
            Files.createDirectories(data);
            byte[] secret = KeptSecret.readOrMake(file, random).getBytes(StandardCharsets.UTF_8);
            if (secret.length < SECRET_BYTES_MIN) {
                throw new ConfigurationException(
                        file + " holds no usable secret; delete it, and the next start makes a new one.");
            }
            return Secret.of(secret);
        } catch (IOException e) {
            throw new ConfigurationException("The tokens' secret cannot be kept in " + file + " (" + e
                    + "); choose another folder with --data DIR.");
        }
    }
}
