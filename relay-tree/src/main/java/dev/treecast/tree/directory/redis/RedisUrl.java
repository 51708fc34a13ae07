package dev.treecast.tree.directory.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@code --redis} URL, read.
 *
 * @param kind what stands there
 * @param uris one, or the nodes of a Redis Cluster that are asked first
 */
record RedisUrl(Kind kind, List<RedisURI> uris) {
    /** Ways to run Redis. */
    enum Kind {
        STANDALONE,
        SENTINEL,
        CLUSTER
    }

    private static final Map<String, Kind> SCHEMES = Map.of(
            "redis", Kind.STANDALONE,
            "rediss", Kind.STANDALONE,
            "redis-sentinel", Kind.SENTINEL,
            "rediss-sentinel", Kind.SENTINEL,
            "redis-cluster", Kind.CLUSTER,
            "rediss-cluster", Kind.CLUSTER);
    private static final String SENTINEL_USER = "sentinelUser";
    private static final String SENTINEL_PASSWORD = "sentinelPassword";

    /**
     * @param timeout for an answer
     * @throws IllegalArgumentException when it cannot be used; the message says why and does not repeat the URL, which may have a password
     */
    static RedisUrl parse(String url, Duration timeout) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "is not a URL; in user and password, characters other than letters and digits are written with a percent sign.");
        }
        Kind kind = uri.getScheme() == null ? null : SCHEMES.get(uri.getScheme());
        if (kind == null || uri.getRawAuthority() == null) {
            throw new IllegalArgumentException("needs a Redis address, such as redis://10.0.0.4:6379,"
                    + " rediss://user:password@redis.example:6379, redis-sentinel://10.0.0.4:26379,10.0.0.5:26379/0#mymaster"
                    + " or redis-cluster://10.0.0.4:6379,10.0.0.5:6379.");
        }
        check(kind, uri);
        List<RedisURI> uris;
        try {
            uris = kind == Kind.CLUSTER
                    ? RedisClusterURIUtil.toRedisURIs(URI.create(url.replaceFirst("-cluster", "")))
                    : List.of(RedisURI.create(uri));
        } catch (RuntimeException refused) {
            throw new IllegalArgumentException("is not understood: " + withoutUrl(refused, url));
        }
        uris.forEach(each -> each.setTimeout(timeout));
        if (kind == Kind.SENTINEL) {
            sentinels(uri, uris.getFirst(), timeout);
        }
        return new RedisUrl(kind, uris);
    }

    private static String withoutUrl(RuntimeException refused, String url) {
        String message = String.valueOf(refused.getMessage());
        return message.contains(url) ? "a part is missing or malformed" : message;
    }

    private static void check(Kind kind, URI uri) {
        if (kind == Kind.STANDALONE && uri.getRawAuthority().contains(",")) {
            throw new IllegalArgumentException(
                    "names several hosts: those of a Redis Cluster begin with redis-cluster://,"
                            + " Sentinels with redis-sentinel://.");
        }
        if (kind == Kind.SENTINEL && uri.getRawFragment() == null && parameter(uri, "sentinelMasterId") == null) {
            throw new IllegalArgumentException(
                    "does not name the master that the Sentinels watch: end it with #mymaster.");
        }
        if (kind == Kind.CLUSTER && !List.of("", "/", "/0").contains(uri.getRawPath())) {
            throw new IllegalArgumentException("names a database, but a Redis Cluster has only number 0.");
        }
    }

    /** Sentinels have users of their own, so the ones of Redis are not shown to them. */
    private static void sentinels(URI uri, RedisURI redis, Duration timeout) {
        String user = parameter(uri, SENTINEL_USER);
        String password = parameter(uri, SENTINEL_PASSWORD);
        for (RedisURI sentinel : redis.getSentinels()) {
            sentinel.setTimeout(timeout);
            if (password != null) {
                RedisURI with = RedisURI.builder(sentinel)
                        .withAuthentication(user == null ? "default" : user, password.toCharArray())
                        .build();
                sentinel.setCredentialsProvider(with.getCredentialsProvider());
            }
        }
    }

    private static @Nullable String parameter(URI uri, String name) {
        String query = uri.getRawQuery();
        if (query == null) {
            return null;
        }
        for (String each : query.split("&", -1)) {
            if (each.startsWith(name + "=")) {
                return URLDecoder.decode(each.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    boolean isTls() {
        return uris.getFirst().isSsl();
    }

    /** Where it is, for messages: hosts and ports. */
    String where() {
        Function<RedisURI, String> address = each -> each.getHost() + ":" + each.getPort();
        List<RedisURI> shown = kind == Kind.SENTINEL ? uris.getFirst().getSentinels() : uris;
        return String.join(", ", shown.stream().map(address).toList());
    }

    /** As what a Sentinel knows it. */
    String master() {
        return String.valueOf(uris.getFirst().getSentinelMasterId());
    }
}
