package dev.treecast.webrtc.libcrypto;

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
 * The library itself: where it is, its version, and handles to its functions. Loading this class fails with a {@link LinkageError} where it
 * is missing. Pointers travel as plain {@code long}.
 */
public final class LibcryptoLibrary {

    /** Names without a version would find development links, which may be anything. */
    private static final List<String> LIBRARY_NAMES = List.of("libcrypto.so.3", "libcrypto.so.1.1");

    /** {@code OPENSSL_INIT_NO_ATEXIT}: do not tear the library down under threads that still send. */
    private static final long INIT_NO_ATEXIT = 0x0008_0000L;

    /** Frees what nobody closed. */
    public static final Cleaner CLEANER = Cleaner.create();

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = load();

    private static final MethodHandle INIT_CRYPTO =
            shortFunction("OPENSSL_init_crypto", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle VERSION = shortFunction("OpenSSL_version", ADDRESS, JAVA_INT);

    private static final String VERSION_NAME = initialise();

    private LibcryptoLibrary() {}

    /** For example {@code 3.0.19}. */
    public static String version() {
        return VERSION_NAME;
    }

    /** What went wrong in a call that cannot go wrong. */
    public static RuntimeException failure(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException runtime
                ? runtime
                : new IllegalStateException("A call to libcrypto failed", cause);
    }

    public static void check(boolean success, String what) {
        if (!success) {
            throw new IllegalStateException("libcrypto failed to " + what);
        }
    }

    /** A function of a microsecond at most that never calls back: the thread stays in the Java state ({@link Linker.Option#critical}). */
    public static MethodHandle shortFunction(String name, MemoryLayout result, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.of(result, arguments), Linker.Option.critical(false));
    }

    /** The same, without a result. */
    public static MethodHandle shortProcedure(String name, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.ofVoid(arguments), Linker.Option.critical(false));
    }

    /** A function that takes longer: the garbage collector need not wait for it. */
    public static MethodHandle longFunction(String name, MemoryLayout result, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.of(result, arguments));
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

    private static MethodHandle link(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        MemorySegment address =
                LIBRARY.find(name).orElseThrow(() -> new UnsatisfiedLinkError("libcrypto has no " + name));
        return LINKER.downcallHandle(address, descriptor, options);
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
