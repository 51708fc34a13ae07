package dev.treecast.webrtc.curves;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.treecast.webrtc.libcrypto.LibcryptoLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** An X25519 key in libcrypto, for one agreement. */
final class LibcryptoX25519Key implements EphemeralKey {
    private static final int BYTES = 32;

    private final LibcryptoKey key;
    private final byte[] publicValue;

    private LibcryptoX25519Key(LibcryptoKey key, byte[] publicValue) {
        this.key = key;
        this.publicValue = publicValue;
    }

    static LibcryptoX25519Key generate() {
        long context = 0;
        try (Arena arena = Arena.ofConfined()) {
            context = (long) LibcryptoFunctions.CONTEXT_OF_ID.invokeExact(LibcryptoFunctions.X25519, 0L);
            LibcryptoLibrary.check(context != 0, "find X25519");
            MemorySegment pointer = arena.allocate(JAVA_LONG);
            int good = (int) LibcryptoFunctions.GENERATE_INIT.invokeExact(context);
            good &= (int) LibcryptoFunctions.GENERATE.invokeExact(context, pointer.address());
            LibcryptoLibrary.check(good == 1, "make a key");
            return new LibcryptoX25519Key(
                    new LibcryptoKey(pointer.get(JAVA_LONG, 0), LibcryptoFunctions.PKEY_FREE),
                    publicValueOf(pointer.get(JAVA_LONG, 0), arena));
        } catch (Throwable e) {
            throw LibcryptoLibrary.failure(e);
        } finally {
            freeContext(context);
        }
    }

    private static byte[] publicValueOf(long key, Arena arena) throws Throwable {
        MemorySegment out = arena.allocate(BYTES);
        MemorySegment length = arena.allocateFrom(JAVA_LONG, BYTES);
        int good = (int) LibcryptoFunctions.RAW_PUBLIC.invokeExact(key, out.address(), length.address());
        LibcryptoLibrary.check(good == 1, "read a public key");
        return out.toArray(JAVA_BYTE);
    }

    @Override
    public byte[] publicValue() {
        return publicValue.clone();
    }

    @Override
    public byte @Nullable [] agree(byte[] peerValue) {
        long address = key.address();
        if (!Curve.X25519.hasShape(peerValue)) {
            return null;
        }
        long context = 0;
        long peer = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, peerValue);
            MemorySegment out = arena.allocate(BYTES);
            MemorySegment length = arena.allocateFrom(JAVA_LONG, BYTES);
            context = (long) LibcryptoFunctions.CONTEXT_OF_KEY.invokeExact(address, 0L);
            peer = (long) LibcryptoFunctions.NEW_RAW_PUBLIC.invokeExact(
                    LibcryptoFunctions.X25519, 0L, bytes.address(), (long) BYTES);
            LibcryptoLibrary.check(context != 0 && peer != 0, "allocate");
            // The derivation itself refuses an all-zero secret.
            boolean good = (int) LibcryptoFunctions.DERIVE_INIT.invokeExact(context) == 1
                    && (int) LibcryptoFunctions.DERIVE_SET_PEER.invokeExact(context, peer) == 1
                    && (int) LibcryptoFunctions.DERIVE.invokeExact(context, out.address(), length.address()) == 1;
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
            freePeer(peer);
            freeContext(context);
            close();
        }
    }

    private static void freePeer(long peer) {
        try {
            LibcryptoFunctions.PKEY_FREE.invokeExact(peer); // nothing happens for 0
        } catch (Throwable e) {
            throw LibcryptoLibrary.failure(e);
        }
    }

    private static void freeContext(long context) {
        try {
            LibcryptoFunctions.CONTEXT_FREE.invokeExact(context); // nothing happens for 0
        } catch (Throwable e) {
            throw LibcryptoLibrary.failure(e);
        }
    }

    @Override
    public void close() {
        key.close();
    }
}
