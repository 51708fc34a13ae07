package dev.treecast.tree.link;

import dev.treecast.webrtc.dtls.DtlsRole;
import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.peer.FrameClock;
import dev.treecast.webrtc.peer.LinkDoor;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerDataChannels;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerTransport;
import dev.treecast.webrtc.sctp.SctpScratch;
import dev.treecast.webrtc.sdp.NegotiatedData;
import dev.treecast.webrtc.stun.MessageIntegrity;
import dev.treecast.webrtc.stun.StunMessage;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes both ends of links: it opens them to other nodes, and it is the door of the loops, which takes those that other nodes open. A request without
 * the cluster's secret is not answered; what comes in without a good certificate ends with its handshake.
 */
public final class LinkFactory implements LinkDoor {
    /** SCTP's usual port, and what a node's longest message is. */
    private static final NegotiatedData DATA = new NegotiatedData(5_000, 65_536);

    private final LinkSecret secret;
    private final PeerFactory peers;
    private final Supplier<LinkTrust> trust;
    private final LinkListener listener;
    private final int linksMax;
    private final AtomicInteger links = new AtomicInteger();
    private final LongAdder strangers = new LongAdder();
    private final LongAdder refused = new LongAdder();
    /** SCTP's buffers, one a loop. */
    private final Map<MediaLoop, SctpScratch> scratch = new ConcurrentHashMap<>();

    /**
     * @param peers makes transports that show the node's certificate
     * @param trust makes the trust of one handshake
     * @param linksMax those being set up included; what comes beyond is not answered
     */
    public LinkFactory(
            LinkSecret secret, PeerFactory peers, Supplier<LinkTrust> trust, LinkListener listener, int linksMax) {
        this.secret = secret;
        this.peers = peers;
        this.trust = trust;
        this.listener = listener;
        this.linksMax = linksMax;
    }

    /** A random SSRC for a track that is published here. */
    public int newSource() {
        return peers.random().nextInt();
    }

    /** Requests for a link without the cluster's secret. */
    public long strangers() {
        return strangers.sum();
    }

    /** Requests for a link beyond the bound. */
    public long refused() {
        return refused.sum();
    }

    /** Opens a link to another node; on the loop. The listener hears what comes of it. */
    public RelayLink open(MediaLoop loop, List<InetSocketAddress> addresses) {
        LinkTrust judge = trust.get();
        RelayLink link = link(loop, true, judge);
        IceCredentials local = secret.generate(peers.random());
        IceCredentials remote = secret.generate(peers.random());
        links.incrementAndGet();
        start(link, peers.controlling(loop, link, local, remote, addresses, judge, link), true);
        return link;
    }

    @Override
    public @Nullable LoopSession knock(
            MediaLoop loop,
            long nowNs,
            InetSocketAddress from,
            String localUsernameFragment,
            byte[] data,
            int offset,
            int length) {
        if (!LinkSecret.isFragment(localUsernameFragment)) {
            return null;
        }
        IceCredentials local = secret.credentials(localUsernameFragment);
        IceCredentials remote = authenticated(local, data, offset, length);
        if (remote == null) {
            strangers.increment();
            return null;
        }
        if (links.incrementAndGet() > linksMax) {
            links.decrementAndGet();
            refused.increment();
            return null;
        }
        LinkTrust judge = trust.get();
        RelayLink link = link(loop, false, judge);
        start(link, peers.lite(loop, link, local, remote, judge, DtlsRole.SERVER, link), false);
        return link;
    }

    /** The asker's credentials, when the request is one of a node of the cluster. */
    private @Nullable IceCredentials authenticated(IceCredentials local, byte[] data, int offset, int length) {
        StunMessage request = new StunMessage();
        if (!request.parse(data, offset, length)
                || request.type() != StunMessage.BINDING_REQUEST
                || !new MessageIntegrity(local.password()).verify(request)) {
            return null;
        }
        String username = request.username();
        String fragment = username == null ? "" : username.substring(username.indexOf(':') + 1);
        return LinkSecret.isFragment(fragment) ? secret.credentials(fragment) : null;
    }

    private RelayLink link(MediaLoop loop, boolean openedHere, LinkTrust judge) {
        return new RelayLink(loop, openedHere, judge, listener, links::decrementAndGet);
    }

    private void start(RelayLink link, PeerTransport transport, boolean opener) {
        PeerDataChannels.join(
                transport,
                link,
                ControlChannel.CHANNEL,
                FrameClock.NONE,
                DATA,
                opener,
                scratch.computeIfAbsent(link.loop(), loop -> PeerDataChannels.scratch()),
                peers.random(),
                link.channels());
        link.start(transport);
    }
}
