package dev.treecast.interaction.protocol;

import java.util.Locale;

/** Why something was refused, as docs/interaction/protocol.md lists it. */
public enum ErrorCode {
    MALFORMED,
    TOO_LARGE,
    UNKNOWN_TYPE,
    UNAUTHORIZED,
    FORBIDDEN,
    NOT_FOUND,
    INVALID,
    DISABLED,
    COOLDOWN,
    RATE,
    CLOSED,
    FUNDS,
    REFUSED,
    UNAVAILABLE,
    LIMIT,
    SUPERSEDED,
    SHUTDOWN,
    ENDED,
    STRIKES;

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As messages have it. */
    public String text() {
        return text;
    }

    /** Whether a message that is refused so counts as a strike. */
    public boolean isStrike() {
        return this == MALFORMED || this == TOO_LARGE || this == UNKNOWN_TYPE || this == RATE;
    }
}
