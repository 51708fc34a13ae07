package dev.treecast.webrtc.srtp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;
import java.util.List;

/**
 * The functions of OpenSSL's libcrypto (3.x or 1.1) that SRTP calls, through the foreign-function API. Loading this
 * class fails with a {@link LinkageError} where the library or one of its functions is missing.
 *
 * <p>All calls are critical ({@link Linker.Option#critical}): they take about a microsecond at most and never call
 * back, so the thread need not leave the Java state. Pointers travel as plain {@code long}, and packets through
 * {@link LibcryptoPacketMemory}: handing over slices of heap arrays would save the copying, about 40 ns at 1,200 bytes,
 * but only where escape analysis removes the slices; in this code it did not, and 336 bytes of garbage a packet remained.
 */
final class Libcrypto {

    /** Names without a version would find development links, which may be anything. */
    private static final List<String> LIBRARY_NAMES = List.of("libcrypto.so.3", "libcrypto.so.1.1");

    /** {@code OPENSSL_INIT_NO_ATEXIT}: do not tear the library down under threads that still send. */
    private static final long INIT_NO_ATEXIT = 0x0008_0000L;

    static final int CTRL_AEAD_GET_TAG = 0x10;
    static final int CTRL_AEAD_SET_TAG = 0x11;

    static final Cleaner CLEANER = Cleaner.create();

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = load();

    private static final MethodHandle INIT_CRYPTO = function("OPENSSL_init_crypto", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle VERSION = function("OpenSSL_version", ADDRESS, JAVA_INT);

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

    private static final String VERSION_NAME = initialise();

    private Libcrypto() {}

    /** For example {@code 3.0.19}. */
    static String version() {
        return VERSION_NAME;
    }

    /** What went wrong in a call that cannot go wrong. */
    static RuntimeException failure(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException runtime
                ? runtime
                : new IllegalStateException("A call to libcrypto failed", cause);
    }

    static void check(boolean success, String what) {
        if (!success) {
            throw new IllegalStateException("libcrypto failed to " + what);
        }
    }

    private static SymbolLookup load() {
        for (String name : LIBRARY_NAMES) {
            try {
                return SymbolLookup.libraryLookup(name, Arena.global());
            } catch (IllegalArgumentException missing) {
                // Not there under this name: on to the next.
            }
        }
        throw new UnsatisfiedLinkError("none of " + LIBRARY_NAMES + " found");
    }

    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.of(result, arguments));
    }

    private static MethodHandle procedure(String name, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.ofVoid(arguments));
    }

    private static MethodHandle link(String name, FunctionDescriptor descriptor) {
        MemorySegment address =
                LIBRARY.find(name).orElseThrow(() -> new UnsatisfiedLinkError("libcrypto has no " + name));
        return LINKER.downcallHandle(address, descriptor, Linker.Option.critical(false));
    }

    private static String initialise() {
        try {
            check((int) INIT_CRYPTO.invokeExact(INIT_NO_ATEXIT, 0L) == 1, "start");
            String text =
                    ((MemorySegment) VERSION.invokeExact(0)).reinterpret(256).getString(0);
            String[] words = text.split(" ", 3);
            return words.length > 1 ? words[1] : text;
        } catch (Throwable e) {
            throw failure(e);
        }
    }
}
