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
import java.util.Arrays;

/**
 * The functions for AES-GCM of <a href="https://github.com/intel/intel-ipsec-mb">intel-ipsec-mb</a> (Debian's libipsec-mb1), in the form that this processor runs fastest. Loading
 * this class fails with a {@link LinkageError} where the library is missing, is none of version 1, or has nothing for this processor.
 *
 * <p>A packet is one call, with no context to look up and no parameter to look for by its name: at 1,200 bytes that is three quarters of what libcrypto 3.0 needs.
 * Calls are critical ({@link Linker.Option#critical}), and pointers travel as plain {@code long}, as in {@link Libcrypto}.
 */
final class IpsecMb {
    /** {@code struct gcm_key_data}, which wants to lie on a boundary of 64 bytes: 15 round keys and 48 powers of the hash key. The same in all of version 1. */
    static final int KEY_BYTES = 1_024;

    static final int KEY_ALIGNMENT = 64;

    /** {@code struct gcm_context_data}, 88 bytes: what a call leaves behind for a next one that there is not. */
    static final int CONTEXT_BYTES = 128;

    private static final String LIBRARY_NAME = "libIPSec_MB.so.1";

    /** Of the bits in {@code IMB_MGR.features}. */
    private static final long AVX2 = 1 << 6;

    private static final long AVX512 = 0b11111 << 7;
    private static final long VAES = 0b11 << 12;
    private static final long SELF_TEST = 1 << 20;
    private static final long SELF_TEST_PASSED = 1 << 21;

    /** {@code IMB_MGR} begins with the flags that it was made with; the features follow. */
    private static final long FEATURES = 8;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = load();
    private static final long FEATURE_BITS = features();
    private static final String SUFFIX = suffix(FEATURE_BITS);
    private static final String VERSION = readVersion();

    /** {@code (key, expanded)}. */
    static final MethodHandle EXPAND_128 = procedure("aes_gcm_pre_128" + SUFFIX, longs(2));

    static final MethodHandle EXPAND_256 = procedure("aes_gcm_pre_256" + SUFFIX, longs(2));

    /** {@code (expanded, context, out, in, length, nonce, additional, additionalLength, tag, tagLength)}; the nonce has 12 bytes. */
    static final MethodHandle ENCRYPT_128 = procedure("aes_gcm_enc_128" + SUFFIX, longs(10));

    static final MethodHandle ENCRYPT_256 = procedure("aes_gcm_enc_256" + SUFFIX, longs(10));

    /** As above; writes the tag that there should be. */
    static final MethodHandle DECRYPT_128 = procedure("aes_gcm_dec_128" + SUFFIX, longs(10));

    static final MethodHandle DECRYPT_256 = procedure("aes_gcm_dec_256" + SUFFIX, longs(10));

    private IpsecMb() {}

    /** For example {@code 1.3.0, vaes_avx512}. */
    static String version() {
        return VERSION + ", " + SUFFIX.substring(1);
    }

    /** The ending of the names of functions that this processor can run, the fastest that there are: which ones a library shows differs between its builds. */
    private static String suffix(long features) {
        if ((features & SELF_TEST) != 0 && (features & SELF_TEST_PASSED) == 0) {
            throw new UnsatisfiedLinkError(LIBRARY_NAME + " fails its own test");
        }
        boolean avx512 = (features & AVX512) == AVX512;
        if (avx512 && (features & VAES) == VAES && has("_vaes_avx512")) {
            return "_vaes_avx512";
        }
        if (avx512 && has("_avx512")) {
            return "_avx512";
        }
        if ((features & AVX2) != 0 && has("_avx_gen4")) {
            return "_avx_gen4";
        }
        throw new UnsatisfiedLinkError(LIBRARY_NAME + " has nothing that is fast on this processor");
    }

    private static boolean has(String suffix) {
        return LIBRARY.find("aes_gcm_enc_128" + suffix).isPresent();
    }

    private static SymbolLookup load() {
        try {
            return SymbolLookup.libraryLookup(LIBRARY_NAME, Arena.global());
        } catch (IllegalArgumentException missing) {
            throw (UnsatisfiedLinkError) new UnsatisfiedLinkError(LIBRARY_NAME + " not found").initCause(missing);
        }
    }

    /** What the library finds in this processor. */
    private static long features() {
        MethodHandle allocate =
                LINKER.downcallHandle(symbol("alloc_mb_mgr"), FunctionDescriptor.of(ADDRESS, JAVA_LONG));
        MethodHandle initialise =
                LINKER.downcallHandle(symbol("init_mb_mgr_auto"), FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
        MethodHandle free = LINKER.downcallHandle(symbol("free_mb_mgr"), FunctionDescriptor.ofVoid(ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment manager = (MemorySegment) allocate.invokeExact(0L);
            if (manager.address() == 0) {
                throw new UnsatisfiedLinkError(LIBRARY_NAME + " has no memory");
            }
            initialise.invokeExact(manager, arena.allocate(JAVA_INT));
            long features = manager.reinterpret(FEATURES + Long.BYTES).get(JAVA_LONG, FEATURES);
            free.invokeExact(manager);
            return features;
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private static String readVersion() {
        MethodHandle version = LINKER.downcallHandle(symbol("imb_get_version_str"), FunctionDescriptor.of(ADDRESS));
        String text;
        try {
            text = ((MemorySegment) version.invokeExact()).reinterpret(64).getString(0);
        } catch (Throwable e) {
            throw failure(e);
        }
        if (!text.startsWith("1.")) {
            throw new UnsatisfiedLinkError(LIBRARY_NAME + " is of version " + text);
        }
        return text;
    }

    private static MemorySegment symbol(String name) {
        return LIBRARY.find(name).orElseThrow(() -> new UnsatisfiedLinkError(LIBRARY_NAME + " has no " + name));
    }

    private static MethodHandle procedure(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.ofVoid(arguments), Linker.Option.critical(false));
    }

    private static MemoryLayout[] longs(int count) {
        MemoryLayout[] layouts = new MemoryLayout[count];
        Arrays.fill(layouts, JAVA_LONG);
        return layouts;
    }

    /** What went wrong in a call that cannot go wrong. */
    static RuntimeException failure(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException runtime
                ? runtime
                : new IllegalStateException("A call to " + LIBRARY_NAME + " failed", cause);
    }
}
