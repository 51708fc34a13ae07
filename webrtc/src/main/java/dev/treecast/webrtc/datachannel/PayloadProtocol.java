package dev.treecast.webrtc.datachannel;

/**
 * What an SCTP message is (PPID, <a href="https://www.rfc-editor.org/rfc/rfc8831#section-8">RFC 8831 section 8</a>). SCTP has no empty messages, so
 * an empty one is sent as one byte that does not count.
 */
final class PayloadProtocol {
    static final int DCEP = 50;
    static final int STRING = 51;
    static final int BINARY = 53;
    static final int STRING_EMPTY = 56;
    static final int BINARY_EMPTY = 57;

    private PayloadProtocol() {}

    static int of(boolean text, int length) {
        if (length == 0) {
            return text ? STRING_EMPTY : BINARY_EMPTY;
        }
        return text ? STRING : BINARY;
    }

    static boolean isMessage(int protocol) {
        return protocol == STRING || protocol == BINARY || isEmpty(protocol);
    }

    static boolean isText(int protocol) {
        return protocol == STRING || protocol == STRING_EMPTY;
    }

    static boolean isEmpty(int protocol) {
        return protocol == STRING_EMPTY || protocol == BINARY_EMPTY;
    }
}
