package dev.treecast.webrtc.sdp;

import java.util.List;

/**
 * A data channel association that both ends want (RFC 8841).
 *
 * @param sctpPort the other end's port
 * @param messageBytesMax the longest message that the other end takes, bytes
 */
public record NegotiatedData(int sctpPort, int messageBytesMax) {
    /** The longest message that we take, bytes: what a game may say at once, see docs/interaction/protocol.md. */
    static final int OWN_MESSAGE_BYTES_MAX = 65_536;

    static final String PROTOCOL = "UDP/DTLS/SCTP";
    static final String FORMAT = "webrtc-datachannel";

    /** Whether we can have what a section offers: over UDP, and data channels rather than anything else that SCTP carries. */
    static boolean understood(MediaSection section) {
        return section.protocol().equals(PROTOCOL) && section.formats().contains(FORMAT) && port(section) != 0;
    }

    private static int port(MediaSection section) {
        return section.first(SctpPort.class).map(SctpPort::port).orElse(SctpPort.USUAL);
    }

    /** What we say of ourselves. */
    static List<Attribute> ownLines() {
        return List.of(new SctpPort(SctpPort.USUAL), new MaxMessageSize(OWN_MESSAGE_BYTES_MAX));
    }

    static NegotiatedData of(MediaSection theirs) {
        long bytes =
                theirs.first(MaxMessageSize.class).map(MaxMessageSize::bytes).orElse(MaxMessageSize.UNSAID);
        int bytesMax = bytes == 0 ? Integer.MAX_VALUE : (int) Math.min(bytes, Integer.MAX_VALUE);
        return new NegotiatedData(port(theirs), bytesMax);
    }
}
