package dev.treecast.server.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Content-Type and Accept (RFC 9110 sections 8.3 and 12.5.1), as far as telling one media type from others needs. */
final class MediaTypes {
    static final String SDP = "application/sdp";
    /** RFC 8840 section 9. */
    static final String SDP_FRAGMENT = "application/trickle-ice-sdpfrag";

    private MediaTypes() {}

    /** Whether a Content-Type names the type, whatever its parameters. */
    static boolean is(@Nullable String contentType, String expected) {
        return contentType != null && essence(contentType).equals(expected);
    }

    /** Whether an Accept header lets this type through; a missing header lets everything. */
    static boolean accepts(@Nullable String accept, String type) {
        if (accept == null || accept.isBlank()) {
            return true;
        }
        String anyOfKind = type.substring(0, type.indexOf('/')) + "/*";
        boolean accepted = false;
        for (String range : accept.split(",", -1)) {
            String essence = essence(range);
            if (essence.equals(type)) {
                return !isRefusal(range);
            }
            accepted |= (essence.equals("*/*") || essence.equals(anyOfKind)) && !isRefusal(range);
        }
        return accepted;
    }

    private static String essence(String mediaType) {
        int semicolon = mediaType.indexOf(';');
        return (semicolon < 0 ? mediaType : mediaType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    /** A weight of zero: "not this one". */
    private static boolean isRefusal(String range) {
        return range.replace(" ", "").toLowerCase(Locale.ROOT).matches(".*;q=0(\\.0{0,3})?(;.*)?");
    }
}
