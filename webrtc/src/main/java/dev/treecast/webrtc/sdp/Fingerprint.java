package dev.treecast.webrtc.sdp;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a DTLS certificate (RFC 8122 section 5): {@code a=fingerprint:sha-256 5C:81:…}.
 *
 * @param hashFunction in lower case, e.g. {@code "sha-256"}
 * @param hex the digest in upper case, bytes parted by colons
 */
public record Fingerprint(String hashFunction, String hex) implements Attribute {
    /** SHA-512 has 64 bytes; nothing longer is in use. */
    private static final int DIGEST_BYTES_MAX = 64;

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

    public static Fingerprint of(String hashFunction, byte[] digest) {
        return new Fingerprint(hashFunction.toLowerCase(Locale.ROOT), COLONS.formatHex(digest));
    }

    static @Nullable Fingerprint parse(String value) {
        String hashFunction = SdpTokens.head(value);
        String hex = SdpTokens.tail(value);
        int bytes = (hex.length() + 1) / 3;
        if (!SdpTokens.isToken(hashFunction) || bytes < 1 || bytes > DIGEST_BYTES_MAX) {
            return null;
        }
        try {
            return of(hashFunction, COLONS.parseHex(hex));
        } catch (IllegalArgumentException notHex) {
            return null;
        }
    }

    /** A fresh copy of the bytes. */
    public byte[] digest() {
        return COLONS.parseHex(hex);
    }

    /** True when the digest is this one; takes the same time wherever they differ. */
    public boolean matches(byte[] digest) {
        return MessageDigest.isEqual(digest(), digest);
    }

    /** The hash's name for {@link MessageDigest#getInstance(String)}, e.g. {@code "SHA-256"}. */
    public String messageDigestAlgorithm() {
        return hashFunction.toUpperCase(Locale.ROOT);
    }

    /** SHA-256, SHA-384 or SHA-512, with the length that goes with it. Anything weaker or unknown is no identity. */
    public boolean strong() {
        int bytes = (hex.length() + 1) / 3;
        return switch (hashFunction) {
            case "sha-256" -> bytes == 32;
            case "sha-384" -> bytes == 48;
            case "sha-512" -> bytes == 64;
            default -> false;
        };
    }

    @Override
    public String attributeName() {
        return "fingerprint";
    }

    @Override
    public String attributeValue() {
        return hashFunction + " " + hex;
    }
}
