package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sources that belong together (RFC 5576 section 4.2): {@code a=ssrc-group:FID media rtx}.
 *
 * @param semantics {@code "FID"} for a source and its retransmissions, {@code "SIM"} for simulcast layers
 */
public record SsrcGroup(String semantics, List<Long> ssrcs) implements Attribute {

    public SsrcGroup {
        ssrcs = List.copyOf(ssrcs);
    }

    static @Nullable SsrcGroup parse(String value, int membersMax) {
        List<String> fields = SdpTokens.split(value, ' ');
        if (fields.size() < 2 || fields.size() > membersMax + 1) {
            return null;
        }
        List<Long> ssrcs = new ArrayList<>();
        for (String field : fields.subList(1, fields.size())) {
            long ssrc = SdpTokens.number(field, 0xffff_ffffL);
            if (ssrc < 0) {
                return null;
            }
            ssrcs.add(ssrc);
        }
        return new SsrcGroup(fields.getFirst(), ssrcs);
    }

    @Override
    public String attributeName() {
        return "ssrc-group";
    }

    @Override
    public String attributeValue() {
        return semantics + " "
                + String.join(" ", ssrcs.stream().map(String::valueOf).toList());
    }
}
