package dev.treecast.webrtc.sdp;

import org.jspecify.annotations.Nullable;

/** Attributes without a value. */
public enum Flag implements Attribute {
    /** RFC 5761: RTCP on the same port as RTP. */
    RTCP_MUX("rtcp-mux"),
    /** RFC 8858: as above, and no other way. */
    RTCP_MUX_ONLY("rtcp-mux-only"),
    /** RFC 5506: RTCP packets that are no compounds. */
    RTCP_RSIZE("rtcp-rsize"),
    /** RFC 9143: port 0 does not mean rejected here. */
    BUNDLE_ONLY("bundle-only"),
    /** RFC 8839 section 5.3. */
    ICE_LITE("ice-lite"),
    /** RFC 8840 section 8.2. */
    END_OF_CANDIDATES("end-of-candidates"),
    /** RFC 8285 section 6: one-byte and two-byte header extensions may be mixed. */
    EXTMAP_ALLOW_MIXED("extmap-allow-mixed");

    private final String attributeName;

    Flag(String attributeName) {
        this.attributeName = attributeName;
    }

    static @Nullable Flag parse(String name) {
        for (Flag flag : values()) {
            if (flag.attributeName.equals(name)) {
                return flag;
            }
        }
        return null;
    }

    @Override
    public String attributeName() {
        return attributeName;
    }

    @Override
    public String attributeValue() {
        return "";
    }
}
