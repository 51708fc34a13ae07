package dev.treecast.edge;

import dev.treecast.webrtc.peer.CloseReason;
import dev.treecast.webrtc.peer.DataChannelApplication;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerDataChannels;
import dev.treecast.webrtc.peer.PeerListener;
import dev.treecast.webrtc.peer.PeerState;
import dev.treecast.webrtc.peer.PeerTransport;
import dev.treecast.webrtc.rtcp.TransportFeedback;
import dev.treecast.webrtc.rtp.Playout;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.signaling.HostedSession;
import dev.treecast.webrtc.signaling.IceSession;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A viewer: gets what its {@link EdgeStream} fans out, and repairs from the ring. Owned by the stream's loop. A viewer that does not keep up
 * loses packets; it never holds the stream back.
 */
final class ViewerSession implements LoopSession, PeerListener, HostedSession {
    private static final Logger LOG = LoggerFactory.getLogger(ViewerSession.class);

    /** The bitrate shown is taken over at least this long. */
    private static final long METER_NS = 900_000_000;

    /** How the session tells its endpoint that it is over. */
    interface Ended {
        void ended(ViewerSession session, CloseReason reason);
    }

    // Given.
    private final String id;
    private final EdgeStream stream;
    private final MediaLoop loop;
    private final EdgeOptions options;
    private final NegotiatedSession negotiated;
    private final IceSession ice;
    private final Ended ended;

    // Owned.
    final ViewerFeed feed;
    private final ViewerPlayout playout;
    private final ViewerReports reports;
    private @Nullable PeerTransport transport;

    // State.
    private final long openedNs;
    private long connectedNs;
    private long meteredNs;
    private long meteredBytes;
    private long bitrateBps;

    ViewerSession(
            String id,
            EdgeStream stream,
            MediaLoop loop,
            EdgeOptions options,
            NegotiatedSession negotiated,
            Optional<Playout> playout,
            IceSession ice,
            Ended ended) {
        this.id = id;
        this.stream = stream;
        this.loop = loop;
        this.options = options;
        this.negotiated = negotiated;
        this.ice = ice;
        this.ended = ended;
        this.openedNs = loop.nowNs();
        this.feed = new ViewerFeed(this, stream, loop, options, negotiated);
        this.playout = new ViewerPlayout(this, stream, playout);
        this.reports = new ViewerReports(this, feed.media(), stream.canonicalName());
    }

    /** Starts the session on its transport; on the loop, once. */
    void start(PeerTransport newTransport, DataChannelApplication application) {
        transport = newTransport;
        playout.speaksOver(PeerDataChannels.join(
                newTransport,
                this,
                streamName(),
                stream.frames(),
                negotiated,
                stream.shared().sctpScratch,
                stream.random(),
                application));
        stream.opened(this);
        newTransport.start(loop.nowNs());
    }

    @Override
    public String streamName() {
        return stream.stream().name();
    }

    @Override
    public MediaLoop loop() {
        return loop;
    }

    @Override
    public IceSession ice() {
        return ice;
    }

    @Override
    public PeerTransport transport() {
        PeerTransport current = transport;
        if (current == null) {
            throw new IllegalStateException("the session has not started");
        }
        return current;
    }

    /** How it plays. */
    ViewerPlayout playout() {
        return playout;
    }

    /** The loop's reader of transport-wide feedback. */
    TransportFeedback sharedFeedback() {
        return stream.shared().feedback;
    }

    // ---- LoopSession ----

    @Override
    public void datagram(long nowNs, InetSocketAddress from, byte[] data, int offset, int length) {
        transport().datagram(nowNs, from, data, offset, length);
    }

    @Override
    public long nextDeadlineNs() {
        long next = transport().nextDeadlineNs();
        if (transport().state() != PeerState.CONNECTED) {
            return next;
        }
        return Math.min(next, Math.min(reports.nextDeadlineNs(), feed.nextDeadlineNs()));
    }

    @Override
    public void timeout(long nowNs) {
        transport().timeout(nowNs);
        if (transport().state() == PeerState.CONNECTED) {
            reports.send(nowNs, options.reportIntervalNs());
            meter(nowNs);
            feed.timeout(nowNs);
        }
    }

    private void meter(long nowNs) {
        long elapsedNs = nowNs - meteredNs;
        if (elapsedNs >= METER_NS) {
            long bytes = transport().counters().bytesOut();
            bitrateBps = (bytes - meteredBytes) * 8_000_000L / (elapsedNs / 1_000);
            meteredBytes = bytes;
            meteredNs = nowNs;
        }
    }

    private String addressFamily() {
        return transport()
                .remoteAddress()
                .map(remote -> remote.getAddress() instanceof Inet4Address ? "IPv4" : "IPv6")
                .orElse("");
    }

    @Override
    public void fail(Throwable cause) {
        transport().fail(cause);
    }

    // ---- PeerListener ----

    @Override
    public void connected(long nowNs) {
        connectedNs = nowNs;
        meteredNs = nowNs;
        reports.start(nowNs);
        feed.roundTrip().handshake(transport().handshakeRoundTripNs());
        LOG.info(
                "viewer {} of '{}' connected from {}, {}, {} ms after its offer",
                shortId(),
                streamName(),
                transport().remoteAddress().map(InetSocketAddress::toString).orElse("?"),
                transport().profile().map(Enum::name).orElse("?"),
                (nowNs - openedNs) / 1_000_000);
        stream.connected(this, negotiated.profile(), nowNs);
    }

    /** Its own word for a loss may still go the way that is gone: libwebrtc holds on to that for 2.5 s. */
    @Override
    public void moved(long nowNs) {
        feed.requestKeyframe();
    }

    @Override
    public void rtp(long nowNs, byte[] data, int offset, int length) {
        // A viewer has nothing to send; probing padding is the only thing that comes.
    }

    @Override
    public void rtcp(long nowNs, byte[] data, int offset, int length) {
        reports.receive(nowNs, data, offset, length);
    }

    @Override
    public void closed(long nowNs, CloseReason reason) {
        LOG.info(
                "viewer {} of '{}' ended after {} s: {}",
                shortId(),
                streamName(),
                connectedNs == 0 ? 0 : (nowNs - connectedNs) / 1_000_000_000,
                reason);
        ended.ended(this, reason);
    }

    /** Ends the session, telling the viewer. */
    @Override
    public void close(String reason) {
        if (transport().state() == PeerState.CONNECTED) {
            reports.sendGoodbye(reason);
        }
        transport().close(reason);
    }

    /** How old pictures are when it has them; null before that was measured. */
    @Nullable
    ViewerLatency latency() {
        Cohort cohort = feed.cohort();
        return cohort == null
                ? null
                : stream.latency().of(cohort.sent, feed.roundTrip().ns());
    }

    ViewerStatus status(long nowNs) {
        return new ViewerStatus(
                shortId(),
                addressFamily(),
                transport().state(),
                connectedNs == 0 ? 0 : (nowNs - connectedNs) / 1e9,
                feed.firstKeyframeNs() == 0 ? -1 : (feed.firstKeyframeNs() - openedNs) / 1e6,
                bitrateBps,
                transport().counters().bytesOut(),
                feed.roundTrip().ns() / 1e6,
                ViewerStatus.Sent.of(feed.media()),
                latency(),
                playout.now(),
                playout.status(),
                transport().profile().map(Enum::name).orElse(""),
                feed.layerStatus(nowNs));
    }

    /** Enough of the id to find it in a log, not enough to use it. */
    String shortId() {
        return id.substring(0, 6);
    }
}
