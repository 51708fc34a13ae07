package dev.treecast.sdk;

/** What the protocol allows as a name, checked where a game gives one: an exception there says more than a refusal later. */
final class Names {
    private static final int LENGTH_MAX = 64;

    private Names() {}

    /**
     * An identifier of a stream, scene, group, control or event.
     *
     * @throws IllegalArgumentException when it is none
     */
    static String identifier(String id) {
        if (!isIdentifier(id)) {
            throw new IllegalArgumentException(
                    "'" + id + "' is not an identifier: 1 to " + LENGTH_MAX + " characters of A-Z a-z 0-9 _ - .");
        }
        return id;
    }

    static boolean isIdentifier(String id) {
        if (id.isEmpty() || id.length() > LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean allowed = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '_'
                    || c == '-'
                    || c == '.';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    /** @throws IllegalArgumentException when a text is longer than the protocol allows */
    static String text(String what, String text, int charactersMax) {
        if (text.codePointCount(0, text.length()) > charactersMax) {
            throw new IllegalArgumentException(what + " has more than " + charactersMax + " characters");
        }
        return text;
    }

    /** @throws IllegalArgumentException when a number is outside what the protocol allows */
    static long within(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " is " + value + ", and has to be from " + min + " to " + max);
        }
        return value;
    }
}
