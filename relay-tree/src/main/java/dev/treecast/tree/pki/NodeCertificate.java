package dev.treecast.tree.pki;

import dev.treecast.webrtc.curves.EllipticCurvesProvider;
import dev.treecast.webrtc.curves.SigningKey;
import dev.treecast.webrtc.dtls.DtlsCertificate;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.util.BigIntegers;

/** A node's certificate, what stands between it and the CA, and its private key. Threads may share it. */
public final class NodeCertificate {
    private static final int SCALAR_BYTES = 32;

    private final List<X509Certificate> chain;
    private final List<byte[]> chainDer;
    private final ECPrivateKey key;
    private final SigningKey signingKey;

    NodeCertificate(List<X509Certificate> chain, ECPrivateKey key, SecureRandom random) {
        this.chain = List.copyOf(chain);
        this.chainDer = encoded(chain);
        this.key = key;
        byte[] scalar = scalar();
        this.signingKey = EllipticCurvesProvider.best().signingKey(scalar, random);
        Arrays.fill(scalar, (byte) 0);
    }

    /**
     * Reads what {@link #toPem} wrote.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong with the text
     */
    public static NodeCertificate fromPem(String pem, SecureRandom random) {
        PemText text = PemText.read(pem);
        ECPrivateKey key = text.key();
        if (text.certificates().isEmpty() || key == null) {
            throw new IllegalArgumentException("it does not hold a certificate and its private key");
        }
        requirePair(text.certificates().getFirst(), key);
        return new NodeCertificate(text.certificates(), key, random);
    }

    static void requirePair(X509Certificate certificate, ECPrivateKey key) {
        byte[] probe = {1};
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey()); // not the certificate: a CA's is for certificates only
            signature.update(probe);
            if (signature.verify(signed)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            // Keys of different kinds are no pair, either.
        }
        throw new IllegalArgumentException("the private key is not that of the certificate");
    }

    /** The private key and the chain in PEM; whoever keeps it lets nobody else read it. */
    public String toPem() {
        StringBuilder pem = new StringBuilder(PemText.of(key));
        chain.forEach(certificate -> pem.append(PemText.of(certificate)));
        return pem.toString();
    }

    /** The chain in DER, the node's own certificate first. */
    public List<byte[]> chainDer() {
        return chainDer;
    }

    /** When the node's own certificate ends. */
    public Instant validUntil() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    /** Who we are, as other nodes will see it. */
    public NodeIdentity identity(ClusterTrust trust, Instant at) throws UntrustedNodeException {
        return trust.verify(chainDer, at);
    }

    /** An ECDSA signature over the message's SHA-256, in DER; {@link ClusterTrust#verify(List, byte[], byte[], Instant)} checks it. */
    public byte[] sign(byte[] message) {
        return signingKey.sign(hashOf(message));
    }

    /** The same certificate as the end of a DTLS association uses it. */
    public DtlsCertificate dtlsCertificate(SecureRandom random) {
        byte[] scalar = scalar();
        DtlsCertificate certificate = DtlsCertificate.of(chainDer, scalar, random);
        Arrays.fill(scalar, (byte) 0);
        return certificate;
    }

    static byte[] hashOf(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK has no SHA-256", e);
        }
    }

    private byte[] scalar() {
        return BigIntegers.asUnsignedByteArray(SCALAR_BYTES, key.getS());
    }

    private static List<byte[]> encoded(List<X509Certificate> chain) {
        List<byte[]> der = new ArrayList<>();
        try {
            for (X509Certificate certificate : chain) {
                der.add(certificate.getEncoded());
            }
        } catch (CertificateException e) {
            throw new IllegalArgumentException("a certificate without an encoding", e);
        }
        return List.copyOf(der);
    }
}
