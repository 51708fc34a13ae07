package dev.treecast.webrtc.ice;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * One side's {@code a=ice-ufrag} and {@code a=ice-pwd} (<a
 * href="https://www.rfc-editor.org/rfc/rfc8839#section-5.4">RFC 8839 section 5.4</a>).
 *
 * <p>Besides ice-chars, {@code - _ # =} are taken: clients that send them exist, and libwebrtc takes them too. They
 * cannot be confused with the colon of a USERNAME.
 *
 * @param usernameFragment 4 to 256 characters
 * @param password 22 to 256 characters
 */
public record IceCredentials(String usernameFragment, String password) {
    /** 48 random bits: a username fragment only tells sessions apart, the password guards them. */
    private static final int GENERATED_FRAGMENT_LENGTH = 8;

    /** 144 random bits; RFC 8445 section 5.3 asks for 128. */
    private static final int GENERATED_PASSWORD_LENGTH = 24;

    private static final int FRAGMENT_LENGTH_MIN = 4;
    private static final int PASSWORD_LENGTH_MIN = 22;
    private static final int LENGTH_MAX = 256;

    private static final String ICE_CHARS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /** @throws IllegalArgumentException for a length or character out of bounds; {@link #parse} does not throw */
    public IceCredentials {
        if (!valid(usernameFragment, FRAGMENT_LENGTH_MIN)) {
            throw new IllegalArgumentException("an ice-ufrag is 4 to 256 ice-chars");
        }
        if (!valid(password, PASSWORD_LENGTH_MIN)) {
            throw new IllegalArgumentException("an ice-pwd is 22 to 256 ice-chars");
        }
    }

    public static IceCredentials generate(SecureRandom random) {
        return new IceCredentials(
                characters(random, GENERATED_FRAGMENT_LENGTH), characters(random, GENERATED_PASSWORD_LENGTH));
    }

    /** What a peer sent, or null where it is out of bounds. */
    public static @Nullable IceCredentials parse(String usernameFragment, String password) {
        return valid(usernameFragment, FRAGMENT_LENGTH_MIN) && valid(password, PASSWORD_LENGTH_MIN)
                ? new IceCredentials(usernameFragment, password)
                : null;
    }

    /** Without the password: this ends up in logs. */
    @Override
    public String toString() {
        return "IceCredentials[" + usernameFragment + "]";
    }

    static boolean isIceChar(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }

    private static boolean valid(String text, int lengthMin) {
        if (text.length() < lengthMin || text.length() > LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isIceChar(c) && "-_#=".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static String characters(SecureRandom random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ICE_CHARS.charAt(random.nextInt(ICE_CHARS.length())));
        }
        return text.toString();
    }
}
