package dev.treecast.tree.membership;

/** What a link that is up knows of itself; read whenever a {@link TreeNode} has to decide something. */
public interface LinkReadings {

    /** When the last authentic packet of any kind (media, RTCP, control, the answer to a connectivity check) came; ns. */
    long lastHeardNs();

    /** When a packet of any kind was last sent; ns. */
    long lastSentNs();

    /** The round trip as measured, in ns; 0 before it has been. */
    long roundTripNs();

    /** Packets of media a second over the last second; 0 before that is known. */
    default int packetsPerSecond() {
        return 0;
    }

    /** The longest time between two packets of media in the last second, in ns; 0 before that is known. */
    default long spacingNs() {
        return 0;
    }
}
