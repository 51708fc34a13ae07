package dev.treecast.webrtc.curves;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where the curves come from. {@link #best()} takes libcrypto where it loads and agrees with BouncyCastle in a test of every operation; BouncyCastle
 * otherwise. The system property {@value #PROPERTY} set to {@code libcrypto} or {@code bouncycastle} forces one.
 */
public final class EllipticCurvesProvider {

    /** {@code libcrypto} or {@code bouncycastle}; anything else stops the program with a sentence. Unset: the best. */
    public static final String PROPERTY = "treecast.dtls.curves";

    private static final EllipticCurves BOUNCY_CASTLE = new BouncyCastleCurves();

    private EllipticCurvesProvider() {}

    /**
     * The fastest that works here, or the one that {@link #PROPERTY} names.
     *
     * @throws IllegalStateException where the property names libcrypto and it does not work, or something unknown
     */
    public static EllipticCurves best() {
        String wanted = System.getProperty(PROPERTY, "");
        return switch (wanted) {
            case "bouncycastle" -> BOUNCY_CASTLE;
            case "libcrypto" ->
                libcrypto()
                        .orElseThrow(() -> new IllegalStateException(
                                PROPERTY + " is libcrypto, but that does not work here: " + Probe.FAILURE));
            case "" -> libcrypto().orElse(BOUNCY_CASTLE);
            default ->
                throw new IllegalStateException(PROPERTY + " must be libcrypto or bouncycastle, not '" + wanted + "'");
        };
    }

    /** Always there. */
    public static EllipticCurves bouncyCastle() {
        return BOUNCY_CASTLE;
    }

    /** libcrypto, where it works. The first call loads the library and tests it. */
    public static Optional<EllipticCurves> libcrypto() {
        return Probe.FAILURE.isEmpty() ? Optional.of(Probe.LIBCRYPTO) : Optional.empty();
    }

    /** Loads and tests libcrypto once, when it is first asked for. */
    private static final class Probe {
        static final EllipticCurves LIBCRYPTO;
        /** Empty where libcrypto works. */
        static final String FAILURE;

        static {
            EllipticCurves candidate = BOUNCY_CASTLE;
            String failure = "";
            try {
                candidate = new LibcryptoCurves();
                if (!agreesOn(candidate, Curve.X25519) || !agreesOn(candidate, Curve.P256) || !signs(candidate)) {
                    failure = candidate.description() + " and BouncyCastle disagree";
                }
            } catch (LinkageError | RuntimeException e) {
                // A missing library or function, or native access that is denied: BouncyCastle serves as well.
                failure = String.valueOf(e.getCause() == null ? e : e.getCause());
            }
            LIBCRYPTO = candidate;
            FAILURE = failure;
        }

        private static boolean agreesOn(EllipticCurves candidate, Curve curve) {
            SecureRandom random = new SecureRandom();
            try (EphemeralKey ours = candidate.generate(curve, random);
                    EphemeralKey theirs = BOUNCY_CASTLE.generate(curve, random);
                    EphemeralKey lone = candidate.generate(curve, random)) {
                byte[] secret = ours.agree(theirs.publicValue());
                byte[] nowhere = new byte[curve.publicValueBytes()];
                nowhere[0] = (byte) (curve == Curve.P256 ? 4 : 0);
                return secret != null
                        && Arrays.equals(secret, theirs.agree(ours.publicValue()))
                        && lone.agree(nowhere) == null;
            }
        }

        private static boolean signs(EllipticCurves candidate) {
            // RFC 6979 appendix A.2.5: a private key and its public point.
            byte[] scalar = HexFormat.of().parseHex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
            byte[] point = HexFormat.of()
                    .parseHex("0460FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
                            + "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");
            byte[] hash = scalar.clone();
            SecureRandom random = new SecureRandom();
            byte[] ours = candidate.signingKey(scalar, random).sign(hash);
            byte[] theirs = BOUNCY_CASTLE.signingKey(scalar, random).sign(hash);
            boolean good = BOUNCY_CASTLE.verify(point, hash, ours) && candidate.verify(point, hash, theirs);
            hash[0] ^= 1;
            return good && !candidate.verify(point, hash, theirs);
        }
    }
}
