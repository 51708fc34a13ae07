package dev.treecast.tree.pki;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A cluster's certificate authority: ECDSA P-256, and every certificate it issues is a node's (RFC 5280). Whoever has its key makes nodes,
 * so it belongs on no node.
 */
public final class ClusterAuthority {
    /** A node whose clock is behind by less takes a certificate that was just issued. */
    private static final Duration VALID_BEFORE = Duration.ofHours(1);

    /** Positive and at most 20 octets (RFC 5280 section 4.1.2.2). */
    private static final int SERIAL_BITS = 128;

    private final X509Certificate certificate;
    private final ECPrivateKey key;

    private ClusterAuthority(X509Certificate certificate, ECPrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /**
     * Makes a CA.
     *
     * @param name the cluster's, as its certificates say; spelled like a node's id
     */
    public static ClusterAuthority create(String name, Duration validFor, SecureRandom random, Instant now) {
        if (!NodeIdentity.isId(name)) {
            throw new IllegalArgumentException(
                    "a cluster's name has 1 to 64 letters, digits and _ . -, but this is '" + name + "'");
        }
        KeyPair pair = keyPair(random);
        ECPrivateKey key = (ECPrivateKey) pair.getPrivate();
        X500Name subject = commonName(name);
        try {
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            X509v3CertificateBuilder builder = builder(subject, subject, pair.getPublic(), validFor, random, now)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            identifiers.createSubjectKeyIdentifier(pair.getPublic()));
            return new ClusterAuthority(signed(builder, key, random), key);
        } catch (GeneralSecurityException | CertIOException e) {
            throw new IllegalStateException("a CA's certificate could not be made", e);
        }
    }

    /**
     * Reads what {@link #certificatePem} and {@link #keyPem} wrote.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong with them
     */
    public static ClusterAuthority fromPem(String certificatePem, String keyPem) {
        X509Certificate certificate = PemText.authority(certificatePem);
        ECPrivateKey key = PemText.read(keyPem).key();
        if (key == null) {
            throw new IllegalArgumentException("there is no private key in the CA's key file");
        }
        NodeCertificate.requirePair(certificate, key);
        return new ClusterAuthority(certificate, key);
    }

    /**
     * Issues a certificate for a new key pair. It ends with the CA's own at the latest.
     *
     * @throws IllegalArgumentException where the CA's certificate is over
     */
    public NodeCertificate issue(NodeIdentity node, Duration validFor, SecureRandom random, Instant now) {
        Instant last = certificate.getNotAfter().toInstant();
        if (!now.isBefore(last)) {
            throw new IllegalArgumentException("the CA's certificate ended at " + last);
        }
        Duration time = now.plus(validFor).isAfter(last) ? Duration.between(now, last) : validFor;
        KeyPair pair = keyPair(random);
        GeneralName[] roles = node.roles().stream()
                .sorted()
                .map(role -> new GeneralName(GeneralName.uniformResourceIdentifier, role.urn()))
                .toArray(GeneralName[]::new);
        X500Name issuer =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        try {
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            X509v3CertificateBuilder builder = builder(
                            issuer, commonName(node.id()), pair.getPublic(), time, random, now)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                    }))
                    .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(roles))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            identifiers.createSubjectKeyIdentifier(pair.getPublic()))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            identifiers.createAuthorityKeyIdentifier(certificate.getPublicKey()));
            X509Certificate issued = signed(builder, key, random);
            return new NodeCertificate(List.of(issued), (ECPrivateKey) pair.getPrivate(), random);
        } catch (GeneralSecurityException | CertIOException e) {
            throw new IllegalStateException("a node's certificate could not be made", e);
        }
    }

    /** What all nodes have to know. */
    public ClusterTrust trust() {
        return new ClusterTrust(certificate);
    }

    /** The certificate, PEM; for everybody. */
    public String certificatePem() {
        return PemText.of(certificate);
    }

    /** The private key, PEM; whoever keeps it lets nobody else read it. */
    public String keyPem() {
        return PemText.of(key);
    }

    /** When the certificate ends, and with it every node's. */
    public Instant validUntil() {
        return certificate.getNotAfter().toInstant();
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Duration validFor, SecureRandom random, Instant now) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, random).setBit(0),
                Date.from(now.minus(VALID_BEFORE)),
                Date.from(now.plus(validFor)),
                subject,
                key);
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, ECPrivateKey key, SecureRandom random)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                            .setSecureRandom(random)
                            .build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static X500Name commonName(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
    }

    private static KeyPair keyPair(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no P-256", e);
        }
    }
}
