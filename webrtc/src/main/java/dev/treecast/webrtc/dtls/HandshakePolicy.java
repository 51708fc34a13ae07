package dev.treecast.webrtc.dtls;

import dev.treecast.webrtc.curves.SigningKey;
import dev.treecast.webrtc.dtls.DtlsCloseReason.Kind;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.DefaultTlsCredentialedSigner;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsSigner;
import org.bouncycastle.tls.crypto.TlsStreamSigner;
import org.jspecify.annotations.Nullable;

/**
 * What both roles of one handshake share: what we offer and demand, and what came of it. Given to the handshake's thread; the loop reads the results when
 * that has ended.
 */
final class HandshakePolicy {
    /** X25519 first: half the cost of P-256 here. */
    static final int[] GROUPS = {NamedGroup.x25519, NamedGroup.secp256r1};

    private static final SignatureAndHashAlgorithm ECDSA_SHA256 =
            SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);

    final BoundedTlsCrypto crypto;
    final DtlsOptions options;
    private final DtlsCertificate certificate;
    private final PeerTrust trust;
    private final int[] srtpProfiles;

    int handshakeTimeoutMs;
    private int srtpProfile = -1;
    private byte @Nullable [] exporterMaterial;
    private @Nullable DtlsCloseReason failure;
    private boolean closeNotifyReceived;

    HandshakePolicy(
            DtlsCertificate certificate,
            PeerTrust trust,
            int[] srtpProfiles,
            DtlsOptions options,
            SecureRandom random,
            HandshakeKeys keys) {
        if (srtpProfiles.length == 0) {
            throw new IllegalArgumentException("a handshake needs an SRTP profile to offer");
        }
        for (int profile : srtpProfiles) {
            exporterBytes(profile);
        }
        this.crypto = new BoundedTlsCrypto(random, keys);
        this.certificate = certificate;
        this.trust = trust;
        this.srtpProfiles = srtpProfiles.clone();
        this.options = options;
        this.handshakeTimeoutMs = options.handshakeTimeoutMs();
    }

    /** Two keys and two salts of the profile's lengths (RFC 5764 section 4.1.2, RFC 7714 section 12). */
    static int exporterBytes(int srtpProfile) {
        return switch (srtpProfile) {
            case 0x0001 -> 2 * (16 + 14); // SRTP_AES128_CM_HMAC_SHA1_80
            case 0x0007 -> 2 * (16 + 12); // SRTP_AEAD_AES_128_GCM
            case 0x0008 -> 2 * (32 + 12); // SRTP_AEAD_AES_256_GCM
            default -> throw new IllegalArgumentException("no such SRTP protection profile: " + srtpProfile);
        };
    }

    int[] srtpProfiles() {
        return srtpProfiles.clone();
    }

    /** The server's choice: the first of ours that the client offers too. */
    int chooseSrtpProfile(int @Nullable [] offered) throws TlsFatalAlert {
        if (offered != null) {
            for (int ours : srtpProfiles) {
                for (int theirs : offered) {
                    if (ours == theirs) {
                        srtpProfile = ours;
                        return ours;
                    }
                }
            }
        }
        throw fail(
                Kind.HANDSHAKE_FAILED,
                offered == null ? "the peer offered no use_srtp" : "the peer offered no SRTP profile that we have",
                AlertDescription.handshake_failure);
    }

    /** The client takes the server's choice: exactly one, of those we offered, and no MKI, as we offered none. */
    void acceptSrtpProfile(int @Nullable [] chosen, int mkiBytes) throws TlsFatalAlert {
        if (chosen == null) {
            throw fail(Kind.HANDSHAKE_FAILED, "the peer chose no SRTP profile", AlertDescription.handshake_failure);
        }
        if (chosen.length == 1 && mkiBytes == 0) {
            for (int ours : srtpProfiles) {
                if (ours == chosen[0]) {
                    srtpProfile = ours;
                    return;
                }
            }
        }
        throw fail(
                Kind.HANDSHAKE_FAILED,
                "the peer chose an SRTP profile or an MKI that we did not offer",
                AlertDescription.illegal_parameter);
    }

    /** The handshake proves that the peer holds the leaf's key; whether that is whom we want is for {@link PeerTrust} to say. */
    void verifyPeer(@Nullable Certificate chain) throws IOException {
        if (chain == null || chain.isEmpty()) {
            throw fail(Kind.HANDSHAKE_FAILED, "the peer showed no certificate", AlertDescription.handshake_failure);
        }
        List<byte[]> chainDer = new ArrayList<>(chain.getLength());
        for (int i = 0; i < chain.getLength(); i++) {
            chainDer.add(chain.getCertificateAt(i).getEncoded());
        }
        String refusal = trust.refuses(chainDer);
        if (refusal != null) {
            throw fail(Kind.UNTRUSTED, refusal, AlertDescription.bad_certificate);
        }
    }

    TlsCredentialedSigner credentials(TlsContext context) {
        return new DefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                new Signer(certificate.signingKey()),
                certificate.chain(),
                ECDSA_SHA256);
    }

    private record Signer(SigningKey key) implements TlsSigner {
        @Override
        public byte[] generateRawSignature(SignatureAndHashAlgorithm algorithm, byte[] hash) {
            return key.sign(hash);
        }

        @Override
        public @Nullable TlsStreamSigner getStreamSigner(SignatureAndHashAlgorithm algorithm) {
            return null; // over the hash, not the messages
        }
    }

    /** ECDSA, and RSA for peers that still have such certificates; nothing with SHA-1. */
    @SuppressWarnings("JdkObsolete") // BouncyCastle's collections are those of Java 1.1
    static Vector<SignatureAndHashAlgorithm> signatureAlgorithms() {
        Vector<SignatureAndHashAlgorithm> algorithms = new Vector<>();
        short[] hashes = {HashAlgorithm.sha256, HashAlgorithm.sha384, HashAlgorithm.sha512};
        for (short hash : hashes) {
            algorithms.add(SignatureAndHashAlgorithm.getInstance(hash, SignatureAlgorithm.ecdsa));
        }
        algorithms.add(SignatureAndHashAlgorithm.rsa_pss_rsae_sha256);
        for (short hash : hashes) {
            algorithms.add(SignatureAndHashAlgorithm.getInstance(hash, SignatureAlgorithm.rsa));
        }
        return algorithms;
    }

    void export(TlsContext context) {
        exporterMaterial = context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, exporterBytes(srtpProfile));
    }

    void alertReceived(short level, short description) {
        closeNotifyReceived |= level == AlertLevel.warning && description == AlertDescription.close_notify;
    }

    int srtpProfile() {
        return srtpProfile;
    }

    byte @Nullable [] exporterMaterial() {
        return exporterMaterial;
    }

    @Nullable
    DtlsCloseReason failure() {
        return failure;
    }

    boolean closeNotifyReceived() {
        return closeNotifyReceived;
    }

    private TlsFatalAlert fail(Kind kind, String sentence, short alert) {
        failure = new DtlsCloseReason(kind, sentence);
        return new TlsFatalAlert(alert, sentence);
    }
}
