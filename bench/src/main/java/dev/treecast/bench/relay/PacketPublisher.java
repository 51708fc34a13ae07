package dev.treecast.bench.relay;

import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Publication;
import dev.treecast.tree.PublicationControl;
import dev.treecast.tree.StreamHub;
import dev.treecast.tree.Track;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.rtp.Codec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Publishes streams of made-up packets: 30 frames a second of 10 packets with 1,150 bytes, 2.8 Mbit/s, each packet with the time that it was made at.
 * Streams take turns within the time of a frame, and any number of the first ones are spread over it.
 */
final class PacketPublisher implements AutoCloseable {
    static final int FRAMES_PER_SECOND = 30;
    static final int PACKETS_PER_FRAME = 10;
    private static final int PAYLOAD_BYTES = 1_150;
    private static final int KEYFRAME_EVERY = 30;
    private static final long FIRST_SEQUENCE = 1_000;

    /** Its multiples, taken as parts of a whole, are spread evenly however many there are. */
    private static final double GOLDEN_RATIO = 0.618_033_988_749_895;

    private final List<Source> sources = new ArrayList<>();
    private volatile int flowing;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("publisher").daemon().factory());

    static String stream(int index) {
        return "bench-" + index;
    }

    /** @param loop what publishes here does so on this loop */
    PacketPublisher(StreamHub hub, MediaLoop loop, int streams) {
        this.flowing = streams;
        long frameNs = 1_000_000_000L / FRAMES_PER_SECOND;
        for (int i = 0; i < streams; i++) {
            int index = i;
            Source source = new Source(hub, stream(i), loop);
            sources.add(source);
            var unusedTask = clock.scheduleAtFixedRate(
                    () -> {
                        if (index < flowing || !source.begun) {
                            source.begun = true;
                            loop.execute(source::frame);
                        }
                    },
                    Math.round(frameNs * (i * GOLDEN_RATIO % 1)),
                    frameNs,
                    TimeUnit.NANOSECONDS);
        }
    }

    /** Has so many streams, the first ones, flow; the others rest, once they have sent their first frame. */
    void flow(int streams) {
        flowing = streams;
    }

    int streams() {
        return sources.size();
    }

    /** Packets of all streams so far. */
    long published() {
        return sources.stream().mapToLong(source -> source.published).sum();
    }

    /** Packets of one stream so far. */
    long published(int stream) {
        return sources.get(stream).published;
    }

    private static final class Source implements PublicationControl {
        private final MediaLoop loop;
        private final Publication publication;
        private long sequence = FIRST_SEQUENCE;
        private long frame;
        /** The clock's. */
        boolean begun;
        /** The loop's; others read it a little late. */
        volatile long published;

        Source(StreamHub hub, String stream, MediaLoop loop) {
            this.loop = loop;
            StreamHub.Outcome outcome =
                    hub.publish(stream, "bench", List.of(new Track(Codec.VP8, "")), this, loop.nowNs());
            publication = ((StreamHub.Outcome.Started) outcome).publication();
        }

        void frame() {
            boolean keyframe = frame % KEYFRAME_EVERY == 0;
            for (int i = 0; i < PACKETS_PER_FRAME; i++) {
                byte[] payload = new byte[PAYLOAD_BYTES];
                ByteBuffer.wrap(payload).putLong(System.nanoTime());
                publication.deliver(new MediaPacket(
                        0,
                        sequence++,
                        frame * 3_000,
                        i == PACKETS_PER_FRAME - 1,
                        keyframe && i == 0,
                        payload,
                        null,
                        MediaPacket.ABSENT,
                        MediaPacket.ABSENT,
                        loop.nowNs()));
            }
            frame++;
            published = sequence - FIRST_SEQUENCE;
        }

        @Override
        public void requestKeyframe(int track) {}

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public void end(String reason) {}
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
