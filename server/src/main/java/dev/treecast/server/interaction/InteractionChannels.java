package dev.treecast.server.interaction;

import dev.treecast.interaction.bus.Outbox;
import dev.treecast.interaction.bus.SeenFrameClock;
import dev.treecast.webrtc.datachannel.DataChannel;
import dev.treecast.webrtc.datachannel.DataChannelTransport;
import dev.treecast.webrtc.datachannel.Reliability;
import dev.treecast.webrtc.peer.DataChannelApplication;
import dev.treecast.webrtc.peer.FrameClock;
import dev.treecast.webrtc.peer.MediaLoop;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The interaction bus on the data channels of publishers and viewers: {@code ctl}, {@code in} and {@code out} of docs/interaction/protocol.md. Everything
 * happens on the peer's own media loop but for the {@link Outbox}, which the bus calls on its thread and which hands over to that loop.
 */
public final class InteractionChannels implements DataChannelApplication {
    /** What the data channels, and WebSockets, say that they speak. */
    public static final String PROTOCOL = "treecast.v1";

    static final String CONTROL = "ctl";
    static final String INPUT = "in";
    static final String OUTPUT = "out";

    private static final int INPUT_LIFETIME_MS = 100;

    private final InteractionLoop loop;
    private final LongSupplier streamTimeUs;
    private final Set<PeerChannels> open = ConcurrentHashMap.newKeySet();

    /** @param streamTimeUs the bus's clock: microseconds since 1970, from any thread */
    public InteractionChannels(InteractionLoop loop, LongSupplier streamTimeUs) {
        this.loop = loop;
        this.streamTimeUs = streamTimeUs;
    }

    @Override
    public boolean wanted() {
        return true;
    }

    @Override
    public Channels attach(Peer peer) {
        return new PeerChannels(peer);
    }

    /**
     * Tells viewers to go on at another server.
     *
     * @param share of them, chosen by lot: 1 for all. They shall not all knock at the same moment
     * @param whep where a stream is to be had; null where nowhere
     * @return how many were told
     */
    public int moveViewers(double share, Function<String, @Nullable URI> whep) {
        return move(each -> each.isViewer() && ThreadLocalRandom.current().nextDouble() < share, "whep", whep);
    }

    /**
     * Tells publishers to go on at another server: those whose browsers listen.
     *
     * @param whip where a stream is taken; null where nowhere
     * @return how many were told
     */
    public int movePublishers(Function<String, @Nullable URI> whip) {
        return move(each -> !each.isViewer(), "whip", whip);
    }

