package dev.treecast.webrtc.peer;

/** What one transport dropped and why; owned by its loop. */
public final class PeerCounters {
    long unauthenticated;
    long replayed;
    long tooEarly;
    long malformed;
    long datagramsOut;
    long bytesOut;
    long datagramsIn;
    long bytesIn;

    /** SRTP or SRTCP packets whose tag was wrong. */
    public long unauthenticated() {
        return unauthenticated;
    }

    /** Authentic packets that had been there before, or were too old to tell. */
    public long replayed() {
        return replayed;
    }

    /** Media before the keys were there, DTLS before a valid check. */
    public long tooEarly() {
        return tooEarly;
    }

    /** Datagrams that are none of STUN, DTLS, RTP or RTCP, or are cut short. */
    public long malformed() {
        return malformed;
    }

    public long datagramsOut() {
        return datagramsOut;
    }

    public long bytesOut() {
        return bytesOut;
    }

    public long datagramsIn() {
        return datagramsIn;
    }

    public long bytesIn() {
        return bytesIn;
    }
}
