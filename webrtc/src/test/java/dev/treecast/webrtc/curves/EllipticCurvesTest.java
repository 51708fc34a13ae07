package dev.treecast.webrtc.curves;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every implementation against RFC vectors and against BouncyCastle's. */
class EllipticCurvesTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** RFC 6979 appendix A.2.5. */
    private static final byte[] SCALAR = hex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");

    private static final byte[] POINT = hex("0460FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
            + "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");

    static List<EllipticCurves> implementations() {
        return Stream.concat(
                        Stream.of(EllipticCurvesProvider.bouncyCastle()), EllipticCurvesProvider.libcrypto().stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void shouldVerifyTheSignaturesOfRfc6979(EllipticCurves curves) throws NoSuchAlgorithmException {
        String r256 = "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716";
        String s256 = "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8";
        byte[] sha256 = sha("SHA-256", "sample");
        assertThat(curves.verify(POINT, sha256, der(r256, s256))).isTrue();
        String r512 = "8496A60B5E9B47C825488827E0495B0E3FA109EC4568FD3F8D1097678EB97F00";
        String s512 = "2362AB1ADBE2B8ADF9CB9EDAB740EA6049C028114F2460F96554F61FAE3302FE";
        assertThat(curves.verify(POINT, sha("SHA-512", "sample"), der(r512, s512)))
                .isTrue();

        assertThat(curves.verify(POINT, sha("SHA-256", "Sample"), der(r256, s256)))
                .isFalse();
        assertThat(curves.verify(POINT, sha256, der(s256, r256))).isFalse();
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void shouldAgreeWithBouncyCastle(EllipticCurves curves) {
        EllipticCurves model = EllipticCurvesProvider.bouncyCastle();
        for (int i = 0; i < 200; i++) {
            for (Curve curve : Curve.values()) {
                EphemeralKey ours = curves.generate(curve, RANDOM);
                EphemeralKey theirs = model.generate(curve, RANDOM);
                byte[] secret = ours.agree(theirs.publicValue());
                assertThat(ours.publicValue()).hasSize(curve.publicValueBytes());
                assertThat(secret).hasSize(32).isEqualTo(theirs.agree(ours.publicValue()));
            }
            byte[] scalar = new byte[32];
            RANDOM.nextBytes(scalar);
            scalar[0] = 1; // below the order
            byte[] hash = new byte[i % 2 == 0 ? 32 : 48];
            RANDOM.nextBytes(hash);
            byte[] point = pointOf(scalar);
            byte[] ours = curves.signingKey(scalar, RANDOM).sign(hash);
            byte[] theirs = model.signingKey(scalar, RANDOM).sign(hash);
            assertThat(model.verify(point, hash, ours)).isTrue();
            assertThat(curves.verify(point, hash, theirs)).isTrue();
            assertThat(curves.verify(POINT, hash, theirs)).isFalse();
            hash[i % 32] ^= 1;
            assertThat(curves.verify(point, hash, theirs)).isFalse();
        }
    }

    /** Points of order 1, 2, 4 and 8, some not reduced (RFC 7748 section 6.1, RFC 8422 section 5.11). */
    @ParameterizedTest
    @MethodSource("implementations")
    void shouldRefuseX25519PointsOfSmallOrder(EllipticCurves curves) {
        List<String> points = List.of(
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
        for (String point : points) {
            assertThat(curves.generate(Curve.X25519, RANDOM).agree(hex(point)))
                    .as(point)
                    .isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void shouldRefuseWhatIsNoPoint(EllipticCurves curves) {
        byte[] offCurve = POINT.clone();
        offCurve[64] ^= 1;
        byte[] compressed = Arrays.copyOf(POINT, 33);
        compressed[0] = 2;
        byte[] tooLarge = new byte[65];
        Arrays.fill(tooLarge, (byte) 0xFF);
        tooLarge[0] = 4;
        byte[] hybrid = POINT.clone();
        hybrid[0] = 7;
        List<byte[]> bad = List.of(
                offCurve,
                compressed,
                tooLarge,
                hybrid,
                new byte[65],
                new byte[1],
                new byte[0],
                new byte[32],
                new byte[66]);
        for (byte[] point : bad) {
            assertThat(curves.generate(Curve.P256, RANDOM).agree(point)).isNull();
            assertThat(curves.verify(
                            point,
                            new byte[32],
                            curves.signingKey(SCALAR, RANDOM).sign(new byte[32])))
                    .isFalse();
        }
        assertThat(curves.generate(Curve.X25519, RANDOM).agree(new byte[31])).isNull();
        assertThat(curves.generate(Curve.X25519, RANDOM).agree(new byte[33])).isNull();
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void shouldRefuseMalformedSignatures(EllipticCurves curves) {
        byte[] hash = new byte[32];
        byte[] good = curves.signingKey(SCALAR, RANDOM).sign(hash);
        assertThat(curves.verify(POINT, hash, good)).isTrue();
        String zero = "00";
        String one = "01";
        String order = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
        List<byte[]> bad = List.of(
                new byte[0],
                new byte[1],
                new byte[72],
                new byte[300],
                der(zero, one),
                der(one, zero),
                der(order, one),
                der(one, order),
                der("-01", one),
                Arrays.copyOf(good, good.length - 1),
                Arrays.copyOf(good, good.length + 1));
        for (byte[] signature : bad) {
            assertThat(curves.verify(POINT, hash, signature))
                    .as(HexFormat.of().formatHex(signature))
                    .isFalse();
        }
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] mutated = good.clone();
            mutated[random.nextInt(mutated.length)] ^= (byte) random.nextInt(1, 256);
            assertThat(curves.verify(POINT, hash, mutated)).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void shouldUseAKeyOnce(EllipticCurves curves) {
        for (Curve curve : Curve.values()) {
            byte[] peer = curves.generate(curve, RANDOM).publicValue();
            EphemeralKey used = curves.generate(curve, RANDOM);
            assertThat(used.agree(peer)).isNotNull();
            assertThatThrownBy(() -> used.agree(peer)).isInstanceOf(IllegalStateException.class);
            EphemeralKey closed = curves.generate(curve, RANDOM);
            closed.close();
            closed.close();
            assertThatThrownBy(() -> closed.agree(peer)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void shouldUseLibcryptoWhereThisMachineHasIt() {
        boolean installed = Stream.of(
                        "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib")
                .flatMap(folder ->
                        Stream.of("libcrypto.so.3", "libcrypto.so.1.1").map(name -> Path.of(folder, name)))
                .anyMatch(Files::exists);

        assertThat(EllipticCurvesProvider.libcrypto().isPresent() || !installed).isTrue();
        EllipticCurvesProvider.libcrypto().ifPresent(curves -> {
            assertThat(curves.description()).matches("libcrypto (3|1\\.1)\\..+ through FFM");
            assertThat(with("", EllipticCurvesProvider::best)).isSameAs(curves);
        });
    }

    @Test
    void shouldObeyTheProperty() {
        assertThat(with("bouncycastle", EllipticCurvesProvider::best)).isSameAs(EllipticCurvesProvider.bouncyCastle());
        assertThatThrownBy(() -> with("jdk", EllipticCurvesProvider::best))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("libcrypto or bouncycastle");
    }

    private static EllipticCurves with(String value, Supplier<EllipticCurves> call) {
        String before = System.getProperty(EllipticCurvesProvider.PROPERTY, "");
        System.setProperty(EllipticCurvesProvider.PROPERTY, value);
        try {
            return call.get();
        } finally {
            System.setProperty(EllipticCurvesProvider.PROPERTY, before);
        }
    }

    private static byte[] pointOf(byte[] scalar) {
        return CustomNamedCurves.getByName("secp256r1")
                .getG()
                .multiply(new BigInteger(1, scalar))
                .getEncoded(false);
    }

    private static byte[] sha(String algorithm, String text) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance(algorithm).digest(text.getBytes(US_ASCII));
    }

    private static byte[] der(String r, String s) {
        byte[] first = new BigInteger(r, 16).toByteArray();
        byte[] second = new BigInteger(s, 16).toByteArray();
        byte[] der = new byte[6 + first.length + second.length];
        der[0] = 0x30;
        der[1] = (byte) (der.length - 2);
        der[2] = 2;
        der[3] = (byte) first.length;
        System.arraycopy(first, 0, der, 4, first.length);
        der[4 + first.length] = 2;
        der[5 + first.length] = (byte) second.length;
        System.arraycopy(second, 0, der, 6 + first.length, second.length);
        return der;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
