package dev.treecast.webrtc.rtp;

import java.util.Locale;
import java.util.Optional;

/** How a receiver is to play: what the {@link PlayoutDelay} of each video packet says. */
public enum Playout {
    /** Each picture at once. */
    INTERACTIVE(0, 0),

    /**
     * Pictures evenly, as late as that takes within half a second. libwebrtc renders without a buffer up to a maximum of 500 ms, and smooths;
     * beyond it goes back to its full jitter buffer.
     */
    SMOOTH(0, 500),

    /**
     * At the same time as the other viewers: a player is told how long it is to hold pictures back, and the delay that it sets for that has to be allowed by every
     * packet.
     */
    SYNCHRONIZED(0, 2_000);

    private final int delayMsMax;
    private final int encoded;

    Playout(int delayMsMin, int delayMsMax) {
        this.delayMsMax = delayMsMax;
        this.encoded = PlayoutDelay.encode(delayMsMin, delayMsMax);
    }

    /** How late a player may show a picture, milliseconds after it has it. */
    public int delayMsMax() {
        return delayMsMax;
    }

    /** The 24 bits of the extension. */
    public int encoded() {
        return encoded;
    }

    /** As people write it: {@code interactive}, {@code smooth}, {@code synchronized}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one with this label, if there is one. */
    public static Optional<Playout> labelled(String label) {
        for (Playout each : values()) {
            if (each.label().equals(label)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
