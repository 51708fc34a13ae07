package dev.treecast.webrtc.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who opens the DTLS handshake (RFC 8842 section 5): the active end is the DTLS client. */
public enum Setup implements Attribute {
    ACTIVE,
    PASSIVE,
    ACTPASS,
    HOLDCONN;

    /** Null when the text is no role. */
    public static @Nullable Setup parse(String text) {
        return switch (text) {
            case "active" -> ACTIVE;
            case "passive" -> PASSIVE;
            case "actpass" -> ACTPASS;
            case "holdconn" -> HOLDCONN;
            default -> null;
        };
    }

    @Override
    public String attributeName() {
        return "setup";
    }

    @Override
    public String attributeValue() {
        return name().toLowerCase(Locale.ROOT);
    }
}
