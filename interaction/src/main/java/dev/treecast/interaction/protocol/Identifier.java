package dev.treecast.interaction.protocol;

/** Names of streams, scenes, groups, controls, events and keys: 1 to 64 of {@code A-Z a-z 0-9 _ - .}. */
public final class Identifier {
    public static final int LENGTH_MAX = 64;

    private Identifier() {}

    public static boolean isValid(String text) {
        return isValid(text, 1);
    }

    /** The same with a shortest length. */
    public static boolean isValid(String text, int lengthMin) {
        if (text.length() < lengthMin || text.length() > LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-' && c != '.') {
                return false;
            }
        }
        return true;
    }
}
