package dev.treecast.webrtc.srtp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.treecast.webrtc.libcrypto.LibcryptoLibrary;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;

/**
 * The functions of {@link LibcryptoLibrary} that SRTP calls. Loading this
 * class fails with a {@link LinkageError} where the library or one of its functions is missing.
 *
 * <p>All calls are critical ({@link Linker.Option#critical}): they take about a microsecond at most and never call
 * back, so the thread need not leave the Java state. Pointers travel as plain {@code long}, and packets through
 * {@link PacketMemory}: handing over slices of heap arrays would save the copying, about 40 ns at 1,200 bytes,
 * but only where escape analysis removes the slices; in this code it did not, and 336 bytes of garbage a packet remained.
 */
final class Libcrypto {

    static final int CTRL_AEAD_GET_TAG = 0x10;
    static final int CTRL_AEAD_SET_TAG = 0x11;

    static final Cleaner CLEANER = LibcryptoLibrary.CLEANER;

    /** {@code (size, file, line)}: zeroed memory. */
    static final MethodHandle ALLOCATE = function("CRYPTO_zalloc", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
    /** {@code (pointer, size, file, line)}: wipes, then frees. */
    static final MethodHandle FREE = procedure("CRYPTO_clear_free", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);

    static final MethodHandle CONTEXT_NEW = function("EVP_CIPHER_CTX_new", JAVA_LONG);
    static final MethodHandle CONTEXT_FREE = procedure("EVP_CIPHER_CTX_free", JAVA_LONG);
    /** {@code (context, command, length, pointer)}. */
    static final MethodHandle CONTEXT_CTRL =
            function("EVP_CIPHER_CTX_ctrl", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);

    static final MethodHandle AES_128_GCM = function("EVP_aes_128_gcm", JAVA_LONG);
    static final MethodHandle AES_256_GCM = function("EVP_aes_256_gcm", JAVA_LONG);
    static final MethodHandle AES_128_CTR = function("EVP_aes_128_ctr", JAVA_LONG);

    /** {@code (context, cipher, engine, key, iv, encrypt)}: 0 leaves a pointer as it is, -1 the direction. */
    static final MethodHandle CIPHER_INIT =
            function("EVP_CipherInit_ex", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
    /** {@code (context, out, outLength, in, inLength)}; without {@code out}: data that is authenticated only. */
    static final MethodHandle CIPHER_UPDATE =
            function("EVP_CipherUpdate", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
    /** {@code (context, out, outLength)}. */
    static final MethodHandle CIPHER_FINAL = function("EVP_CipherFinal_ex", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    static final MethodHandle SHA1_INIT = function("SHA1_Init", JAVA_INT, JAVA_LONG);
    /** {@code (state, in, length)}. */
    static final MethodHandle SHA1_UPDATE = function("SHA1_Update", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    /** {@code (digest, state)}. */
    static final MethodHandle SHA1_FINAL = function("SHA1_Final", JAVA_INT, JAVA_LONG, JAVA_LONG);

    private Libcrypto() {}

    /** For example {@code 3.0.19}. */
    static String version() {
        return LibcryptoLibrary.version();
    }

    /** What went wrong in a call that cannot go wrong. */
    static RuntimeException failure(Throwable cause) {
        return LibcryptoLibrary.failure(cause);
    }

    static void check(boolean success, String what) {
        LibcryptoLibrary.check(success, what);
    }

    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LibcryptoLibrary.shortFunction(name, result, arguments);
    }

    private static MethodHandle procedure(String name, MemoryLayout... arguments) {
        return LibcryptoLibrary.shortProcedure(name, arguments);
    }
}
