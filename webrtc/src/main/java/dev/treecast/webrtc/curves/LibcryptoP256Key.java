package dev.treecast.webrtc.curves;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.treecast.webrtc.libcrypto.LibcryptoLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** A P-256 private key in libcrypto: an ephemeral one for one agreement, or a certificate's for signatures. */
final class LibcryptoP256Key implements EphemeralKey, SigningKey {
    private static final int SECRET_BYTES = 32;
    /** Two integers of 33 bytes at most, their tags and lengths, and the sequence's. */
    private static final int SIGNATURE_BYTES_MAX = 72;

    private final LibcryptoKey key;
    private final byte[] publicValue;

    private LibcryptoP256Key(LibcryptoKey key, byte[] publicValue) {
        this.key = key;
        this.publicValue = publicValue;
    }

    static LibcryptoP256Key generate() {
        LibcryptoKey key = create();
        try (Arena arena = Arena.ofConfined()) {
            LibcryptoLibrary.check((int) LibcryptoFunctions.KEY_GENERATE.invokeExact(key.address()) == 1, "make a key");
            int length = Curve.P256.publicValueBytes();
            MemorySegment out = arena.allocate(length);
            long point = (long) LibcryptoFunctions.KEY_PUBLIC.invokeExact(key.address());
            long written = (long) LibcryptoFunctions.POINT_WRITE.invokeExact(
                    LibcryptoFunctions.p256(),
                    point,
                    LibcryptoFunctions.UNCOMPRESSED,
                    out.address(),
                    (long) length,
                    0L);
            LibcryptoLibrary.check(written == length, "write a point");
            return new LibcryptoP256Key(key, out.toArray(JAVA_BYTE));
        } catch (Throwable e) {
            key.close();
            throw LibcryptoLibrary.failure(e);
        }
    }

    static LibcryptoP256Key ofScalar(byte[] scalar) {
        LibcryptoKey key = create();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocateFrom(JAVA_BYTE, scalar);
            int good = (int)
                    LibcryptoFunctions.KEY_SET_PRIVATE.invokeExact(key.address(), copy.address(), (long) scalar.length);
            copy.fill((byte) 0);
            LibcryptoLibrary.check(good == 1, "set a private key");
            return new LibcryptoP256Key(key, new byte[0]);
        } catch (Throwable e) {
            key.close();
            throw LibcryptoLibrary.failure(e);
        }
    }

    private static LibcryptoKey create() {
        try {
            return new LibcryptoKey(LibcryptoFunctions.newP256Key(), LibcryptoFunctions.KEY_FREE);
        } catch (Throwable e) {
            throw LibcryptoLibrary.failure(e);
        }
    }

    @Override
    public byte[] publicValue() {
        return publicValue.clone();
    }

    @Override
    public byte @Nullable [] agree(byte[] peerValue) {
        long address = key.address();
        if (!Curve.P256.hasShape(peerValue)) {
            return null;
        }
        long point = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment peer = arena.allocateFrom(JAVA_BYTE, peerValue);
            MemorySegment out = arena.allocate(SECRET_BYTES);
            point = (long) LibcryptoFunctions.POINT_NEW.invokeExact(LibcryptoFunctions.p256());
            LibcryptoLibrary.check(point != 0, "allocate a point");
            boolean good = (int) LibcryptoFunctions.POINT_READ.invokeExact(
                                    LibcryptoFunctions.p256(), point, peer.address(), (long) peerValue.length, 0L)
                            == 1
                    && (int) LibcryptoFunctions.AGREE.invokeExact(
                                    out.address(), (long) SECRET_BYTES, point, address, 0L)
                            == SECRET_BYTES;
            if (!good) {
                LibcryptoFunctions.ERRORS_CLEAR.invokeExact();
                return null;
            }
            byte[] secret = out.toArray(JAVA_BYTE);
            out.fill((byte) 0);
            return secret;
        } catch (Throwable e) {
            throw LibcryptoLibrary.failure(e);
        } finally {
            free(point);
            close();
        }
    }

    private static void free(long point) {
        try {
            LibcryptoFunctions.POINT_FREE.invokeExact(point); // nothing happens for 0
        } catch (Throwable e) {
            throw LibcryptoLibrary.failure(e);
        }
    }

    @Override
    public byte[] sign(byte[] hash) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment digest = arena.allocateFrom(JAVA_BYTE, hash);
            MemorySegment out = arena.allocate(SIGNATURE_BYTES_MAX);
            MemorySegment length = arena.allocate(JAVA_INT);
            int good = (int) LibcryptoFunctions.SIGN.invokeExact(
                    0, digest.address(), hash.length, out.address(), length.address(), key.address());
            LibcryptoLibrary.check(good == 1, "sign");
            return out.asSlice(0, length.get(JAVA_INT, 0)).toArray(JAVA_BYTE);
        } catch (Throwable e) {
            throw LibcryptoLibrary.failure(e);
        } finally {
            Reference.reachabilityFence(key);
        }
    }

    @Override
    public void close() {
        key.close();
    }
}
