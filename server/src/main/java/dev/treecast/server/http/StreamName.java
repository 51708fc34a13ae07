package dev.treecast.server.http;

import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/** The stream that a path names. */
final class StreamName {
    private static final Pattern STREAM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private StreamName() {}

    /** The path's {@code stream}; throws {@link RequestRefused} with 404 when it is no name. */
    static String of(RoutingContext context) {
        String stream = context.pathParam("stream");
        if (stream == null || !STREAM.matcher(stream).matches() || stream.equals(".") || stream.equals("..")) {
            throw new RequestRefused(
                    404,
                    "Not a stream name",
                    "A stream's name has 1 to 64 letters, digits, dots, dashes and underscores.");
        }
        return stream;
    }
}