    private int move(Predicate<PeerChannels> whom, String protocol, Function<String, @Nullable URI> where) {
        int told = 0;
        for (PeerChannels each : open) {
            URI there = whom.test(each) ? where.apply(each.peer.stream()) : null;
            if (there != null) {
                told++;
                each.text(("{\"type\":\"move\",\"" + protocol + "\":\"" + there + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        return told;
    }

    private final class PeerChannels implements Channels, Outbox {
        private final Peer peer;
        private final MediaLoop media;

        // The media loop's.
        private @Nullable DataChannelTransport transport;
        private @Nullable DataChannel control;
        private @Nullable DataChannel output;
        private @Nullable InteractionConnection connection;
        private boolean closed;

        /** Handed over and not yet given to the channel, and what the channel then held. */
        private final AtomicLong handedOver = new AtomicLong();

        private volatile long channelBytes;

        PeerChannels(Peer peer) {
            this.peer = peer;
            this.media = peer.loop();
        }

        @Override
        public void start(long nowNs, DataChannelTransport newTransport) {
            transport = newTransport;
            control = newTransport.negotiated(0, CONTROL, PROTOCOL, Reliability.reliable());
            var unusedInput = newTransport.negotiated(1, INPUT, PROTOCOL, Reliability.lifetime(INPUT_LIFETIME_MS));
            output = newTransport.negotiated(2, OUTPUT, PROTOCOL, Reliability.noRetransmissions());
        }

        @Override
        public void connected(long nowNs) {
            open.add(this);
            if (isViewer()) {
                connection = connect();
            }
        }

        private InteractionConnection connect() {
            String address = ClientAddress.counted(peer.remoteAddress().getAddress());
            return loop.connect(peer.stream(), address, new SeenFrames(media, peer.frames(), streamTimeUs), this);
        }

        @Override
        public void opened(long nowNs, DataChannel channel) {
            // Whoever opens them in band means the same three.
            switch (channel.label()) {
                case CONTROL -> control = channel;
                case OUTPUT -> output = channel;
                default -> {}
            }
        }

        @Override
        public void message(long nowNs, DataChannel channel, boolean text, byte[] data, int offset, int length) {
            if (text && channel == control && peer.heard(nowNs, data, offset, length)) {
                return;
            }
            if (connection == null && open.contains(this)) {
                // A publisher may have channels only to hear where to go on: the bus would wait for its hello.
                connection = connect();
            }
            InteractionConnection bus = connection;
            if (bus != null) {
                byte[] copy = Arrays.copyOfRange(data, offset, offset + length);
                if (!text) {
                    var unusedTaken = bus.binary(copy);
                } else if (!bus.text(copy)) {
                    end();
                }
            }
        }

        @Override
        public boolean tell(byte[] utf8) {
            DataChannel channel = control;
            if (closed || channel == null || !open.contains(this)) {
                return false;
            }
            boolean taken = channel.send(media.nowNs(), true, utf8, 0, utf8.length);
            peer.sent();
            return taken;
        }

        @Override
        public void channelClosed(long nowNs, DataChannel channel) {
            if (channel == control) {
                gone();
            }
        }

        @Override
        public void closed(long nowNs, String reason) {
            closed = true;
            gone();
        }

        /** Publishers see no frames. */
        boolean isViewer() {
            return peer.frames() != FrameClock.NONE;
        }

        private void gone() {
            open.remove(this);
            if (connection != null) {
                connection.gone();
            }
        }

        // ---- Outbox: on the bus's thread ----

        @Override
        public void text(byte[] utf8) {
            handedOver.addAndGet(utf8.length);
            media.execute(() -> {
                handedOver.addAndGet(-utf8.length);
                DataChannel channel = control;
                if (closed || channel == null) {
                    return;
                }
                if (!channel.send(media.nowNs(), true, utf8, 0, utf8.length)) {
                    // What is reliable must not have holes: a client that does not take it starts anew.
                    end();
                    return;
                }
                channelBytes = channel.bufferedBytes();
                peer.sent();
            });
        }

        @Override
        public void binary(byte[] data) {
            media.execute(() -> {
                DataChannel channel = output;
                if (!closed && channel != null) {
                    var unusedTaken = channel.send(media.nowNs(), false, data, 0, data.length);
                    peer.sent();
                }
            });
        }

        @Override
        public long bufferedBytes() {
            return handedOver.get() + channelBytes;
        }

        @Override
        public void close() {
            media.execute(this::end);
        }

        /** Ends the channels; media goes on. */
        private void end() {
            DataChannelTransport ending = transport;
            if (!closed && ending != null) {
                closed = true;
                ending.close(media.nowNs());
                gone();
                peer.sent();
            }
        }
    }

    /** A viewer's frames in stream time: what the edge noted in the loops' time, moved to the bus's. */
    private static final class SeenFrames implements SeenFrameClock {
        private final MediaLoop media;
        private final FrameClock frames;
        private final LongSupplier nowUs;

        SeenFrames(MediaLoop media, FrameClock frames, LongSupplier nowUs) {
            this.media = media;
            this.frames = frames;
            this.nowUs = nowUs;
        }

        @Override
        public long streamTimeUs(int rtpTimestamp) {
            long arrivedNs = frames.arrivedNs(rtpTimestamp);
            return arrivedNs == FrameClock.UNKNOWN ? UNKNOWN : nowUs.getAsLong() - (media.nowNs() - arrivedNs) / 1_000;
        }

        @Override
        public long rtpTimestamp(long streamTimeUs) {
            long arrivedNs = media.nowNs() + (streamTimeUs - nowUs.getAsLong()) * 1_000;
            long timestamp = frames.rtpTimestamp(arrivedNs);
            return timestamp == FrameClock.UNKNOWN ? UNKNOWN : timestamp;
        }
    }
}
