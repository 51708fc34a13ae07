package dev.treecast.tree.node;

import dev.treecast.tree.hpke.HpkeKeyPair;
import dev.treecast.tree.keys.StreamKeyOptions;
import dev.treecast.tree.pki.ClusterTrust;
import dev.treecast.tree.pki.NodeCertificate;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What a node makes, gets and checks stream keys with.
 *
 * @param keys made when the process started: what was sealed for it before nobody reads any more
 * @param wallClock what certificates and messages are judged by
 * @param executor where key messages are read and written, one after the other: a signature costs a fraction of a millisecond, and when a thousand
 *     edges join at once media must not wait for them
 */
public record NodeCredentials(
        NodeCertificate certificate,
        ClusterTrust trust,
        HpkeKeyPair keys,
        SrtpCiphers ciphers,
        SecureRandom random,
        Supplier<Instant> wallClock,
        Executor executor,
        StreamKeyOptions options) {}
