package dev.treecast.server;

import dev.treecast.server.config.HostPort;
import dev.treecast.server.config.ServerOptions;
import java.net.InetAddress;
import java.time.Duration;
import java.util.stream.Collectors;

/** What {@code serve} prints once it is ready: where to go, and with which key. */
final class StartupSummary {
    private final ServerOptions options;
    private final Server server;

    StartupSummary(Server server) {
        this.server = server;
        this.options = server.options();
    }

    /** The server's address for somebody on this machine. */
    String localUrl() {
        HostPort bind = options.http().bind();
        String host = bind.isAnyAddress() ? "localhost" : HostPort.inUrl(bind.host());
        return url(host);
    }

    String text(String version, Duration startTime) {
        StringBuilder out = new StringBuilder(512);
        out.append("\n  Treecast ").append(version).append(" is ready (");
        out.append("%.1f s".formatted(startTime.toMillis() / 1000.0)).append(")\n\n");
        String base = localUrl();
        line(out, "Watch", base + "/");
        line(out, "Go live", base + "/studio");
        line(out, "OBS", base + "/whip/STREAM   (service WHIP; the publish key is its bearer token)");
        line(out, "Publish key", key());
        if (options.http().bind().isAnyAddress()) {
            elsewhere(out);
        }
        MediaSummary media = server.media();
        line(out, "Media", "UDP " + ports(media) + ", offered at " + addresses(media));
        line(out, "Cipher", media.cipher());
        return out.append('\n').toString();
    }

    private String key() {
        return server.publishKey()
                .file()
                .map(file -> server.publishKey().value() + "   (kept in " + file + ")")
                .orElse("as you gave it");
    }

    private void elsewhere(StringBuilder out) {
        String urls = server.media().offered().stream()
                .filter(a -> !a.isLoopbackAddress())
                .map(a -> url(HostPort.inUrl(literal(a))) + "/")
                .limit(3)
                .collect(Collectors.joining("  "));
        if (!urls.isEmpty()) {
            line(out, "From elsewhere", urls);
        }
        if (!urls.isEmpty() && options.tls().isEmpty()) {
            line(out, "", "(browsers open cameras on localhost or over HTTPS only: --tls-cert, --tls-key)");
        }
    }

    private String url(String host) {
        return (options.tls().isPresent() ? "https://" : "http://") + host + ":" + server.httpPort();
    }

    private static String ports(MediaSummary media) {
        int last = media.firstPort() + media.loops() - 1;
        return media.loops() == 1 ? Integer.toString(last) : media.firstPort() + "-" + last;
    }

    private static String addresses(MediaSummary media) {
        return media.offered().stream().map(StartupSummary::literal).collect(Collectors.joining(", "));
    }

    private static String literal(InetAddress address) {
        String literal = address.getHostAddress();
        int zone = literal.indexOf('%');
        return zone < 0 ? literal : literal.substring(0, zone);
    }

    private static void line(StringBuilder out, String label, String text) {
        out.append("  %-15s %s%n".formatted(label, text));
    }
}
