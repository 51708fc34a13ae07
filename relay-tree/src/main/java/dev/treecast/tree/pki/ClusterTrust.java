package dev.treecast.tree.pki;

import dev.treecast.tree.pki.UntrustedNodeException.Reason;
import dev.treecast.webrtc.curves.Curve;
import dev.treecast.webrtc.curves.EllipticCurvesProvider;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/** The cluster's CA as every node knows it: whom it vouches for. Chains are validated as RFC 5280 section 6 says. Threads may share it. */
public final class ClusterTrust {
    /** The node's own, an intermediate CA's, the CA's. */
    static final int CHAIN_MAX = 3;

    static final int CERTIFICATE_BYTES_MAX = 4_096;

    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";
    private static final int URI_NAME = 6;
    private static final int DIGITAL_SIGNATURE = 0;

    private final X509Certificate authority;

    ClusterTrust(X509Certificate authority) {
        this.authority = authority;
    }

    /** @throws IllegalArgumentException where the text holds no CA's certificate in PEM */
    public static ClusterTrust fromPem(String pem) {
        return new ClusterTrust(PemText.authority(pem));
    }

    /** The CA's certificate, PEM. */
    public String pem() {
        return PemText.of(authority);
    }

    /** The name that the CA was given. */
    public String name() {
        return commonName(authority);
    }

    /**
     * Whose chain this is.
     *
     * @param chainDer the node's certificate first, then those between it and the CA; the CA's own may be there
     * @param at when it has to be valid
     */
    public NodeIdentity verify(List<byte[]> chainDer, Instant at) throws UntrustedNodeException {
        List<X509Certificate> chain = parse(chainDer);
        X509Certificate leaf = chain.getFirst();
        validity(leaf, at);
        validity(authority, at);
        try {
            chain.removeIf(authority::equals);
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
            // Certificates are short-lived instead; who must go at once is refused by its id.
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(at));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
        } catch (GeneralSecurityException e) {
            throw new UntrustedNodeException(
                    Reason.OTHER_AUTHORITY,
                    "the certificate of " + commonName(leaf) + " is not one of the CA " + name() + ": "
                            + e.getMessage());
        }
        return identity(leaf);
    }

    /** Whose chain this is, and that the same node signed the message ({@link NodeCertificate#sign}). */
    public NodeIdentity verify(List<byte[]> chainDer, byte[] message, byte[] signature, Instant at)
            throws UntrustedNodeException {
        NodeIdentity node = verify(chainDer, at);
        byte[] point = publicPoint(certificate(chainDer.getFirst()));
        if (point == null || !EllipticCurvesProvider.best().verify(point, NodeCertificate.hashOf(message), signature)) {
            throw new UntrustedNodeException(Reason.FORGED, "the signature is not that of node " + node.id());
        }
        return node;
    }

    private static List<X509Certificate> parse(List<byte[]> chainDer) throws UntrustedNodeException {
        if (chainDer.isEmpty() || chainDer.size() > CHAIN_MAX) {
            throw new UntrustedNodeException(
                    Reason.MALFORMED, "a chain has 1 to " + CHAIN_MAX + " certificates, not " + chainDer.size());
        }
        List<X509Certificate> chain = new ArrayList<>();
        for (byte[] der : chainDer) {
            if (der.length > CERTIFICATE_BYTES_MAX) {
                throw new UntrustedNodeException(Reason.MALFORMED, "a certificate of " + der.length + " bytes");
            }
            chain.add(certificate(der));
        }
        return chain;
    }

    private static X509Certificate certificate(byte[] der) throws UntrustedNodeException {
        try {
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            if (certificate != null && Arrays.equals(certificate.getEncoded(), der)) {
                return certificate;
            }
        } catch (CertificateException | RuntimeException e) {
            // As below.
        }
        throw new UntrustedNodeException(Reason.MALFORMED, "what came is not a certificate in DER");
    }

    private static void validity(X509Certificate certificate, Instant at) throws UntrustedNodeException {
        try {
            certificate.checkValidity(Date.from(at));
        } catch (CertificateExpiredException e) {
            throw new UntrustedNodeException(
                    Reason.EXPIRED,
                    "the certificate of " + commonName(certificate) + " ended at "
                            + certificate.getNotAfter().toInstant());
        } catch (CertificateNotYetValidException e) {
            throw new UntrustedNodeException(
                    Reason.EXPIRED,
                    "the certificate of " + commonName(certificate) + " begins at "
                            + certificate.getNotBefore().toInstant());
        }
    }

    private static NodeIdentity identity(X509Certificate leaf) throws UntrustedNodeException {
        String id = commonName(leaf);
        boolean @Nullable [] usage = leaf.getKeyUsage();
        if (leaf.getBasicConstraints() >= 0 || usage == null || !usage[DIGITAL_SIGNATURE]) {
            throw notANode(id, "its key is not for signatures only");
        }
        if (publicPoint(leaf) == null) {
            throw notANode(id, "its key is not on the curve P-256");
        }
        Set<NodeRole> roles = EnumSet.noneOf(NodeRole.class);
        try {
            List<String> purposes = leaf.getExtendedKeyUsage();
            if (purposes == null || !purposes.containsAll(List.of(SERVER_AUTHENTICATION, CLIENT_AUTHENTICATION))) {
                throw notANode(id, "it is not for both ends of TLS");
            }
            var names = leaf.getSubjectAlternativeNames();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                if (name.get(0).equals(URI_NAME)) {
                    NodeRole.ofUrn(String.valueOf(name.get(1))).ifPresent(roles::add);
                }
            }
        } catch (CertificateException e) {
            throw new UntrustedNodeException(Reason.MALFORMED, "a certificate that cannot be read: " + e.getMessage());
        }
        if (roles.isEmpty()) {
            throw notANode(id, "it names no role");
        }
        if (!NodeIdentity.isId(id)) {
            throw notANode(id, "that is not a node's id");
        }
        return new NodeIdentity(id, roles);
    }

    /** The public key, 65 bytes; null where it is not one on P-256, uncompressed. */
    private static byte @Nullable [] publicPoint(X509Certificate certificate) {
        SubjectPublicKeyInfo key =
                SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded());
        byte[] point = key.getPublicKeyData().getOctets();
        boolean good = X9ObjectIdentifiers.id_ecPublicKey.equals(
                        key.getAlgorithm().getAlgorithm())
                && SECObjectIdentifiers.secp256r1.equals(key.getAlgorithm().getParameters())
                && point.length == Curve.P256.publicValueBytes();
        return good ? point : null;
    }

    private static UntrustedNodeException notANode(String id, String why) {
        return new UntrustedNodeException(Reason.NOT_A_NODE, "the certificate of '" + id + "' is not a node's: " + why);
    }

    /** Empty where there is not exactly one; cut short, since a stranger's may be of any length. */
    static String commonName(X509Certificate certificate) {
        RDN[] names = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded())
                .getRDNs(BCStyle.CN);
        if (names.length != 1 || names[0].isMultiValued()) {
            return "";
        }
        ASN1Encodable value = names[0].getFirst().getValue();
        String text = IETFUtils.valueToString(value);
        return text.length() <= 100 ? text : text.substring(0, 100);
    }
}
