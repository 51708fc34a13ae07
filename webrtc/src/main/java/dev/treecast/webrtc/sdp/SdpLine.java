package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of SDP (RFC 8866 section 5): a letter, an equals sign, a value.
 *
 * @param number from 1
 */
record SdpLine(int number, char type, String value) {

    /** Splits a text; CRLF and bare LF both end a line, blank lines are passed over. */
    static List<SdpLine> split(String text, SdpLimits limits) throws SdpParseException {
        if (text.length() > limits.charsMax()) {
            throw new SdpParseException(
                    0, "it has " + text.length() + " characters; " + limits.charsMax() + " are allowed");
        }
        List<SdpLine> lines = new ArrayList<>();
        int number = 0;
        int start = 0;
        while (start < text.length()) {
            int newline = text.indexOf('\n', start);
            int next = newline < 0 ? text.length() : newline + 1;
            int end = newline < 0 ? text.length() : newline;
            if (end > start && text.charAt(end - 1) == '\r') {
                end--;
            }
            if (++number > limits.linesMax()) {
                throw new SdpParseException(number, "more than " + limits.linesMax() + " lines");
            }
            if (end > start) {
                lines.add(line(number, text.substring(start, end), limits));
            }
            start = next;
        }
        return lines;
    }

    private static SdpLine line(int number, String text, SdpLimits limits) throws SdpParseException {
        if (text.length() > limits.lineCharsMax()) {
            throw new SdpParseException(number, "it is longer than " + limits.lineCharsMax() + " characters");
        }
        char type = text.charAt(0);
        if (text.length() < 2 || text.charAt(1) != '=' || type < 'a' || type > 'z') {
            throw new SdpParseException(number, "it does not begin with a letter and an equals sign");
        }
        for (int i = 2; i < text.length(); i++) {
            if (SdpTokens.isControl(text.charAt(i))) {
                throw new SdpParseException(number, "it holds a control character");
            }
        }
        return new SdpLine(number, type, text.substring(2));
    }
}
