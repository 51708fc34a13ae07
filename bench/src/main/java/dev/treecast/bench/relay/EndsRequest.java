package dev.treecast.bench.relay;

import java.net.InetSocketAddress;

/**
 * What the driver asks of the process of the ends. Fields that a verb does not need are empty or 0.
 *
 * @param streams {@link Verb#JOIN}: all there are; {@link Verb#FLOW}: those that flow
 * @param children nodes below the first relay
 * @param folder where a relay's certificates go
 * @param relay whose
 * @param first where the first relay is, {@code address:port}
 * @param second where the second is
 */
record EndsRequest(Verb verb, int streams, int children, String folder, String relay, String first, String second) {

    /** What there is to ask. */
    enum Verb {
        /** Where relays reach the ingest node; answered with {@code address:port}. */
        ADDRESS,
        /** Writes a relay's certificates; answered with the folder. */
        CERTIFY,
        JOIN,
        FLOW,
        /** Answered with an {@link Ends.Reading}. */
        READ,
        /** Answered with percentiles. */
        JOINS
    }

    static EndsRequest of(Verb verb) {
        return new EndsRequest(verb, 0, 0, "", "", "", "");
    }

    static EndsRequest certify(String folder, String relay) {
        return new EndsRequest(Verb.CERTIFY, 0, 0, folder, relay, "", "");
    }

    static EndsRequest join(int streams, int children, String first, String second) {
        return new EndsRequest(Verb.JOIN, streams, children, "", "", first, second);
    }

    static EndsRequest flow(int streams) {
        return new EndsRequest(Verb.FLOW, streams, 0, "", "", "", "");
    }

    static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
