package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layers of one source (RFC 8853): {@code a=simulcast:send q;h;~f recv a,b}. Each stream is a list of alternatives, preferred first; a
 * leading tilde (starts paused) is kept.
 */
public record Simulcast(List<List<String>> send, List<List<String>> receive) implements Attribute {

    public Simulcast {
        send = send.stream().map(List::copyOf).toList();
        receive = receive.stream().map(List::copyOf).toList();
    }

    static @Nullable Simulcast parse(String value) {
        List<String> fields = SdpTokens.split(value, ' ');
        if (fields.size() != 2 && fields.size() != 4) {
            return null;
        }
        List<List<String>> send = List.of();
        List<List<String>> receive = List.of();
        for (int i = 0; i < fields.size(); i += 2) {
            List<List<String>> streams = streams(fields.get(i + 1));
            if (fields.get(i).equals("send") && send.isEmpty()) {
                send = streams;
            } else if (fields.get(i).equals("recv") && receive.isEmpty()) {
                receive = streams;
            } else {
                return null;
            }
            if (!streams.stream().allMatch(Simulcast::named)) {
                return null;
            }
        }
        return send.isEmpty() && receive.isEmpty() ? null : new Simulcast(send, receive);
    }

    private static boolean named(List<String> alternatives) {
        return alternatives.stream().allMatch(rid -> Rid.isId(rid.startsWith("~") ? rid.substring(1) : rid));
    }

    private static List<List<String>> streams(String text) {
        List<List<String>> streams = new ArrayList<>();
        for (String stream : SdpTokens.split(text, ';')) {
            List<String> alternatives = SdpTokens.split(stream, ',');
            if (!alternatives.isEmpty()) {
                streams.add(alternatives);
            }
        }
        return streams;
    }

    /** The preferred layer of each stream that the writer sends, tildes taken off. */
    public List<String> sendRids() {
        return send.stream()
                .map(alternatives -> alternatives.getFirst())
                .map(rid -> rid.startsWith("~") ? rid.substring(1) : rid)
                .toList();
    }

    @Override
    public String attributeName() {
        return "simulcast";
    }

    @Override
    public String attributeValue() {
        String sending = send.isEmpty() ? "" : "send " + text(send);
        String receiving = receive.isEmpty() ? "" : "recv " + text(receive);
        return sending.isEmpty() || receiving.isEmpty() ? sending + receiving : sending + " " + receiving;
    }

    private static String text(List<List<String>> streams) {
        return String.join(
                ";",
                streams.stream()
                        .map(alternatives -> String.join(",", alternatives))
                        .toList());
    }
}
