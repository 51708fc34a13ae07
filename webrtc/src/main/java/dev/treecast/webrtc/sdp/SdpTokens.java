package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;

/** The small grammar that SDP values share (RFC 8866 section 9): fields between single separators, bounded numbers, tokens. */
final class SdpTokens {
    private SdpTokens() {}

    /** The fields between separators; empty fields are left out, so that doubled blanks do no harm. */
    static List<String> split(String text, char separator) {
        List<String> fields = new ArrayList<>();
        int start = 0;
        while (start <= text.length()) {
            int end = text.indexOf(separator, start);
            if (end < 0) {
                end = text.length();
            }
            if (end > start) {
                fields.add(text.substring(start, end));
            }
            start = end + 1;
        }
        return fields;
    }

    /** A decimal number from 0 to {@code max}, or -1. No sign, no blanks, at most 19 digits. */
    static long number(String text, long max) {
        if (text.isEmpty() || text.length() > 19) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value <= max ? value : -1;
    }

    /** Visible ASCII only, at least one character. */
    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** What stands before the first blank; all of it where there is none. */
    static String head(String text) {
        int blank = text.indexOf(' ');
        return blank < 0 ? text : text.substring(0, blank);
    }

    /** What stands after the first blank, blanks around it left out; empty where there is none. */
    static String tail(String text) {
        int blank = text.indexOf(' ');
        return blank < 0 ? "" : text.substring(blank + 1).strip();
    }

    /** Guards what we write: a value that holds a line break would become lines of its own. */
    static void requireOneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                throw new IllegalArgumentException("a control character in an SDP value");
            }
        }
    }

    static boolean isControl(char c) {
        return (c < ' ' && c != '\t') || c == 0x7f;
    }

    /** {@code "A, B or C"}. */
    static String alternatives(List<String> names) {
        if (names.size() < 2) {
            return String.join("", names);
        }
        int last = names.size() - 1;
        return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }
}
