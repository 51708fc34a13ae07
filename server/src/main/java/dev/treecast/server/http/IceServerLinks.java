package dev.treecast.server.http;

import dev.treecast.server.config.IceServer;
import java.util.List;

/** Link headers that tell clients about STUN and TURN servers (RFC 9725 section 4.6), one for each. */
final class IceServerLinks {
    private IceServerLinks() {}

    static List<String> of(List<IceServer> servers) {
        return servers.stream().map(IceServerLinks::link).toList();
    }

    private static String link(IceServer server) {
        String link = "<" + server.url() + ">; rel=\"ice-server\"";
        return server.credentials()
                .map(c -> link + "; username=\"" + c.username() + "\"; credential=\"" + c.password()
                        + "\"; credential-type=\"password\"")
                .orElse(link);
    }
}
