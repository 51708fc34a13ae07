package dev.treecast.tree.pki;

import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Certificates that {@link ClusterAuthority} would never issue. */
final class TestCertificates {
    private final X500Name issuer;
    private final PrivateKey key;
    private final SecureRandom random;
    private final Instant now;

    TestCertificates(ClusterAuthority authority, SecureRandom random, Instant now) {
        this.issuer = new X500Name("CN=" + authority.trust().name());
        this.key = Objects.requireNonNull(PemText.read(authority.keyPem()).key());
        this.random = random;
        this.now = now;
    }

    /** A chain signed by the CA. The URIs are separated by commas; none where empty. */
    List<byte[]> certificate(String commonName, String uris, boolean bothEndsOfTls, String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve), random);
        KeyPair pair = generator.generateKeyPair();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                        issuer,
                        BigInteger.ONE,
                        Date.from(now),
                        Date.from(now.plusSeconds(60)),
                        new X500Name("CN=" + commonName),
                        pair.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(
                                bothEndsOfTls
                                        ? new KeyPurposeId[] {
                                            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                                        }
                                        : new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth}));
        if (!uris.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(Arrays.stream(uris.split(",", -1))
                            .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                            .toArray(GeneralName[]::new)));
        }
        return List.of(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key))
                .getEncoded());
    }

    /** A CA made of a node's key, with the node's name. */
    static ClusterAuthority authorityOf(NodeCertificate node, SecureRandom random) {
        try {
            PemText text = PemText.read(node.toPem());
            PrivateKey nodeKey = Objects.requireNonNull(text.key());
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                            X500Name.getInstance(text.certificates()
                                    .getFirst()
                                    .getSubjectX500Principal()
                                    .getEncoded()),
                            BigInteger.TWO,
                            text.certificates().getFirst().getNotBefore(),
                            text.certificates().getFirst().getNotAfter(),
                            X500Name.getInstance(text.certificates()
                                    .getFirst()
                                    .getSubjectX500Principal()
                                    .getEncoded()),
                            text.certificates().getFirst().getPublicKey())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                            .setSecureRandom(random)
                            .build(nodeKey))
                    .getEncoded();
            StringWriter pem = new StringWriter();
            try (PemWriter writer = new PemWriter(pem)) {
                writer.writeObject(new PemObject("CERTIFICATE", der));
            }
            return ClusterAuthority.fromPem(pem.toString(), PemText.of(nodeKey));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
