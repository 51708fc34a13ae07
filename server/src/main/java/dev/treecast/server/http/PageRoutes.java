package dev.treecast.server.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The pages, out of the class path's {@code web/} folder. A file is read when it is first asked for and kept; there are about twenty, and
 * only files that exist are kept, so nobody can fill the table. Everything is revalidated by its ETag: a new release is seen at once.
 */
final class PageRoutes {
    /** Names with a dot inside, at any depth: no way to write {@code ..} or a hidden file. */
    private static final Pattern FILE = Pattern.compile("(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)+");

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("webp", "image/webp"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("json", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    private static final Map<String, String> NAMED = Map.of(
            "/", "index.html",
            "/studio", "studio.html",
            "/dashboard", "dashboard.html",
            "/watch/:stream", "watch.html");

    private final Map<String, Page> kept = new HashMap<>();

    private record Page(Buffer content, String entityTag, String type) {}

    void mount(Router router) {
        NAMED.forEach((path, file) -> route(router, path).handler(c -> serve(c, file)));
        route(router, "/*").handler(this::file);
    }

    private static Route route(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private void file(RoutingContext context) {
        String path = context.normalizedPath();
        String name = path.startsWith("/") ? path.substring(1) : path;
        if (FILE.matcher(name).matches()) {
            serve(context, name);
        } else {
            context.next();
        }
    }

    private void serve(RoutingContext context, String name) {
        Optional<Page> found = find(name);
        if (found.isEmpty()) {
            context.next();
            return;
        }
        Page page = found.get();
        HttpServerResponse response =
                context.response().putHeader("ETag", page.entityTag).putHeader("Cache-Control", "no-cache");
        String known = context.request().getHeader("If-None-Match");
        if (known != null && known.contains(page.entityTag)) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader("Content-Type", page.type);
        if (context.request().method().equals(HttpMethod.HEAD)) {
            response.putHeader("Content-Length", Integer.toString(page.content.length()))
                    .end();
        } else {
            response.end(page.content);
        }
    }

    private Optional<Page> find(String name) {
        Page page = kept.get(name);
        if (page != null) {
            return Optional.of(page);
        }
        Optional<Page> read = read(name);
        read.ifPresent(p -> kept.put(name, p));
        return read;
    }

    private static Optional<Page> read(String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            return Optional.empty();
        }
        try (InputStream in = PageRoutes.class.getResourceAsStream("/web/" + name)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] bytes = in.readAllBytes();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            String entityTag = "\"" + HexFormat.of().formatHex(digest, 0, 12) + "\"";
            return Optional.of(new Page(Buffer.buffer(bytes), entityTag, type));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
