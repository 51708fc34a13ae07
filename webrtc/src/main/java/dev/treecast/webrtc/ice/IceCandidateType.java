package dev.treecast.webrtc.ice;

import org.jspecify.annotations.Nullable;

/** Candidate types (RFC 8445 section 4) with the preference of section 5.1.2.2 and the token of RFC 8839. */
public enum IceCandidateType {
    HOST("host", 126),
    PEER_REFLEXIVE("prflx", 110),
    SERVER_REFLEXIVE("srflx", 100),
    RELAYED("relay", 0);

    private final String token;
    private final int preference;

    IceCandidateType(String token, int preference) {
        this.token = token;
        this.preference = preference;
    }

    public String token() {
        return token;
    }

    /** 0 to 126. */
    public int preference() {
        return preference;
    }

    /** Null for a type of the future: such a candidate is to be ignored (RFC 8839 section 5.1). */
    static @Nullable IceCandidateType ofToken(String token) {
        for (IceCandidateType type : values()) {
            if (type.token.equalsIgnoreCase(token)) {
                return type;
            }
        }
        return null;
    }
}
