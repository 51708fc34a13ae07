package dev.treecast.server.demo;

/** When a clip starts to play, once its transport is up. */
@FunctionalInterface
public interface ClipStart {
    ClipStart AT_ONCE = nowNs -> nowNs;

    /** When to send the first frame, on the loop's clock. */
    long firstFrameNs(long connectedNs);
}
