package dev.treecast.server.config;

import java.time.Duration;

/**
 * The HTTP face.
 *
 * @param bind where to listen; 8080 as nobody needs root for it
 * @param bodyBytesMax 64 KiB: the largest offers seen (Chromium, three simulcast layers, every codec, data channel) are 9 KB, and every
 *     connection may hold one body at a time
 * @param headerBytesMax 16 KiB: what Apache and Tomcat allow twice over; a bearer token and a browser's cookies fit
 * @param requestLineBytesMax 4 KiB: our longest path is 160 bytes; the rest is query strings that others append to shared links
 * @param connectionsMax 10,000: two sets of the 5,000 viewers a stadium brings, as each keeps its connection alive for a while
 * @param requestTime 15 s from a request's first header byte to its last body byte: a phone on 2G sends 64 KiB in that; a slow-loris is cut
 * @param keepAliveTime 60 s between requests on a connection: the pages poll every few seconds
 * @param answerTime 10 s for the media side to answer an offer; beyond, a browser's user has reloaded
 * @param drainTime 3 s for sessions to be told goodbye when the server stops: Kubernetes kills after 30
 */
public record HttpOptions(
        HostPort bind,
        int bodyBytesMax,
        int headerBytesMax,
        int requestLineBytesMax,
        int connectionsMax,
        Duration requestTime,
        Duration keepAliveTime,
        Duration answerTime,
        Duration drainTime) {

    public static HttpOptions defaults() {
        return new HttpOptions(
                new HostPort("0.0.0.0", 8080),
                64 << 10,
                16 << 10,
                4 << 10,
                10_000,
                Duration.ofSeconds(15),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                Duration.ofSeconds(3));
    }

    public HttpOptions withBind(HostPort newBind) {
        return new HttpOptions(
                newBind,
                bodyBytesMax,
                headerBytesMax,
                requestLineBytesMax,
                connectionsMax,
                requestTime,
                keepAliveTime,
                answerTime,
                drainTime);
    }
}
