package dev.treecast.server.http;

import io.vertx.core.MultiMap;

/**
 * CORS (Fetch standard): any page may publish and watch, as RFC 9725 section 4.2 wants. Credentials travel in the Authorization header and
 * never in cookies, so any origin is safe.
 */
final class Cors {
    /** A day; browsers cap it at two hours (Chromium) or a day (Firefox). */
    private static final String MAX_AGE_SECONDS = "86400";

    private Cors() {}

    /** What every response carries, errors too: without it a page cannot read the error. */
    static void everyResponse(MultiMap headers) {
        headers.set("Access-Control-Allow-Origin", "*");
        headers.set(
                "Access-Control-Expose-Headers", "Location, ETag, Link, Retry-After, Accept-Patch, Accept-Post, Allow");
    }

    /** What the answer to OPTIONS adds. */
    static void preflight(MultiMap headers, String methods) {
        headers.set("Access-Control-Allow-Methods", methods);
        headers.set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match");
        headers.set("Access-Control-Max-Age", MAX_AGE_SECONDS);
        headers.set("Allow", methods);
    }
}
