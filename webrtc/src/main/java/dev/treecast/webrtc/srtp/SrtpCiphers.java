package dev.treecast.webrtc.srtp;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where SRTP's ciphers come from: Intel's library for AES-GCM, OpenSSL's libcrypto, both through the foreign-function API, or the JDK.
 *
 * <p>{@link #best()} takes the first of them that loads and gives the same bytes as the JDK for every profile. The system property
 * {@value #PROPERTY} set to {@code ipsec-mb}, {@code libcrypto} or {@code jdk} forces one. The libraries need {@code --enable-native-access} for the
 * module or class path that holds this class, or JDK 25 prints a warning.
 */
public final class SrtpCiphers {

    /** {@code ipsec-mb}, {@code libcrypto} or {@code jdk}; anything else stops the program with a sentence. Unset: the best. */
    public static final String PROPERTY = "treecast.srtp.cipher";

    /** What a direction of a session asks for its cipher. */
    @FunctionalInterface
    private interface Maker {
        SrtpCipher create(SrtpSessionKeys keys, boolean encrypt);
    }

    private static final SrtpCiphers JDK = new SrtpCiphers(
            "JDK AES/GCM",
            (keys, encrypt) -> keys.profile().isAead() ? new JdkAeadCipher(keys) : new JdkCounterModeCipher(keys));

    private final String description;
    private final Maker maker;

    private SrtpCiphers(String description, Maker maker) {
        this.description = description;
        this.maker = maker;
    }

    /**
     * The fastest that works here, or the one that {@link #PROPERTY} names.
     *
     * @throws IllegalStateException where the property names a library that does not work, or something unknown
     */
    public static SrtpCiphers best() {
        String wanted = System.getProperty(PROPERTY, "");
        return switch (wanted) {
            case "jdk" -> JDK;
            case "libcrypto" -> LibcryptoProbe.PROBED.required();
            case "ipsec-mb" -> IpsecMbProbe.PROBED.required();
            case "" -> ipsecMb().or(SrtpCiphers::libcrypto).orElse(JDK);
            default ->
                throw new IllegalStateException(PROPERTY + " must be ipsec-mb, libcrypto or jdk, not '" + wanted + "'");
        };
    }

    /** The JDK's ciphers; always there. */
    public static SrtpCiphers jdk() {
        return JDK;
    }

    /** libcrypto's ciphers, where they work. The first call loads the library and tests it. */
    public static Optional<SrtpCiphers> libcrypto() {
        return LibcryptoProbe.PROBED.ciphers();
    }

    /** Intel's library for AES-GCM, and libcrypto or the JDK for everything else, where it works. The first call loads the library and tests it. */
    public static Optional<SrtpCiphers> ipsecMb() {
        return IpsecMbProbe.PROBED.ciphers();
    }

    /** For the log: {@code libcrypto 3.0.19 through FFM} or {@code JDK AES/GCM}. */
    public String description() {
        return description;
    }

    @Override
    public String toString() {
        return description;
    }

    SrtpCipher create(SrtpSessionKeys keys, boolean encrypt) {
        return maker.create(keys, encrypt);
    }

    /** Tested when it is first asked for. */
    private static final class LibcryptoProbe {
        static final Probed PROBED = Probed.of("libcrypto", LibcryptoProbe::candidate);

        private static SrtpCiphers candidate() {
            return new SrtpCiphers(
                    "libcrypto " + Libcrypto.version() + " through FFM",
                    (keys, encrypt) -> keys.profile().isAead()
                            ? new LibcryptoAeadCipher(keys, encrypt)
                            : new LibcryptoCounterModeCipher(keys));
        }
    }

    /** Tested when it is first asked for. */
    private static final class IpsecMbProbe {
        static final Probed PROBED = Probed.of("ipsec-mb", IpsecMbProbe::candidate);

        private static SrtpCiphers candidate() {
            SrtpCiphers others = libcrypto().orElse(JDK);
            return new SrtpCiphers(
                    "intel-ipsec-mb " + IpsecMb.version() + " through FFM",
                    (keys, encrypt) -> keys.profile().isAead() && !keys.isRtcp()
                            ? new IpsecMbAeadCipher(keys)
                            : others.create(keys, encrypt));
        }
    }

    /**
     * What came of loading and testing a library.
     *
     * @param failure empty where it works
     */
    private record Probed(String name, SrtpCiphers candidate, String failure) {
        /** Of packets that are tested: libraries have other code for one block, for some, and for many. */
        private static final int[] LENGTHS = {13, 28, 60, 100, 172, 300, 700, 1_200, 1_436};

        static Probed of(String name, Supplier<SrtpCiphers> loading) {
            try {
                SrtpCiphers candidate = loading.get();
                for (SrtpProfile profile : SrtpProfile.values()) {
                    if (!agrees(candidate, profile)) {
                        return new Probed(name, JDK, candidate.description + " and the JDK disagree on " + profile);
                    }
                }
                return new Probed(name, candidate, "");
            } catch (LinkageError | RuntimeException e) {
                // A missing library or function, or native access that is denied: another serves as well.
                return new Probed(name, JDK, String.valueOf(e.getCause() == null ? e : e.getCause()));
            }
        }

        Optional<SrtpCiphers> ciphers() {
            return failure.isEmpty() ? Optional.of(candidate) : Optional.empty();
        }

        SrtpCiphers required() {
            if (!failure.isEmpty()) {
                throw new IllegalStateException(PROPERTY + " is " + name + ", but that does not work here: " + failure);
            }
            return candidate;
        }

        private static boolean agrees(SrtpCiphers candidate, SrtpProfile profile) {
            byte[] masterKey = new byte[profile.keyLength()];
            Arrays.fill(masterKey, (byte) 0x5A);
            SrtpKeys keys = new SrtpKeys(profile, masterKey, new byte[profile.saltLength()]);
            try (SrtpSender theirs = new SrtpSender(keys, JDK, SrtpOptions.defaults());
                    SrtpSender ours = new SrtpSender(keys, candidate, SrtpOptions.defaults());
                    SrtpReceiver receiver = new SrtpReceiver(keys, candidate, SrtpOptions.defaults())) {
                for (int i = 0; i < LENGTHS.length; i++) {
                    byte[] packet = new byte[LENGTHS[i]];
                    packet[0] = (byte) 0x80;
                    packet[3] = (byte) i;
                    if (!agrees(packet, theirs, ours, receiver)) {
                        return false;
                    }
                }
                return true;
            }
        }

        private static boolean agrees(byte[] packet, SrtpSender theirs, SrtpSender ours, SrtpReceiver receiver) {
            byte[] expected = new byte[packet.length + theirs.profile().rtpOverhead()];
            byte[] actual = new byte[expected.length];
            theirs.protectRtp(packet, 0, packet.length, expected, 0);
            ours.protectRtp(packet, 0, packet.length, actual, 0);
            if (!Arrays.equals(expected, actual)) {
                return false;
            }
            actual[packet.length - 1] ^= 1;
            int forged = receiver.unprotectRtp(actual, 0, actual.length);
            int authentic = receiver.unprotectRtp(expected, 0, expected.length);
            return forged == SrtpReceiver.AUTHENTICATION_FAILED
                    && authentic == packet.length
                    && Arrays.equals(packet, Arrays.copyOf(expected, packet.length));
        }
    }
}
