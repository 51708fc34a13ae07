package dev.treecast.webrtc.signaling;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** A refusal that becomes an RFC 9457 problem document: a status, a short title and a sentence that a person can act on. */
public final class SignalingException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final transient Optional<Duration> retryAfter;
    private final transient Optional<URI> location;

    /**
     * @param status the HTTP status, 400 to 599
     * @param title the same for every occurrence, e.g. {@code "No usable video codec"}
     * @param detail one sentence that says what to do, e.g. {@code "This offer has no H264, VP8, VP9 or AV1 video."}
     */
    public SignalingException(int status, String title, String detail) {
        this(status, title, detail, Optional.empty());
    }

    /** As above, with the time after which trying again makes sense (Retry-After, RFC 9110 section 10.2.3). */
    public SignalingException(int status, String title, String detail, Optional<Duration> retryAfter) {
        this(status, title, detail, retryAfter, Optional.empty());
    }

    private SignalingException(
            int status, String title, String detail, Optional<Duration> retryAfter, Optional<URI> location) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.retryAfter = retryAfter;
        this.location = location;
    }

    /**
     * Not here but there: 307, so that the request is made again as it is (RFC 9110 section 15.4.8, RFC 9725 section 4.5).
     *
     * @param detail one sentence that says why
     */
    public static SignalingException elsewhere(URI location, String detail) {
        return new SignalingException(307, "Elsewhere", detail, Optional.empty(), Optional.of(location));
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** Where to ask instead. */
    public Optional<URI> location() {
        return location;
    }
}
