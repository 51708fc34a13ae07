package dev.treecast.bench.loss;

import dev.treecast.bench.tree.Timeline;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/** The packets of a video stream as the server sends them to a viewer: frames of different size, in pieces ({@link dev.treecast.edge.Pacing}). */
final class VideoSource {
    /** Pieces of ten every 4 ms. */
    private static final int PIECE_PACKETS = 10;

    private static final long PIECE_NS = 4 * Timeline.MS;

    private final Timeline timeline;
    private final SplittableRandom random;
    private final int packets;
    private final IntConsumer send;
    private final Runnable frameEnds;
    private final long betweenNs;

    private int next;
    private int frames;

    /**
     * @param packets in all
     * @param send gets each packet's number, counted from 0, at its time
     */
    VideoSource(Timeline timeline, SplittableRandom random, int packets, IntConsumer send, Runnable frameEnds) {
        this.timeline = timeline;
        this.random = random;
        this.packets = packets;
        this.send = send;
        this.frameEnds = frameEnds;
        // Where frames stand on the viewer's grid is chance, and drifts, as no clock is like another.
        this.betweenNs = Timeline.SECOND / LossPlan.FRAMES_PER_SECOND + random.nextLong(10_000);
    }

    /** Runs until all is sent, and what was lost last has had its time. */
    void run(long tailNs) {
        frame();
        while (next < packets) {
            timeline.runUntil(timeline.nowNs() + Timeline.SECOND);
        }
        timeline.runUntil(timeline.nowNs() + tailNs);
    }

    /** How many were sent. */
    int sent() {
        return next;
    }

    private void frame() {
        int mean = LossPlan.PACKETS_PER_FRAME;
        piece(
                frames++ % LossPlan.KEYFRAME_FRAMES == 0
                        ? mean * LossPlan.KEYFRAME_FACTOR
                        : mean / 2 + random.nextInt(mean + 1));
        if (next < packets) {
            timeline.after(betweenNs, this::frame);
        }
    }

    private void piece(int left) {
        for (int i = 0; i < Math.min(left, PIECE_PACKETS) && next < packets; i++) {
            send.accept(next++);
        }
        if (left > PIECE_PACKETS) {
            timeline.after(PIECE_NS, () -> piece(left - PIECE_PACKETS));
        } else {
            frameEnds.run();
        }
    }
}
