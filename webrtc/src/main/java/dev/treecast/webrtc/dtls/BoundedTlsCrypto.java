package dev.treecast.webrtc.dtls;

import dev.treecast.webrtc.curves.Curve;
import dev.treecast.webrtc.curves.EphemeralKey;
import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.EncryptionAlgorithm;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.CryptoHashAlgorithm;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.bouncycastle.tls.crypto.TlsECDomain;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * The cryptography of one handshake. BouncyCastle's, but for what costs time: curves ({@link HandshakeKeys}), SHA-2 and the ciphers of records, which also
 * bound what BouncyCastle gets to see ({@link RecordCipher}).
 */
final class BoundedTlsCrypto extends BcTlsCrypto {
    private final HandshakeKeys keys;
    private @Nullable EphemeralKey ephemeralKey;
    private @Nullable RecordCipher recordCipher;

    BoundedTlsCrypto(SecureRandom random, HandshakeKeys keys) {
        super(random);
        this.keys = keys;
    }

    /** What seals and opens the association's records; null before the peers have agreed on keys. */
    @Nullable
    RecordCipher recordCipher() {
        return recordCipher;
    }

    @Override
    public TlsECDomain createECDomain(TlsECConfig config) {
        return switch (config.getNamedGroup()) {
            case NamedGroup.x25519 -> () -> agreement(Curve.X25519);
            case NamedGroup.secp256r1 -> () -> agreement(Curve.P256);
            default -> super.createECDomain(config);
        };
    }

    private EphemeralAgreement agreement(Curve curve) {
        close();
        EphemeralKey taken = keys.take(curve);
        ephemeralKey = taken;
        return new EphemeralAgreement(this, taken);
    }

    /** Frees the handshake's own key, when that is over. */
    void close() {
        if (ephemeralKey != null) {
            ephemeralKey.close();
            ephemeralKey = null;
        }
    }

    @Override
    public TlsCertificate createCertificate(short type, byte[] encoding) throws IOException {
        return type == CertificateType.X509
                ? new HandshakeCertificate(this, keys.curves(), encoding)
                : super.createCertificate(type, encoding);
    }

    @Override
    public TlsCipher createCipher(TlsCryptoParameters parameters, int encryptionAlgorithm, int macAlgorithm)
            throws IOException {
        RecordAead aead = switch (encryptionAlgorithm) {
            case EncryptionAlgorithm.AES_128_GCM -> RecordAead.AES_128_GCM;
            case EncryptionAlgorithm.AES_256_GCM -> RecordAead.AES_256_GCM;
            case EncryptionAlgorithm.CHACHA20_POLY1305 -> RecordAead.CHACHA20_POLY1305;
            default -> throw new TlsFatalAlert(AlertDescription.internal_error); // in none of our cipher suites
        };
        RecordCipher cipher = RecordCipher.of(aead, parameters);
        recordCipher = cipher;
        return cipher;
    }

    @Override
    public Digest createDigest(int algorithm) {
        return switch (algorithm) {
            case CryptoHashAlgorithm.sha256 -> JdkDigest.of("SHA-256", 64);
            case CryptoHashAlgorithm.sha384 -> JdkDigest.of("SHA-384", 128);
            case CryptoHashAlgorithm.sha512 -> JdkDigest.of("SHA-512", 128);
            default -> super.createDigest(algorithm);
        };
    }

    @Override
    public Digest cloneDigest(int algorithm, Digest digest) {
        return digest instanceof JdkDigest ours ? ours.copy() : super.cloneDigest(algorithm, digest);
    }
}
