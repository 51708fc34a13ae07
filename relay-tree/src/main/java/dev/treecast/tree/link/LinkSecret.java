package dev.treecast.tree.link;

import dev.treecast.webrtc.ice.IceCredentials;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the ICE credentials of a link out of what both of its nodes know: the cluster's CA certificate. It keeps strangers from having anything
 * answered, and proves the way back to who sends a check; who may have a link is for the certificates to say, in DTLS.
 */
public final class LinkSecret {
    /** What tells a link's username fragment from a viewer's, which is made of other characters. */
    static final String FRAGMENT_PREFIX = "link/";

    private static final int FRAGMENT_RANDOM_BYTES = 12;
    static final int FRAGMENT_LENGTH = FRAGMENT_PREFIX.length() + FRAGMENT_RANDOM_BYTES * 4 / 3;

    /** 192 bits of HMAC; RFC 8445 section 5.3 asks for 128. */
    private static final int PASSWORD_BYTES = 24;

    private final SecretKey key;

    private LinkSecret(SecretKey key) {
        this.key = key;
    }

    /** @param authorityDer the CA's certificate */
    public static LinkSecret of(byte[] authorityDer) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(authorityDer);
            return new LinkSecret(new SecretKeySpec(digest, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    static boolean isFragment(String fragment) {
        return fragment.length() == FRAGMENT_LENGTH && fragment.startsWith(FRAGMENT_PREFIX);
    }

    /** New credentials, for one end of one link. */
    IceCredentials generate(SecureRandom random) {
        byte[] bytes = new byte[FRAGMENT_RANDOM_BYTES];
        random.nextBytes(bytes);
        return credentials(FRAGMENT_PREFIX + Base64.getEncoder().encodeToString(bytes));
    }

    /** The credentials that go with a fragment. */
    IceCredentials credentials(String fragment) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            byte[] code = mac.doFinal(fragment.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return new IceCredentials(
                    fragment, Base64.getEncoder().encodeToString(Arrays.copyOf(code, PASSWORD_BYTES)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }
}
