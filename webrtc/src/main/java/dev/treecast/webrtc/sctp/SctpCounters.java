package dev.treecast.webrtc.sctp;

/** What happened on an association; written by its loop. */
public final class SctpCounters {
    long packetsSent;
    long packetsReceived;
    long packetsDropped;
    long chunksDropped;
    long unknownChunks;

    SctpCounters() {}

    public long packetsSent() {
        return packetsSent;
    }

    public long packetsReceived() {
        return packetsReceived;
    }

    /** Too short, not intact, or with another verification tag. */
    public long packetsDropped() {
        return packetsDropped;
    }

    /** Malformed, out of place, or beyond a bound. */
    public long chunksDropped() {
        return chunksDropped;
    }

    public long unknownChunks() {
        return unknownChunks;
    }
}
