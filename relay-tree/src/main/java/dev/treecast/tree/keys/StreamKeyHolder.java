package dev.treecast.tree.keys;

import dev.treecast.tree.hpke.HpkeKeyPair;
import dev.treecast.tree.keys.KeyVerdict.Outcome;
import dev.treecast.tree.pki.ClusterTrust;
import dev.treecast.tree.pki.NodeCertificate;
import dev.treecast.tree.pki.NodeIdentity;
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.tree.pki.UntrustedNodeException;
import dev.treecast.tree.sframe.EpochKey;
import dev.treecast.tree.sframe.PacketOpener;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one stream, at an edge: asks for them, checks and opens what comes, and holds those of the current epoch, of the next when it is
 * announced, and of the one before for a while. A stream that is published anew has other keys; those of the publication before stay until the next.
 *
 * <p>Confined to one thread. No I/O and no clock: {@code nowNs} is monotonic, {@code wallTime} what certificates and messages are judged by.
 */
public final class StreamKeyHolder implements AutoCloseable {
    /** The current one and, for packets still on their way, the one before. */
    private static final int PUBLICATIONS_MAX = 2;

    /** A stream is not published anew more often within the time that a message is fresh. */
    private static final int OVER_MAX = 16;

    private static final long NEVER = Long.MAX_VALUE;

    private final String stream;
    private final String node;
    private final NodeCertificate certificate;
    private final HpkeKeyPair keys;
    private final ClusterTrust trust;
    private final SrtpCiphers ciphers;
    private final int tracksMax;
    private final StreamKeyOptions options;

    private final LinkedHashMap<String, HeldPublication> publications = new LinkedHashMap<>();
    /** Publications that made room for newer ones, so that nobody brings them back while their keys are fresh. */
    private final LinkedHashSet<String> over = new LinkedHashSet<>();

    private long requestedMs = Long.MIN_VALUE;

    /**
     * @param node our id, as our certificate says
     * @param keys made when this process started, the same for all streams
     * @param tracksMax tracks that a publication may have
     */
    public StreamKeyHolder(
            String stream,
            String node,
            NodeCertificate certificate,
            HpkeKeyPair keys,
            ClusterTrust trust,
            SrtpCiphers ciphers,
            int tracksMax,
            StreamKeyOptions options) {
        this.stream = stream;
        this.node = node;
        this.certificate = certificate;
        this.keys = keys;
        this.trust = trust;
        this.ciphers = ciphers;
        this.tracksMax = tracksMax;
        this.options = options;
    }

    /** A request to send up the tree: on subscribing, and again when no key came or the way up is another. Not to be sent twice. */
    public byte[] request(Instant wallTime) {
        requestedMs = Math.max(requestedMs + 1, wallTime.toEpochMilli());
        return KeyRequest.make(stream, keys.publicKey(), requestedMs, certificate);
    }

    /** A message to send up the tree when nobody here watches any more, so that the keys that come are not for here. Not to be sent twice. */
    public byte[] release(Instant wallTime) {
        requestedMs = Math.max(requestedMs + 1, wallTime.toEpochMilli());
        return KeyRelease.make(stream, requestedMs, certificate);
    }

    /** Judges what came down as a sealed key; where it is taken, its publication's {@link #opener} knows it. */
    public KeyVerdict accept(byte[] message, Instant wallTime) {
        SealedKey sealed = SealedKey.parse(message);
        if (sealed == null) {
            return new KeyVerdict(Outcome.MALFORMED, "", "not a sealed key");
        }
        if (!sealed.stream().equals(stream) || !sealed.node().equals(node)) {
            return new KeyVerdict(Outcome.MISDIRECTED, "", "a key of another stream or for another node");
        }
        if (!options.isFresh(sealed.timeMs(), wallTime.toEpochMilli())) {
            return new KeyVerdict(Outcome.STALE, "", "a key sealed at " + Instant.ofEpochMilli(sealed.timeMs()));
        }
        NodeIdentity from;
        try {
            from = trust.verify(sealed.chainDer(), sealed.signedPart(), sealed.signature(), wallTime);
        } catch (UntrustedNodeException e) {
            return new KeyVerdict(Outcome.UNTRUSTED, "", String.valueOf(e.getMessage()));
        }
        HeldPublication held = publications.get(sealed.publication());
        Outcome outcome = judge(from, sealed, held);
        if (outcome != Outcome.TAKEN) {
            return new KeyVerdict(outcome, from.id(), "epoch " + sealed.epoch() + " from node " + from.id());
        }
        EpochKey key = sealed.open(keys);
        if (key == null) {
            return new KeyVerdict(Outcome.MISDIRECTED, from.id(), "sealed for a key pair that is not ours any more");
        }
        take(from, sealed, held, key);
        return KeyVerdict.taken(from.id());
    }

    private Outcome judge(NodeIdentity from, SealedKey sealed, @Nullable HeldPublication held) {
        if (!from.is(NodeRole.INGEST)) {
            return Outcome.WRONG_ROLE;
        }
        if (held == null) {
            return over.contains(sealed.publication()) ? Outcome.STALE : Outcome.TAKEN;
        }
        if (!held.ingestNode.equals(from.id())) {
            return Outcome.UNTRUSTED;
        }
        if (held.holds(sealed.epoch())) {
            return Outcome.REPEATED;
        }
        return held.isOver(sealed.epoch()) ? Outcome.STALE : Outcome.TAKEN;
    }

    private void take(NodeIdentity from, SealedKey sealed, @Nullable HeldPublication held, EpochKey key) {
        HeldPublication publication = held;
        if (publication == null) {
            publication = new HeldPublication(from.id(), new PacketOpener(ciphers, tracksMax));
            publications.put(sealed.publication(), publication);
            if (publications.size() > PUBLICATIONS_MAX) {
                Map.Entry<String, HeldPublication> eldest = publications.pollFirstEntry();
                eldest.getValue().opener.close();
                over.add(eldest.getKey());
                if (over.size() > OVER_MAX) {
                    over.removeFirst();
                }
            }
        }
        publication.add(key);
    }

    /** What opens a publication's packets; null while none of its keys came, or it is over. Not to be kept. */
    public @Nullable PacketOpener opener(String publication) {
        HeldPublication held = publications.get(publication);
        return held == null ? null : held.opener;
    }

    /** Forgets keys whose time is over. To be called at {@link #nextDeadlineNs}, and from time to time while packets are opened. */
    public void poll(long nowNs) {
        publications
                .values()
                .forEach(held -> held.poll(nowNs, options.keptAfter().toNanos()));
    }

    /** {@link Long#MAX_VALUE} for no deadline. */
    public long nextDeadlineNs() {
        return publications.values().stream()
                .mapToLong(HeldPublication::nextDeadlineNs)
                .min()
                .orElse(NEVER);
    }

    @Override
    public void close() {
        publications.values().forEach(held -> held.opener.close());
        publications.clear();
    }
}
