package dev.treecast.webrtc.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sections that belong together (RFC 5888): {@code a=group:BUNDLE 0 1}.
 *
 * @param semantics {@code "BUNDLE"} (RFC 9143) for one transport, {@code "LS"} for lip synchronisation
 * @param mids the first one of a BUNDLE names the section whose transport counts; none means an empty group
 */
public record Group(String semantics, List<String> mids) implements Attribute {
    public static final String BUNDLE = "BUNDLE";

    public Group {
        mids = List.copyOf(mids);
    }

    static @Nullable Group parse(String value, int membersMax) {
        List<String> fields = SdpTokens.split(value, ' ');
        if (fields.isEmpty() || fields.size() > membersMax + 1) {
            return null;
        }
        return new Group(fields.getFirst(), fields.subList(1, fields.size()));
    }

    @Override
    public String attributeName() {
        return "group";
    }

    @Override
    public String attributeValue() {
        return mids.isEmpty() ? semantics : semantics + " " + String.join(" ", mids);
    }
}
