package dev.treecast.server.http;

import io.vertx.core.http.HttpServerRequest;

/** Who may use a resource. */
interface Authorization {

    /** @return the principal, empty for anybody; throws {@link RequestRefused} with 401, 403 or 429 */
    String principal(HttpServerRequest request);

    /** Watching is open to everybody. */
    static Authorization open() {
        return request -> "";
    }
}
