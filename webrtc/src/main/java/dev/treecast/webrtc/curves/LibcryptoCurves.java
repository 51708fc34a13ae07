package dev.treecast.webrtc.curves;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.treecast.webrtc.libcrypto.LibcryptoLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;

/** libcrypto, with its own source of randomness. Native memory lasts for a call, or as long as its key object. */
final class LibcryptoCurves implements EllipticCurves {

    @Override
    public String description() {
        return "libcrypto " + LibcryptoLibrary.version() + " through FFM";
    }

    @Override
    public EphemeralKey generate(Curve curve, SecureRandom random) {
        return switch (curve) {
            case X25519 -> LibcryptoX25519Key.generate();
            case P256 -> LibcryptoP256Key.generate();
        };
    }

    @Override
    public SigningKey signingKey(byte[] scalar, SecureRandom random) {
        return LibcryptoP256Key.ofScalar(scalar);
    }

    @Override
    public boolean verify(byte[] publicPoint, byte[] hash, byte[] signature) {
        if (!Curve.P256.hasShape(publicPoint)) {
            return false;
        }
        long key = 0;
        try (Arena arena = Arena.ofConfined()) {
            key = LibcryptoFunctions.newP256Key();
            MemorySegment point = arena.allocateFrom(JAVA_BYTE, publicPoint);
            MemorySegment digest = arena.allocateFrom(JAVA_BYTE, hash);
            MemorySegment der = arena.allocateFrom(JAVA_BYTE, signature);
            boolean good = (int) LibcryptoFunctions.KEY_SET_PUBLIC.invokeExact(
                                    key, point.address(), (long) publicPoint.length, 0L)
                            == 1
                    && (int) LibcryptoFunctions.VERIFY.invokeExact(
                                    0, digest.address(), hash.length, der.address(), signature.length, key)
                            == 1;
            if (!good) {
                LibcryptoFunctions.ERRORS_CLEAR.invokeExact();
            }
            return good;
        } catch (Throwable e) {
            throw LibcryptoLibrary.failure(e);
        } finally {
            free(key);
        }
    }

    private static void free(long key) {
        try {
            LibcryptoFunctions.KEY_FREE.invokeExact(key); // nothing happens for 0
        } catch (Throwable e) {
            throw LibcryptoLibrary.failure(e);
        }
    }
}
