package dev.treecast.webrtc.dtls;

import dev.treecast.webrtc.curves.EllipticCurves;
import dev.treecast.webrtc.curves.EllipticCurvesProvider;
import dev.treecast.webrtc.curves.SigningKey;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.util.BigIntegers;

/**
 * Our end's certificate and its private key: ECDSA P-256. For browsers self-signed (RFC 8827 section 6.5): nobody checks its name or its dates; the
 * peer knows it by the fingerprint in our session description. For nodes of a cluster issued by its CA ({@link #of}). One serves all sessions of a process, because making one costs a key pair and a signature.
 */
public final class DtlsCertificate {
    /** Peers pin the fingerprint and do not look at dates; a year outlives a process, a day back forgives a slow clock. */
    private static final Duration VALID_FOR = Duration.ofDays(365);

    private static final Duration VALID_BEFORE = Duration.ofDays(1);

    /** Positive and at most 20 octets (RFC 5280 section 4.1.2.2); 64 random bits as the CA/Browser Forum asks for, doubled. */
    private static final int SERIAL_BITS = 128;

    private static final int SCALAR_BYTES = 32;

    private final byte[] der;
    private final SigningKey signingKey;
    private final Certificate chain;
    private final DtlsFingerprint fingerprint;

    private DtlsCertificate(byte[] der, SigningKey signingKey, Certificate chain) {
        this.der = der;
        this.signingKey = signingKey;
        this.chain = chain;
        this.fingerprint = DtlsFingerprint.ofCertificate("sha-256", der);
    }

    /** Makes a key pair and a certificate with a random serial number and name, valid from a day before {@code now} for a year. */
    public static DtlsCertificate generate(SecureRandom random, Instant now) {
        ECNamedDomainParameters curve = new ECNamedDomainParameters(
                SECObjectIdentifiers.secp256r1, CustomNamedCurves.getByOID(SECObjectIdentifiers.secp256r1));
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(curve, random));
        AsymmetricCipherKeyPair keyPair = generator.generateKeyPair();
        try {
            byte[] der = selfSigned(keyPair, random, now);
            byte[] scalar = BigIntegers.asUnsignedByteArray(
                    SCALAR_BYTES, ((ECPrivateKeyParameters) keyPair.getPrivate()).getD());
            DtlsCertificate certificate = of(List.of(der), scalar, random);
            Arrays.fill(scalar, (byte) 0);
            return certificate;
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException("an ECDSA P-256 certificate could not be made", e);
        }
    }

    /**
     * A certificate that somebody issued us, for peers that check who did.
     *
     * @param chainDer ours first, in DER
     * @param scalar the P-256 private key of ours, 32 bytes big endian; the caller wipes it
     * @throws IllegalArgumentException where the chain cannot be read
     */
    public static DtlsCertificate of(List<byte[]> chainDer, byte[] scalar, SecureRandom random) {
        EllipticCurves curves = EllipticCurvesProvider.best();
        BcTlsCrypto crypto = new BcTlsCrypto(random);
        TlsCertificate[] chain = new TlsCertificate[chainDer.size()];
        try {
            for (int i = 0; i < chain.length; i++) {
                chain[i] = new HandshakeCertificate(crypto, curves, chainDer.get(i));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("a certificate chain that cannot be read", e);
        }
        return new DtlsCertificate(
                chainDer.getFirst().clone(), curves.signingKey(scalar, random), new Certificate(chain));
    }

    private static byte[] selfSigned(AsymmetricCipherKeyPair keyPair, SecureRandom random, Instant now)
            throws IOException, OperatorCreationException {
        byte[] name = new byte[8];
        random.nextBytes(name);
        X500Name subject = new X500Name("CN=" + HexFormat.of().formatHex(name));
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                subject,
                new BigInteger(SERIAL_BITS, random).setBit(0),
                Date.from(now.minus(VALID_BEFORE)),
                Date.from(now.plus(VALID_FOR)),
                subject,
                SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(keyPair.getPublic()));
        AlgorithmIdentifier signature = new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256WITHECDSA");
        AlgorithmIdentifier digest = new DefaultDigestAlgorithmIdentifierFinder().find(signature);
        BcECContentSignerBuilder signer = new BcECContentSignerBuilder(signature, digest);
        signer.setSecureRandom(random);
        return builder.build(signer.build(keyPair.getPrivate())).getEncoded();
    }

    /** The sha-256 fingerprint, for {@code a=fingerprint}. */
    public DtlsFingerprint fingerprint() {
        return fingerprint;
    }

    /** The certificate in DER. */
    public byte[] der() {
        return der.clone();
    }

    SigningKey signingKey() {
        return signingKey;
    }

    /** The certificate as BouncyCastle's handshake takes it, read once. */
    Certificate chain() {
        return chain;
    }
}
