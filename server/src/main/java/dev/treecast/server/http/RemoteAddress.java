package dev.treecast.server.http;

import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;

/** The address at the other end of the socket. Forwarded headers are not believed: anybody can send them. */
final class RemoteAddress {
    private RemoteAddress() {}

    static InetAddress of(HttpServerRequest request) {
        String literal = request.remoteAddress().hostAddress();
        int zone = literal.indexOf('%');
        return InetAddress.ofLiteral(zone < 0 ? literal : literal.substring(0, zone));
    }
}
