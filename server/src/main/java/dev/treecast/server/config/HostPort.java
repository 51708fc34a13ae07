package dev.treecast.server.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place to listen.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 0 to 65535; 0 takes any free one
 */
public record HostPort(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%\\w+)?)]|([^\\[\\]:\\s]+)):([0-9]{1,5})");
    private static final int PORT_MAX = 65_535;

    /** Reads {@code host:port} and {@code [ipv6]:port}. */
    public static HostPort parse(String text, String origin) throws ConfigurationException {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new ConfigurationException(
                    origin + " needs HOST:PORT, such as 0.0.0.0:8080 or [::1]:8080, but is '" + text + "'.");
        }
        int port = Integer.parseInt(matcher.group(3));
        if (port > PORT_MAX) {
            throw new ConfigurationException(origin + " has port " + port + "; ports end at " + PORT_MAX + ".");
        }
        String bracketed = matcher.group(1);
        return new HostPort(bracketed != null ? bracketed : matcher.group(2), port);
    }

    /** Listens on every address of the machine. */
    public boolean isAnyAddress() {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    /** The form that goes into a URL: brackets around IPv6. */
    public static String inUrl(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    @Override
    public String toString() {
        return inUrl(host) + ":" + port;
    }
}
