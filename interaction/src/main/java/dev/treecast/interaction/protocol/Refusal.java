package dev.treecast.interaction.protocol;

import org.jspecify.annotations.Nullable;

/** A message is not taken. Carries what its sender is told; has no stack trace, since strangers cause it. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    /** No {@code retryAfterMs}. */
    public static final long NEVER = -1;

    private final ErrorCode code;
    private final @Nullable String path;
    private final long retryAfterMs;

    public Refusal(ErrorCode code, String message) {
        this(code, message, null, NEVER);
    }

    public Refusal(ErrorCode code, String message, @Nullable String path) {
        this(code, message, path, NEVER);
    }

    public Refusal(ErrorCode code, String message, @Nullable String path, long retryAfterMs) {
        super(message, null, false, false);
        this.code = code;
        this.path = path;
        this.retryAfterMs = retryAfterMs;
    }

    public ErrorCode code() {
        return code;
    }

    /** The sentence. */
    public String sentence() {
        String message = getMessage();
        return message == null ? code.text() : message;
    }

    /** What it is about, for example {@code scenes/default/controls/heal/cost}. */
    public @Nullable String path() {
        return path;
    }

    /** Milliseconds, or {@link #NEVER}. */
    public long retryAfterMs() {
        return retryAfterMs;
    }
}
