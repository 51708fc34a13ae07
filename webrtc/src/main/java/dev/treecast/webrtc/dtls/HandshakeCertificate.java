package dev.treecast.webrtc.dtls;

import dev.treecast.webrtc.curves.Curve;
import dev.treecast.webrtc.curves.EllipticCurves;
import java.io.IOException;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.tls.DigitallySigned;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.crypto.TlsStreamVerifier;
import org.bouncycastle.tls.crypto.TlsVerifier;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/** A certificate that keeps its encoding, and whose P-256 key, as nearly all peers have it, {@link EllipticCurves} verifies with. */
final class HandshakeCertificate extends BcTlsCertificate {
    private final EllipticCurves curves;
    private final byte[] der;

    HandshakeCertificate(BcTlsCrypto crypto, EllipticCurves curves, byte[] der) throws IOException {
        super(crypto, der);
        this.curves = curves;
        this.der = der.clone();
    }

    @Override
    public byte[] getEncoded() {
        return der.clone();
    }

    @Override
    public TlsVerifier createVerifier(short signatureAlgorithm) throws IOException {
        SubjectPublicKeyInfo key = getSubjectPublicKeyInfo();
        if (signatureAlgorithm != SignatureAlgorithm.ecdsa
                || !X9ObjectIdentifiers.id_ecPublicKey.equals(key.getAlgorithm().getAlgorithm())
                || !SECObjectIdentifiers.secp256r1.equals(key.getAlgorithm().getParameters())) {
            return super.createVerifier(signatureAlgorithm);
        }
        validateKeyUsage(KeyUsage.digitalSignature);
        byte[] point = key.getPublicKeyData().getOctets();
        return point.length == Curve.P256.publicValueBytes()
                ? new P256Verifier(curves, point)
                : super.createVerifier(signatureAlgorithm); // a compressed point
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record P256Verifier(EllipticCurves curves, byte[] point) implements TlsVerifier {
        @Override
        public boolean verifyRawSignature(DigitallySigned signed, byte[] hash) {
            if (signed.getAlgorithm() == null || signed.getAlgorithm().getSignature() != SignatureAlgorithm.ecdsa) {
                return false;
            }
            return curves.verify(point, hash, signed.getSignature());
        }

        @Override
        public @Nullable TlsStreamVerifier getStreamVerifier(DigitallySigned signed) {
            return null; // over the hash, not the messages
        }
    }
}
