package dev.treecast.tree.link;

import java.util.Arrays;

/** A child that a {@link StreamForwarder} serves: which tracks it gets, and what of each it has been sent. */
final class ForwardedChild {
    /**
     * A track that was sent and is not wanted any more is sent one packet of so many. SRTP tells packets apart by 16 bits and the highest number so far (RFC 3711 section
     * 3.3.1): after a gap of 2^15 a receiver takes what comes for old, and drops it. Three such packets may be lost in a row.
     */
    static final int REMINDER_PACKETS = 8_192;

    private static final long NEVER = Long.MIN_VALUE;

    final RelayLink link;
    private int layers;
    private boolean[] wanted = {};
    private long[] sent = {};
    private boolean[] reported = {};

    ForwardedChild(RelayLink link, int layers) {
        this.link = link;
        this.layers = layers;
    }

    /**
     * Another publication has begun.
     *
     * @param layerOf which layer each track is, -1 for sound
     */
    void begin(int[] layerOf) {
        wanted = new boolean[layerOf.length];
        sent = new long[layerOf.length];
        Arrays.fill(sent, NEVER);
        reported = new boolean[layerOf.length];
        want(layers, layerOf);
    }

    /** @param newLayers bit i is layer i */
    void want(int newLayers, int[] layerOf) {
        layers = newLayers;
        for (int track = 0; track < wanted.length; track++) {
            wanted[track] = layerOf[track] < 0 || ((layers >>> layerOf[track]) & 1) != 0;
        }
    }

    boolean wants(int track) {
        return track < wanted.length && wanted[track];
    }

    boolean[] wanted() {
        return wanted.clone();
    }

    /** Whether a packet is to be sent: because the track is wanted, or for the sake of what follows once it is again. */
    boolean takes(int track, long sequence) {
        return wanted[track] || (sent[track] != NEVER && sequence - sent[track] >= REMINDER_PACKETS);
    }

    void sent(int track, long sequence) {
        sent[track] = Math.max(sent[track], sequence);
    }

    /** Whether the publisher's clock is still to be told for a track of which packets are sent; once true, it is taken for told. */
    boolean lacksReport(int track) {
        boolean lacks = wanted[track] && !reported[track];
        reported[track] = true;
        return lacks;
    }

    /** The clock of a track has to be told anew. */
    void forgetReport(int track) {
        reported[track] = false;
    }
}
