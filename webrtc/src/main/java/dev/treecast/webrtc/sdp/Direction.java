package dev.treecast.webrtc.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which way media flows, seen from the one who wrote the description (RFC 8866 section 6.7). */
public enum Direction implements Attribute {
    SENDRECV,
    SENDONLY,
    RECVONLY,
    INACTIVE;

    /** Null when the text is no direction. */
    public static @Nullable Direction parse(String text) {
        return switch (text) {
            case "sendrecv" -> SENDRECV;
            case "sendonly" -> SENDONLY;
            case "recvonly" -> RECVONLY;
            case "inactive" -> INACTIVE;
            default -> null;
        };
    }

    public boolean sends() {
        return this == SENDRECV || this == SENDONLY;
    }

    public boolean receives() {
        return this == SENDRECV || this == RECVONLY;
    }

    /** The same flow seen from the other end. */
    public Direction reversed() {
        return switch (this) {
            case SENDONLY -> RECVONLY;
            case RECVONLY -> SENDONLY;
            case SENDRECV, INACTIVE -> this;
        };
    }

    @Override
    public String attributeName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String attributeValue() {
        return "";
    }
}
