package dev.treecast.server.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A STUN or TURN server that clients are told about in a Link header (RFC 9725 section 4.6).
 *
 * @param url {@code stun:}, {@code stuns:} (RFC 7064), {@code turn:} or {@code turns:} (RFC 7065)
 * @param credentials needed by TURN, meaningless to STUN
 */
public record IceServer(String url, Optional<Credentials> credentials) {
    private static final Pattern URL = Pattern.compile("(?:stuns?|turns?):[A-Za-z0-9.:\\[\\]_?=&-]+");
    private static final Pattern QUOTABLE = Pattern.compile("[\\x20-\\x7E&&[^\"\\\\]]{1,256}");

    /** A long-term TURN credential. */
    public record Credentials(String username, String password) {}

    /** Reads {@code URL} or {@code URL,USER,PASSWORD}; the password may hold commas. */
    public static IceServer parse(String text, String origin) throws ConfigurationException {
        String[] parts = text.strip().split(",", 3);
        if (parts.length == 2) {
            throw new ConfigurationException(origin + " has a user but no password; the form is URL,USER,PASSWORD.");
        }
        return parts.length == 1
                ? of(parts[0], Optional.empty(), origin)
                : of(parts[0], Optional.of(new Credentials(parts[1], parts[2])), origin);
    }

    static IceServer of(String url, Optional<Credentials> credentials, String origin) throws ConfigurationException {
        if (!URL.matcher(url).matches()) {
            throw new ConfigurationException(
                    origin + " needs a URL such as stun:stun.example.org:3478 or turn:turn.example.org, but is '" + url
                            + "'.");
        }
        if (url.startsWith("turn") && credentials.isEmpty()) {
            throw new ConfigurationException(origin + ": " + url + " is TURN and needs URL,USER,PASSWORD.");
        }
        if (credentials.isPresent()
                && !(QUOTABLE.matcher(credentials.get().username()).matches()
                        && QUOTABLE.matcher(credentials.get().password()).matches())) {
            throw new ConfigurationException(
                    origin + " has a user or password that is empty, over 256 characters, or has a quote in it.");
        }
        return new IceServer(url, credentials);
    }
}
