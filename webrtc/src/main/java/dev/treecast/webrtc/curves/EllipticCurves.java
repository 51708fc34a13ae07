package dev.treecast.webrtc.curves;

import java.security.SecureRandom;

/** One implementation of the arithmetic. Threads may share it. {@link EllipticCurvesProvider} says which to take. */
public interface EllipticCurves {
    /** For the log: {@code libcrypto 3.0.19 through FFM} or {@code BouncyCastle}. */
    String description();

    /** @param random for implementations without a source of their own */
    EphemeralKey generate(Curve curve, SecureRandom random);

    /** @param scalar the P-256 private key, 32 bytes big endian; the caller wipes it */
    SigningKey signingKey(byte[] scalar, SecureRandom random);

    /**
     * Whether an ECDSA P-256 signature is right. False, too, for anything malformed.
     *
     * @param publicPoint uncompressed, 65 bytes
     * @param signature in DER
     */
    boolean verify(byte[] publicPoint, byte[] hash, byte[] signature);
}
