package dev.treecast.server.identity;

import dev.treecast.server.config.ConfigurationException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an Ed25519 key as OpenSSL writes it (RFC 7468, RFC 8410): {@code PRIVATE KEY} (PKCS#8) or {@code PUBLIC KEY}. A private key tells its public
 * one.
 */
final class Ed25519Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN (PRIVATE|PUBLIC) KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1 KEY-----");

    private Ed25519Pem() {}

    /** @param origin what to call the text in an error */
    static TokenKey.EdDsa read(String pem, String origin) throws ConfigurationException {
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw wrong(origin);
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(block.group(2));
            KeyFactory factory = KeyFactory.getInstance("Ed25519");
            if (block.group(1).equals("PUBLIC")) {
                return new TokenKey.EdDsa(factory.generatePublic(new X509EncodedKeySpec(der)), Optional.empty());
            }
            PrivateKey key = factory.generatePrivate(new PKCS8EncodedKeySpec(der));
            return new TokenKey.EdDsa(publicKey(key), Optional.of(key));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw wrong(origin);
        }
    }

    /** The JDK derives a public key only while it makes a pair; given the private key's seed for randomness, it makes this pair. */
    private static PublicKey publicKey(PrivateKey key) throws GeneralSecurityException {
        byte[] seed = ((EdECPrivateKey) key)
                .getBytes()
                .orElseThrow(() -> new GeneralSecurityException("the private key does not show its bytes"));
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("Ed25519");
        pairs.initialize(NamedParameterSpec.ED25519, new Seed(seed));
        return pairs.generateKeyPair().getPublic();
    }

    private static ConfigurationException wrong(String origin) {
        return new ConfigurationException(origin
                + " holds a PEM block that is no Ed25519 key; make one with: openssl genpkey -algorithm ed25519.");
    }

    private static final class Seed extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final byte[] seed;

        Seed(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, Math.min(seed.length, bytes.length));
        }
    }
}
