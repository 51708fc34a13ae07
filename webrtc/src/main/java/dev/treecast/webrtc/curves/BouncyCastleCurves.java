package dev.treecast.webrtc.curves;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.digests.NullDigest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.DSADigestSigner;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/** BouncyCastle's Java, for machines without libcrypto; two to four times as fast as the JDK's own (docs/decisions/0013). */
final class BouncyCastleCurves implements EllipticCurves {
    private static final ECDomainParameters P256 =
            new ECDomainParameters(CustomNamedCurves.getByOID(SECObjectIdentifiers.secp256r1));

    @Override
    public String description() {
        return "BouncyCastle";
    }

    @Override
    public EphemeralKey generate(Curve curve, SecureRandom random) {
        return switch (curve) {
            case X25519 -> new X25519Key(random);
            case P256 -> new P256Key(random);
        };
    }

    @Override
    public SigningKey signingKey(byte[] scalar, SecureRandom random) {
        ECPrivateKeyParameters key = new ECPrivateKeyParameters(new BigInteger(1, scalar), P256);
        return hash -> {
            DSADigestSigner signer = new DSADigestSigner(
                    new ECDSASigner(new HMacDSAKCalculator(SHA256Digest.newInstance())), new NullDigest());
            signer.init(true, new ParametersWithRandom(key, random));
            signer.update(hash, 0, hash.length);
            return signer.generateSignature();
        };
    }

    @Override
    public boolean verify(byte[] publicPoint, byte[] hash, byte[] signature) {
        if (!Curve.P256.hasShape(publicPoint)) {
            return false;
        }
        try {
            DSADigestSigner signer = new DSADigestSigner(new ECDSASigner(), new NullDigest());
            signer.init(false, new ECPublicKeyParameters(P256.getCurve().decodePoint(publicPoint), P256));
            signer.update(hash, 0, hash.length);
            return signer.verifySignature(signature);
        } catch (IllegalArgumentException notOnTheCurve) {
            return false;
        }
    }

    private static final class X25519Key implements EphemeralKey {
        private final byte[] privateKey = new byte[X25519.SCALAR_SIZE];
        private final byte[] publicValue = new byte[X25519.POINT_SIZE];
        private boolean closed;

        X25519Key(SecureRandom random) {
            X25519.generatePrivateKey(random, privateKey);
            X25519.generatePublicKey(privateKey, 0, publicValue, 0);
        }

        @Override
        public byte[] publicValue() {
            return publicValue.clone();
        }

        @Override
        public byte @Nullable [] agree(byte[] peerValue) {
            checkOpen(closed);
            byte[] secret = new byte[X25519.POINT_SIZE];
            boolean good = Curve.X25519.hasShape(peerValue)
                    && X25519.calculateAgreement(privateKey, 0, peerValue, 0, secret, 0);
            close();
            return good ? secret : null;
        }

        @Override
        public void close() {
            closed = true;
            Arrays.fill(privateKey, (byte) 0);
        }
    }

    private static final class P256Key implements EphemeralKey {
        private final byte[] publicValue;
        private @Nullable ECPrivateKeyParameters privateKey;

        P256Key(SecureRandom random) {
            ECKeyPairGenerator generator = new ECKeyPairGenerator();
            generator.init(new ECKeyGenerationParameters(P256, random));
            AsymmetricCipherKeyPair pair = generator.generateKeyPair();
            privateKey = (ECPrivateKeyParameters) pair.getPrivate();
            publicValue = ((ECPublicKeyParameters) pair.getPublic()).getQ().getEncoded(false);
        }

        @Override
        public byte[] publicValue() {
            return publicValue.clone();
        }

        @Override
        public byte @Nullable [] agree(byte[] peerValue) {
            ECPrivateKeyParameters key = privateKey;
            checkOpen(key == null);
            close();
            if (!Curve.P256.hasShape(peerValue)) {
                return null;
            }
            try {
                ECDHBasicAgreement agreement = new ECDHBasicAgreement();
                agreement.init(key);
                BigInteger secret = agreement.calculateAgreement(
                        new ECPublicKeyParameters(P256.getCurve().decodePoint(peerValue), P256));
                return BigIntegers.asUnsignedByteArray(agreement.getFieldSize(), secret);
            } catch (IllegalArgumentException | IllegalStateException notOnTheCurve) {
                return null;
            }
        }

        /** A BigInteger cannot be wiped, only let go. */
        @Override
        public void close() {
            privateKey = null;
        }
    }

    private static void checkOpen(boolean closed) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
    }
}
