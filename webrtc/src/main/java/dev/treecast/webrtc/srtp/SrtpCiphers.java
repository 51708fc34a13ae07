package dev.treecast.webrtc.srtp;

import java.util.Arrays;
import java.util.Optional;

/**
 * Where SRTP's ciphers come from: OpenSSL's libcrypto through the foreign-function API, or the JDK.
 *
 * <p>{@link #best()} takes libcrypto where it loads and gives the same bytes as the JDK for every profile, the JDK
 * otherwise. The system property {@value #PROPERTY} set to {@code libcrypto} or {@code jdk} forces one. libcrypto needs
 * {@code --enable-native-access} for the module or class path that holds this class, or JDK 25 prints a warning.
 */
public final class SrtpCiphers {

    /** {@code libcrypto} or {@code jdk}; anything else stops the program with a sentence. Unset: the best. */
    public static final String PROPERTY = "treecast.srtp.cipher";

    private static final SrtpCiphers JDK = new SrtpCiphers(false, "JDK AES/GCM");

    private final boolean libcrypto;
    private final String description;

    private SrtpCiphers(boolean libcrypto, String description) {
        this.libcrypto = libcrypto;
        this.description = description;
    }

    /**
     * The fastest that works here, or the one that {@link #PROPERTY} names.
     *
     * @throws IllegalStateException where the property names libcrypto and it does not work, or something unknown
     */
    public static SrtpCiphers best() {
        String wanted = System.getProperty(PROPERTY, "");
        return switch (wanted) {
            case "jdk" -> JDK;
            case "libcrypto" ->
                libcrypto()
                        .orElseThrow(() -> new IllegalStateException(
                                PROPERTY + " is libcrypto, but that does not work here: " + Probe.FAILURE));
            case "" -> libcrypto().orElse(JDK);
            default -> throw new IllegalStateException(PROPERTY + " must be libcrypto or jdk, not '" + wanted + "'");
        };
    }

    /** The JDK's ciphers; always there. */
    public static SrtpCiphers jdk() {
        return JDK;
    }

    /** libcrypto's ciphers, where they work. The first call loads the library and tests it. */
    public static Optional<SrtpCiphers> libcrypto() {
        return Probe.FAILURE.isEmpty() ? Optional.of(Probe.LIBCRYPTO) : Optional.empty();
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
        boolean aead = keys.profile().isAead();
        if (libcrypto) {
            return aead ? new LibcryptoAeadCipher(keys, encrypt) : new LibcryptoCounterModeCipher(keys);
        }
        return aead ? new JdkAeadCipher(keys) : new JdkCounterModeCipher(keys);
    }

    /** Loads and tests libcrypto once, when it is first asked for. */
    private static final class Probe {

        static final SrtpCiphers LIBCRYPTO;
        /** Empty where libcrypto works. */
        static final String FAILURE;

        static {
            SrtpCiphers candidate = JDK;
            String failure = "";
            try {
                candidate = new SrtpCiphers(true, "libcrypto " + Libcrypto.version() + " through FFM");
                for (SrtpProfile profile : SrtpProfile.values()) {
                    if (!agrees(candidate, profile)) {
                        failure = candidate.description + " and the JDK disagree on " + profile;
                    }
                }
            } catch (LinkageError | RuntimeException e) {
                // A missing library or function, or native access that is denied: the JDK serves as well.
                failure = String.valueOf(e.getCause() == null ? e : e.getCause());
            }
            LIBCRYPTO = candidate;
            FAILURE = failure;
        }

        private static boolean agrees(SrtpCiphers candidate, SrtpProfile profile) {
            byte[] masterKey = new byte[profile.keyLength()];
            Arrays.fill(masterKey, (byte) 0x5A);
            SrtpKeys keys = new SrtpKeys(profile, masterKey, new byte[profile.saltLength()]);
            byte[] packet = new byte[100];
            packet[0] = (byte) 0x80;
            byte[] expected = new byte[packet.length + profile.rtpOverhead()];
            byte[] actual = new byte[expected.length];
            try (SrtpSender theirs = new SrtpSender(keys, JDK, SrtpOptions.defaults());
                    SrtpSender ours = new SrtpSender(keys, candidate, SrtpOptions.defaults());
                    SrtpReceiver receiver = new SrtpReceiver(keys, candidate, SrtpOptions.defaults())) {
                theirs.protectRtp(packet, 0, packet.length, expected, 0);
                ours.protectRtp(packet, 0, packet.length, actual, 0);
                if (!Arrays.equals(expected, actual)) {
                    return false;
                }
                actual[50] ^= 1;
                int forged = receiver.unprotectRtp(actual, 0, actual.length);
                int authentic = receiver.unprotectRtp(expected, 0, expected.length);
                return forged == SrtpReceiver.AUTHENTICATION_FAILED
                        && authentic == packet.length
                        && Arrays.equals(packet, Arrays.copyOf(expected, packet.length));
            }
        }
    }
}
