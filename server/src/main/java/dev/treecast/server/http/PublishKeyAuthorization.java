package dev.treecast.server.http;

import dev.treecast.server.identity.FailedAttempts;
import dev.treecast.server.interaction.ClientAddress;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who sends {@code Authorization: Bearer KEY} (RFC 6750). Keys are compared as digests in constant time. An address that guessed
 * wrong too often waits, with a right key as well: letting the right one through would answer the guess.
 */
final class PublishKeyAuthorization implements Authorization {
    private static final String SCHEME = "Bearer ";

    private final byte[] keyDigest;
    private final String principal;
    private final FailedAttempts failures;
    private final LongSupplier nowNs;

    PublishKeyAuthorization(String key, FailedAttempts failures, LongSupplier nowNs) {
        this.keyDigest = digest(key);
        this.principal = "publisher-" + HexFormat.of().formatHex(keyDigest, 0, 8);
        this.failures = failures;
        this.nowNs = nowNs;
    }

    @Override
    public String principal(HttpServerRequest request) {
        String credentials = bearer(request.getHeader("Authorization"));
        InetAddress from = RemoteAddress.of(request);
        Optional<Duration> wait = failures.wait(nowNs.getAsLong(), ClientAddress.counted(from));
        if (wait.isPresent()) {
            throw new RequestRefused(
                    429,
                    "Too many wrong keys",
                    "Too many wrong publish keys came from your address; wait a minute.",
                    Problem.retryAfter(wait.get()));
        }
        if (!MessageDigest.isEqual(digest(credentials), keyDigest)) {
            failures.failed(nowNs.getAsLong(), ClientAddress.counted(from));
            throw new RequestRefused(
                    403,
                    "Wrong publish key",
                    "This publish key is not the server's; the server printed it at its start.");
        }
        return principal;
    }

    private static String bearer(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new RequestRefused(
                    401,
                    "Publish key needed",
                    "Publishing needs the header 'Authorization: Bearer KEY' with the server's publish key.",
                    Map.of("WWW-Authenticate", "Bearer realm=\"treecast\""));
        }
        return header.substring(SCHEME.length()).strip();
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
