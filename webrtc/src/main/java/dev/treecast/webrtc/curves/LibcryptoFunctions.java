package dev.treecast.webrtc.curves;

import static dev.treecast.webrtc.libcrypto.LibcryptoLibrary.longFunction;
import static dev.treecast.webrtc.libcrypto.LibcryptoLibrary.shortFunction;
import static dev.treecast.webrtc.libcrypto.LibcryptoLibrary.shortProcedure;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.treecast.webrtc.libcrypto.LibcryptoLibrary;
import java.lang.invoke.MethodHandle;

/**
 * The functions of libcrypto for curves. P-256 goes through EC_KEY, which 3.x calls deprecated and keeps: EVP costs more there than the point
 * arithmetic saves (measured in docs/decisions/0013). X25519 has only EVP.
 */
final class LibcryptoFunctions {
    /** {@code NID_X9_62_prime256v1}. */
    static final int P256 = 415;
    /** {@code NID_X25519}, which is {@code EVP_PKEY_X25519}. */
    static final int X25519 = 1034;
    /** {@code POINT_CONVERSION_UNCOMPRESSED}. */
    static final int UNCOMPRESSED = 4;

    /** {@code (curve)}. */
    static final MethodHandle GROUP_NEW = longFunction("EC_GROUP_new_by_curve_name", JAVA_LONG, JAVA_INT);

    static final MethodHandle KEY_NEW = shortFunction("EC_KEY_new", JAVA_LONG);
    static final MethodHandle KEY_FREE = shortProcedure("EC_KEY_free", JAVA_LONG);
    /** {@code (key, group)}: copies the group. */
    static final MethodHandle KEY_SET_GROUP = shortFunction("EC_KEY_set_group", JAVA_INT, JAVA_LONG, JAVA_LONG);

    static final MethodHandle KEY_GENERATE = longFunction("EC_KEY_generate_key", JAVA_INT, JAVA_LONG);
    /** {@code (key, scalar, length)}. */
    static final MethodHandle KEY_SET_PRIVATE =
            longFunction("EC_KEY_oct2priv", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    /** {@code (key, point, length, context)}: refuses what is not on the curve. */
    static final MethodHandle KEY_SET_PUBLIC =
            longFunction("EC_KEY_oct2key", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    static final MethodHandle KEY_PUBLIC = shortFunction("EC_KEY_get0_public_key", JAVA_LONG, JAVA_LONG);

    static final MethodHandle POINT_NEW = shortFunction("EC_POINT_new", JAVA_LONG, JAVA_LONG);
    static final MethodHandle POINT_FREE = shortProcedure("EC_POINT_free", JAVA_LONG);
    /** {@code (group, point, bytes, length, context)}: refuses what is not on the curve. */
    static final MethodHandle POINT_READ =
            longFunction("EC_POINT_oct2point", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    /** {@code (group, point, form, out, length, context)}. */
    static final MethodHandle POINT_WRITE = longFunction(
            "EC_POINT_point2oct", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    /** {@code (out, length, peer's point, key, kdf)}. */
    static final MethodHandle AGREE =
            longFunction("ECDH_compute_key", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    /** {@code (type, hash, length, out, outLength, key)}. */
    static final MethodHandle SIGN =
            longFunction("ECDSA_sign", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    /** {@code (type, hash, length, signature, length, key)}: 1 where it is right. */
    static final MethodHandle VERIFY =
            longFunction("ECDSA_verify", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG);

    static final MethodHandle PKEY_FREE = shortProcedure("EVP_PKEY_free", JAVA_LONG);
    /** {@code (id, engine)}. */
    static final MethodHandle CONTEXT_OF_ID = longFunction("EVP_PKEY_CTX_new_id", JAVA_LONG, JAVA_INT, JAVA_LONG);
    /** {@code (key, engine)}. */
    static final MethodHandle CONTEXT_OF_KEY = longFunction("EVP_PKEY_CTX_new", JAVA_LONG, JAVA_LONG, JAVA_LONG);

    static final MethodHandle CONTEXT_FREE = shortProcedure("EVP_PKEY_CTX_free", JAVA_LONG);
    static final MethodHandle GENERATE_INIT = longFunction("EVP_PKEY_keygen_init", JAVA_INT, JAVA_LONG);
    /** {@code (context, out)}. */
    static final MethodHandle GENERATE = longFunction("EVP_PKEY_keygen", JAVA_INT, JAVA_LONG, JAVA_LONG);
    /** {@code (key, out, length)}. */
    static final MethodHandle RAW_PUBLIC =
            longFunction("EVP_PKEY_get_raw_public_key", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    /** {@code (type, engine, bytes, length)}. */
    static final MethodHandle NEW_RAW_PUBLIC =
            longFunction("EVP_PKEY_new_raw_public_key", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    static final MethodHandle DERIVE_INIT = longFunction("EVP_PKEY_derive_init", JAVA_INT, JAVA_LONG);
    /** {@code (context, peer)}. */
    static final MethodHandle DERIVE_SET_PEER =
            longFunction("EVP_PKEY_derive_set_peer", JAVA_INT, JAVA_LONG, JAVA_LONG);
    /** {@code (context, out, length)}. */
    static final MethodHandle DERIVE = longFunction("EVP_PKEY_derive", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    /** A failed call leaves a note with its thread; a later caller must not find it. */
    static final MethodHandle ERRORS_CLEAR = shortProcedure("ERR_clear_error");

    private LibcryptoFunctions() {}

    /** The one P-256 group: making it costs more than a key. Never freed. */
    static long p256() {
        return Group.P256_GROUP;
    }

    /** A new EC_KEY on P-256; the caller frees it. */
    static long newP256Key() throws Throwable {
        long key = (long) KEY_NEW.invokeExact();
        if (key == 0 || (int) KEY_SET_GROUP.invokeExact(key, p256()) != 1) {
            KEY_FREE.invokeExact(key);
            throw new IllegalStateException("libcrypto failed to allocate a P-256 key");
        }
        return key;
    }

    private static final class Group {
        static final long P256_GROUP = make();

        private static long make() {
            try {
                long group = (long) GROUP_NEW.invokeExact(P256);
                LibcryptoLibrary.check(group != 0, "make P-256");
                return group;
            } catch (Throwable e) {
                throw LibcryptoLibrary.failure(e);
            }
        }
    }
}
