package dev.treecast.server.http;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.treecast.webrtc.signaling.SignalingException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * An error as it goes to the client: RFC 9457.
 *
 * @param title the same for every occurrence
 * @param detail a sentence that a person can act on
 * @param headers what else the status asks for (Allow, WWW-Authenticate, Retry-After …)
 */
@JsonPropertyOrder({"type", "title", "status", "detail", "instance"})
public record Problem(
        int status,
        String title,
        String detail,
        String instance,
        @JsonIgnore Map<String, String> headers) {

    public Problem {
        headers = Map.copyOf(headers);
    }

    static Problem of(int status, String title, String detail, String instance, Map<String, String> headers) {
        return new Problem(status, title, detail, instance, headers);
    }

    static Problem of(SignalingException refusal, String instance) {
        String detail = refusal.getMessage();
        return new Problem(
                refusal.status(),
                refusal.title(),
                detail == null ? refusal.title() : detail,
                instance,
                refusal.location()
                        .map(location -> Map.of("Location", location.toString()))
                        .or(() -> refusal.retryAfter().map(Problem::retryAfter))
                        .orElse(Map.of()));
    }

    /** RFC 9110 section 10.2.3, whole seconds, at least one. */
    static Map<String, String> retryAfter(Duration duration) {
        return Map.of(
                "Retry-After",
                Long.toString(Math.max(1, duration.plusMillis(999).toSeconds())));
    }

    /** A URI reference made of the title (RFC 9457 section 3.1.1), so that programs can tell problems apart. */
    @JsonProperty
    public String type() {
        return "/problems/" + title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
