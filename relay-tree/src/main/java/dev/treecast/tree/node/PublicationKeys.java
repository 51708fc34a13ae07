package dev.treecast.tree.node;

import dev.treecast.tree.keys.KeyVerdict;
import dev.treecast.tree.keys.StreamKeyOwner;
import dev.treecast.tree.sframe.EpochKey;
import dev.treecast.tree.sframe.PacketSealer;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys of one publication at its ingest node, at work: answers edges on the executor of the {@link NodeCredentials}, and says which key seals. */
final class PublicationKeys {
    private static final Logger LOG = LoggerFactory.getLogger(PublicationKeys.class);

    interface Answers {
        /** On the executor. */
        void answer(String stream, String edge, byte[] message);
    }

    private final String stream;
    private final NodeCredentials credentials;
    private final Answers answers;
    private final LongAdder refused;
    private final StreamKeyOwner owner;
    private volatile EpochKey sealing;
    private volatile long deadlineNs;
    /** The executor's; one line of log a publication. */
    private boolean warned;

    /** @param refused counts requests that got no key */
    PublicationKeys(
            String stream,
            String publication,
            NodeCredentials credentials,
            Answers answers,
            LongAdder refused,
            long nowNs) {
        this.stream = stream;
        this.credentials = credentials;
        this.answers = answers;
        this.refused = refused;
        this.owner = new StreamKeyOwner(
                stream,
                publication,
                credentials.certificate(),
                credentials.trust(),
                credentials.options(),
                credentials.random(),
                nowNs);
        this.sealing = owner.sealingKey(nowNs);
        this.deadlineNs = owner.nextDeadlineNs(nowNs);
    }

    PacketSealer sealer(int tracks) {
        return new PacketSealer(credentials.ciphers(), tracks, sealing);
    }

    /** What seals now. Any thread may ask, for each packet. */
    EpochKey sealing() {
        return sealing;
    }

    void request(long nowNs, byte[] message) {
        credentials.executor().execute(() -> {
            KeyVerdict verdict =
                    owner.take(message, nowNs, credentials.wallClock().get());
            if (!verdict.isTaken()) {
                refused.increment();
                if (!warned) {
                    warned = true;
                    LOG.warn("'{}': no key for {} ({})", stream, verdict.detail(), verdict.outcome());
                }
            }
            work(nowNs);
        });
    }

    /** A node has left the cluster. */
    void nodeLeft(long nowNs, String node) {
        credentials.executor().execute(() -> {
            owner.edgeLeft(node, nowNs);
            work(nowNs);
        });
    }

    /** To be called several times a second. */
    void timeout(long nowNs) {
        if (nowNs >= deadlineNs) {
            deadlineNs = Long.MAX_VALUE;
            credentials.executor().execute(() -> work(nowNs));
        }
    }

    private void work(long nowNs) {
        StreamKeyOwner.Outgoing next;
        while ((next = owner.poll(nowNs, credentials.wallClock().get())) != null) {
            answers.answer(stream, next.node(), next.message());
        }
        sealing = owner.sealingKey(nowNs);
        deadlineNs = owner.nextDeadlineNs(nowNs);
    }
}
