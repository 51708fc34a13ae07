package dev.treecast.tree.keys;

import dev.treecast.tree.keys.KeyVerdict.Outcome;
import dev.treecast.tree.pki.ClusterTrust;
import dev.treecast.tree.pki.NodeCertificate;
import dev.treecast.tree.pki.NodeIdentity;
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.tree.pki.UntrustedNodeException;
import dev.treecast.tree.sframe.EpochKey;
import dev.treecast.tree.sframe.SFrameCipher;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one publication, at its ingest node: made here, handed to the edges that ask and may, and rotated.
 *
 * <p>A rotation begins when the epoch is old, or an edge left and the last rotation is a while ago. The next key is sealed for every edge first, and
 * used when the last of them has had it for {@link StreamKeyOptions#lead}, so that no packet comes before its key.
 *
 * <p>After every call, {@link #poll} until it gives nothing more; each sealed key costs a fraction of a millisecond, so that a caller with other
 * things to do polls a few at a time: a rotation waits for it. Confined to one thread. No I/O and no clock: {@code nowNs} is monotonic, {@code wallTime} what
 * certificates and messages are judged by.
 */
public final class StreamKeyOwner {
    private static final long NEVER = Long.MAX_VALUE;

    /** Edges that come during a rotation hold it up for so many leads in all, or a stream whose edges keep coming would never change its keys. */
    private static final int LATE_LEADS = 5;

    private final String stream;
    private final String publication;
    private final NodeCertificate certificate;
    private final ClusterTrust trust;
    private final StreamKeyOptions options;
    private final SecureRandom random;

    private final Map<String, byte[]> edges = new LinkedHashMap<>();
    private final RecentRequests recent;
    private final Set<String> revoked = new LinkedHashSet<>();
    /** For each edge the current key and the next at most. */
    private final Queue<Delivery> deliveries = new ArrayDeque<>();

    private EpochKey current;
    private @Nullable EpochKey next;
    private long rotateAtNs;
    private long rotatedAtNs;
    private long useNextAtNs;
    /** When the keys change since an edge left; {@link #NEVER} when none has. */
    private long leftRotateAtNs = NEVER;

    public StreamKeyOwner(
            String stream,
            String publication,
            NodeCertificate certificate,
            ClusterTrust trust,
            StreamKeyOptions options,
            SecureRandom random,
            long nowNs) {
        this.stream = stream;
        this.publication = publication;
        this.certificate = certificate;
        this.trust = trust;
        this.options = options;
        this.random = random;
        this.recent = new RecentRequests(options.edgesMax());
        this.current = new EpochKey(0, newKey());
        this.rotatedAtNs = nowNs;
        this.rotateAtNs = nowNs + options.rotateEvery().toNanos();
    }

    /**
     * Judges what an edge says: a request, upon which {@link #poll} gives what to send back where it is taken, or that it watches no longer, which it may take
     * back by a request.
     */
    public KeyVerdict take(byte[] message, long nowNs, Instant wallTime) {
        KeyRequest asked = KeyRequest.parse(message);
        EdgeMessage request = asked == null ? KeyRelease.parse(message) : asked;
        if (request == null) {
            return new KeyVerdict(Outcome.MALFORMED, "", "not a key request, nor the end of one");
        }
        if (!request.stream().equals(stream)) {
            return new KeyVerdict(Outcome.MISDIRECTED, "", "a request for another stream");
        }
        if (!options.isFresh(request.timeMs(), wallTime.toEpochMilli())) {
            return new KeyVerdict(Outcome.STALE, "", "a request of " + Instant.ofEpochMilli(request.timeMs()));
        }
        NodeIdentity node;
        try {
            node = trust.verify(request.chainDer(), request.signedPart(), request.signature(), wallTime);
        } catch (UntrustedNodeException e) {
            return new KeyVerdict(Outcome.UNTRUSTED, "", String.valueOf(e.getMessage()));
        }
        Outcome outcome = admit(node, request, wallTime);
        if (outcome != Outcome.TAKEN) {
            return new KeyVerdict(outcome, node.id(), "a request of node " + node.id());
        }
        if (asked == null) {
            edgeLeft(node.id(), nowNs);
        } else {
            edgeCame(node.id(), asked.publicKey());
            advance(nowNs);
        }
        return KeyVerdict.taken(node.id());
    }

    private void edgeCame(String node, byte[] publicKey) {
        if (edges.put(node, publicKey) != null) {
            deliveries.removeIf(delivery -> delivery.node.equals(node));
        }
        deliveries.add(new Delivery(node, current, false));
        EpochKey following = next;
        if (following != null) {
            deliveries.add(new Delivery(node, following, true));
        }
    }

    private Outcome admit(NodeIdentity node, EdgeMessage request, Instant wallTime) {
        if (!node.is(NodeRole.EDGE)) {
            return Outcome.WRONG_ROLE;
        }
        if (revoked.contains(node.id())) {
            return Outcome.REVOKED;
        }
        if (request instanceof KeyRequest && edges.size() >= options.edgesMax() && !edges.containsKey(node.id())) {
            return Outcome.FULL;
        }
        recent.forgetBefore(
                wallTime.toEpochMilli() - 2 * options.clockDifferenceMax().toMillis());
        return recent.take(node.id(), request.timeMs()) ? Outcome.TAKEN : Outcome.REPEATED;
    }

    /** An edge watches the stream no longer. It may ask again. */
    public void edgeLeft(String node, long nowNs) {
        if (edges.remove(node) != null && leftRotateAtNs == NEVER) { // what waits for it is not sealed: see poll
            long soonestNs =
                    Math.max(nowNs, rotatedAtNs + options.rotationIntervalMin().toNanos());
            leftRotateAtNs =
                    soonestNs + random.nextLong(options.rotationJitter().toNanos() + 1);
        }
        advance(nowNs);
    }

    /** An edge gets no key of this publication any more, whatever its certificate says. As many are remembered as there may be edges. */
    public void revoke(String node, long nowNs) {
        if (revoked.add(node) && revoked.size() > options.edgesMax()) {
            revoked.remove(revoked.iterator().next());
        }
        if (edges.remove(node) != null) {
            leftRotateAtNs = nowNs;
        }
        advance(nowNs);
    }

    /** The next sealed key to send down the tree, or null for now. */
    public @Nullable Outgoing poll(long nowNs, Instant wallTime) {
        advance(nowNs);
        for (Delivery delivery = deliveries.poll(); delivery != null; delivery = deliveries.poll()) {
            boolean waitedFor = !delivery.late
                    || nowNs < rotatedAtNs + LATE_LEADS * options.lead().toNanos();
            if (delivery.key.epoch() > current.epoch() && waitedFor) {
                useNextAtNs = nowNs + options.lead().toNanos();
            }
            byte[] publicKey = edges.get(delivery.node);
            if (publicKey == null || delivery.key.epoch() < current.epoch()) {
                continue;
            }
            try {
                byte[] message = SealedKey.make(
                        stream,
                        publication,
                        delivery.key,
                        delivery.node,
                        publicKey,
                        wallTime.toEpochMilli(),
                        certificate,
                        random);
                return new Outgoing(delivery.node, message);
            } catch (IllegalArgumentException e) {
                // An edge that gave a public key which is none: it reads nothing, and that is its own affair.
                edges.remove(delivery.node);
            }
        }
        return null;
    }

    /** What to seal packets with now ({@link dev.treecast.tree.sframe.PacketSealer#use}). */
    public EpochKey sealingKey(long nowNs) {
        advance(nowNs);
        return current;
    }

    /** When {@link #poll} has something to do again, unless something happens before; {@code nowNs} while something is waiting. */
    public long nextDeadlineNs(long nowNs) {
        if (!deliveries.isEmpty()) {
            return nowNs;
        }
        if (next != null) {
            return useNextAtNs;
        }
        return Math.min(rotateAtNs, leftRotateAtNs);
    }

    /** Edges that are given the keys. */
    public int edges() {
        return edges.size();
    }

    private void advance(long nowNs) {
        EpochKey following = next;
        if (following != null) {
            if (nowNs < useNextAtNs || !deliveries.isEmpty()) {
                return;
            }
            current = following;
            next = null;
        }
        if (nowNs < Math.min(rotateAtNs, leftRotateAtNs)) {
            return;
        }
        EpochKey made = new EpochKey(current.epoch() + 1, newKey());
        next = made;
        leftRotateAtNs = NEVER;
        rotatedAtNs = nowNs;
        rotateAtNs = nowNs + options.rotateEvery().toNanos();
        useNextAtNs = nowNs + options.lead().toNanos();
        edges.keySet().forEach(node -> deliveries.add(new Delivery(node, made, false)));
    }

    private byte[] newKey() {
        byte[] key = new byte[SFrameCipher.BASE_KEY_BYTES];
        random.nextBytes(key);
        return key;
    }

    /**
     * A message for one edge.
     *
     * @param node its id
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Outgoing(String node, byte[] message) {}

    /** @param late for an edge that came when the rotation had begun */
    private record Delivery(String node, EpochKey key, boolean late) {}
}
