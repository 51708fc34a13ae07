package dev.treecast.webrtc.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a certificate as a session description carries it: {@code a=fingerprint:sha-256 AB:CD:…} (RFC 8122 section 5).
 * sha-256, sha-384 and sha-512 only; sha-1 and md5 prove nothing any more.
 */
public final class DtlsFingerprint {
    /** Weakest first; the names are RFC 8122's, which are MessageDigest's too. */
    private static final List<String> ALGORITHMS = List.of("sha-256", "sha-384", "sha-512");

    private static final HexFormat TEXT = HexFormat.ofDelimiter(":").withUpperCase();

    private final String algorithm;
    private final byte[] value;

    private DtlsFingerprint(String algorithm, byte[] value) {
        this.algorithm = algorithm;
        this.value = value;
    }

    /** Null when the algorithm is not one of ours or the value has the wrong length. */
    public static @Nullable DtlsFingerprint of(String algorithm, byte[] value) {
        String name = algorithm.toLowerCase(Locale.ROOT);
        return ALGORITHMS.contains(name) && value.length == bytesOf(name)
                ? new DtlsFingerprint(name, value.clone())
                : null;
    }

    /** Reads the attribute's value, {@code sha-256 AB:CD:…}, in either case. Null when it is malformed or of an unknown algorithm. */
    public static @Nullable DtlsFingerprint parse(String attributeValue) {
        int space = attributeValue.indexOf(' ');
        if (space < 0) {
            return null;
        }
        try {
            return of(
                    attributeValue.substring(0, space),
                    TEXT.parseHex(attributeValue.substring(space + 1).strip()));
        } catch (IllegalArgumentException notHexadecimal) {
            return null;
        }
    }

    /** The fingerprint of a DER certificate. */
    public static DtlsFingerprint ofCertificate(String algorithm, byte[] certificateDer) {
        if (!ALGORITHMS.contains(algorithm)) {
            throw new IllegalArgumentException("no such fingerprint algorithm: " + algorithm);
        }
        return new DtlsFingerprint(algorithm, digest(algorithm, certificateDer));
    }

    /**
     * Whether a certificate is one of those announced. RFC 8122 section 5.1: of the fingerprints given, those of the strongest hash count,
     * and the certificate has to match one of them; so a weaker hash cannot be slipped in beside a stronger one.
     */
    public static boolean anyMatches(List<DtlsFingerprint> announced, byte[] certificateDer) {
        int strongest = -1;
        for (DtlsFingerprint fingerprint : announced) {
            strongest = Math.max(strongest, ALGORITHMS.indexOf(fingerprint.algorithm));
        }
        if (strongest < 0) {
            return false;
        }
        String algorithm = ALGORITHMS.get(strongest);
        byte[] actual = digest(algorithm, certificateDer);
        boolean matches = false;
        for (DtlsFingerprint fingerprint : announced) {
            matches |= fingerprint.algorithm.equals(algorithm) && MessageDigest.isEqual(fingerprint.value, actual);
        }
        return matches;
    }

    /** {@code sha-256}, {@code sha-384} or {@code sha-512}. */
    public String algorithm() {
        return algorithm;
    }

    public byte[] value() {
        return value.clone();
    }

    /** {@code AB:CD:…}, RFC 8122's text of the value alone. */
    public String text() {
        return TEXT.formatHex(value);
    }

    /** The attribute's value: {@code sha-256 AB:CD:…}. */
    @Override
    public String toString() {
        return algorithm + " " + text();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DtlsFingerprint fingerprint
                && algorithm.equals(fingerprint.algorithm)
                && MessageDigest.isEqual(value, fingerprint.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    private static int bytesOf(String algorithm) {
        return Integer.parseInt(algorithm.substring("sha-".length())) / Byte.SIZE;
    }

    private static byte[] digest(String algorithm, byte[] certificateDer) {
        try {
            return MessageDigest.getInstance(algorithm.toUpperCase(Locale.ROOT)).digest(certificateDer);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + algorithm, e);
        }
    }
}
