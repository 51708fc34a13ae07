package dev.treecast.server.http;

import java.util.Map;

/** HTTP's own part of a request is wrong (method, media type, credentials, size); becomes a {@link Problem}. */
final class RequestRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final transient Map<String, String> headers;

    RequestRefused(int status, String title, String detail) {
        this(status, title, detail, Map.of());
    }

    RequestRefused(int status, String title, String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.headers = Map.copyOf(headers);
    }

    static RequestRefused methodNotAllowed(String method, String allow) {
        return new RequestRefused(
                405, "Method not allowed", method + " does nothing here; use " + allow + ".", Map.of("Allow", allow));
    }

    Problem problem(String instance) {
        String detail = getMessage();
        return Problem.of(status, title, detail == null ? title : detail, instance, headers);
    }
}
