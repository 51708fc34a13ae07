package dev.treecast.server.demo;

/** The two RTP streams of the clip. */
public enum MediaKind {
    /** VP8, clock rate 90 kHz. */
    VIDEO,
    /** Opus, clock rate 48 kHz. */
    AUDIO
}
