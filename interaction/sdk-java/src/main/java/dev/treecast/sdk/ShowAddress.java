package dev.treecast.sdk;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a show is. Taken as {@code http(s)} or {@code ws(s)}, and either as the server's address with the stream behind it
 * ({@code https://host/demo}, behind a proxy's prefix {@code https://host/live/demo}) or as the interaction's own
 * ({@code wss://host/interact/demo}).
 *
 * @param uri the WebSocket's
 */
record ShowAddress(URI uri, String stream) {
    private static final String INTERACT = "interact";

    /** @throws IllegalArgumentException with a sentence on what an address has to look like */
    static ShowAddress parse(String url) {
        URI given;
        try {
            given = new URI(url.strip());
        } catch (URISyntaxException e) {
            throw unusable(url, e.getReason(), e);
        }
        if (given.getHost() == null) {
            throw unusable(url, "it names no host", null);
        }
        if (given.getRawUserInfo() != null || given.getRawQuery() != null || given.getRawFragment() != null) {
            throw unusable(url, "an address carries no credential and nothing behind ? or #", null);
        }
        String path = given.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        int slash = path.lastIndexOf('/');
        String stream = path.substring(slash + 1);
        if (!Names.isIdentifier(stream)) {
            throw unusable(url, "its path does not end in a stream's name", null);
        }
        String prefix = path.substring(0, Math.max(slash, 0));
        if (!prefix.endsWith("/" + INTERACT)) {
            prefix += "/" + INTERACT;
        }
        return new ShowAddress(
                URI.create(scheme(url, given) + "://" + given.getRawAuthority() + prefix + "/" + stream), stream);
    }

    private static String scheme(String url, URI given) {
        String scheme = String.valueOf(given.getScheme()).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "http", "ws" -> "ws";
            case "https", "wss" -> "wss";
            default -> throw unusable(url, "its scheme is none of http, https, ws, wss", null);
        };
    }

    private static IllegalArgumentException unusable(String url, String why, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "'" + url + "' is no address of a show: " + why + ". One looks like https://host/stream", cause);
    }
}
