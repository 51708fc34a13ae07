package dev.treecast.webrtc.peer;

import dev.treecast.webrtc.datachannel.DataChannelTransport;
import dev.treecast.webrtc.sctp.SctpOptions;
import dev.treecast.webrtc.sctp.SctpScratch;
import dev.treecast.webrtc.sdp.NegotiatedData;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The data channels of one session: joins its {@link PeerTransport} with what the {@link DataChannelApplication} does on them. Owned by
 * the transport, which passes on what it hears.
 */
public final class PeerDataChannels implements DataChannelApplication.Peer {
    // Given.
    private final String stream;
    private final LoopSession owner;
    private final PeerTransport transport;
    private final FrameClock frames;
    private final SctpOptions options;
    private final boolean dtlsClient;
    private final SctpScratch scratch;
    private final RandomGenerator random;
    private final DataChannelApplication application;

    // Owned.
    private @Nullable DataChannelTransport channels;
    private DataChannelApplication.@Nullable Channels attached;
    private SessionTexts texts = SessionTexts.NONE;

    private PeerDataChannels(
            String stream,
            LoopSession owner,
            PeerTransport transport,
            FrameClock frames,
            NegotiatedData data,
            boolean dtlsClient,
            SctpScratch scratch,
            RandomGenerator random,
            DataChannelApplication application) {
        this.stream = stream;
        this.owner = owner;
        this.transport = transport;
        this.frames = frames;
        this.options = SctpOptions.defaults().withPeer(data.sctpPort(), data.messageBytesMax());
        this.dtlsClient = dtlsClient;
        this.scratch = scratch;
        this.random = random;
        this.application = application;
    }

    /**
     * Has a transport that has yet to start carry data channels, if they were negotiated.
     *
     * @param owner the transport's session
     * @param scratch shared by sessions of one loop, from {@link #scratch()}
     * @return null when they were not
     */
    public static @Nullable PeerDataChannels join(
            PeerTransport transport,
            LoopSession owner,
            String stream,
            FrameClock frames,
            NegotiatedSession negotiated,
            SctpScratch scratch,
            RandomGenerator random,
            DataChannelApplication application) {
        return negotiated
                .data()
                .map(data -> join(
                        transport, owner, stream, frames, data, negotiated.dtlsClient(), scratch, random, application))
                .orElse(null);
    }

    /** As above, for peers that need no session description to know that they have data channels. */
    public static PeerDataChannels join(
            PeerTransport transport,
            LoopSession owner,
            String stream,
            FrameClock frames,
            NegotiatedData data,
            boolean dtlsClient,
            SctpScratch scratch,
            RandomGenerator random,
            DataChannelApplication application) {
        PeerDataChannels joined =
                new PeerDataChannels(stream, owner, transport, frames, data, dtlsClient, scratch, random, application);
        transport.carry(joined);
        return joined;
    }

    /** Has texts of the peer go to the session first. */
    public void heardBy(SessionTexts listener) {
        texts = listener;
    }

    /**
     * Tells the peer something of the session itself, reliably; on the loop.
     *
     * @return false before the channels are up and after they are gone
     */
    public boolean tell(byte[] utf8) {
        return attached != null && attached.tell(utf8);
    }

    /** What the sessions of one loop can share. */
    public static SctpScratch scratch() {
        return new SctpScratch(SctpOptions.defaults().packetBytesMax());
    }

    /** The transport is up. */
    void connected(long nowNs) {
        DataChannelApplication.Channels above = application.attach(this);
        DataChannelTransport made =
                new DataChannelTransport(options, scratch, dtlsClient, random, transport::sendApplicationData, above);
        channels = made;
        attached = above;
        above.start(nowNs, made);
        made.start(nowNs);
    }

    /** Something came out of DTLS. */
    void received(long nowNs, byte[] data, int offset, int length) {
        if (channels != null) {
            channels.receive(nowNs, data, offset, length);
        }
    }

    long nextDeadlineNs() {
        return channels == null ? LoopSession.NO_DEADLINE : channels.nextDeadlineNs();
    }

    void timeout(long nowNs) {
        if (channels != null && channels.nextDeadlineNs() - nowNs <= 0) {
            channels.timeout(nowNs);
        }
    }

    /** The session ends. Before the transport closes it says so to the peer; afterwards only the application hears of it. */
    void close(long nowNs) {
        DataChannelTransport closing = channels;
        channels = null;
        attached = null;
        if (closing != null) {
            closing.close(nowNs);
        }
    }

    @Override
    public String stream() {
        return stream;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return transport.remoteAddress().orElseThrow();
    }

    @Override
    public MediaLoop loop() {
        return transport.loop();
    }

    @Override
    public FrameClock frames() {
        return frames;
    }

    @Override
    public boolean heard(long nowNs, byte[] utf8, int offset, int length) {
        return texts.heard(nowNs, utf8, offset, length);
    }

    @Override
    public void sent() {
        if (channels != null) {
            transport.loop().reschedule(owner);
        }
    }
}
