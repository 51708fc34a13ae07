package dev.treecast.tree.pki;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/**
 * Certificates and an EC private key in PEM (RFC 7468), in any order; keys as PKCS #8 or as OpenSSL's {@code EC PRIVATE KEY}.
 *
 * @param key null where the text has none
 */
record PemText(List<X509Certificate> certificates, @Nullable ECPrivateKey key) {

    /** @throws IllegalArgumentException with a sentence that says what is wrong with the text */
    static PemText read(String pem) {
        List<X509Certificate> certificates = new ArrayList<>();
        ECPrivateKey key = null;
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                switch (part) {
                    case X509CertificateHolder holder ->
                        certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
                    case PEMKeyPair pair -> key = ellipticCurve(pair.getPrivateKeyInfo());
                    case PrivateKeyInfo info -> key = ellipticCurve(info);
                    default -> {
                        // Such as OpenSSL's EC PARAMETERS, which the key repeats.
                    }
                }
            }
        } catch (IOException | CertificateException | IllegalStateException e) {
            throw new IllegalArgumentException("what it holds cannot be read: " + e.getMessage(), e);
        }
        return new PemText(List.copyOf(certificates), key);
    }

    private static ECPrivateKey ellipticCurve(PrivateKeyInfo info) throws IOException {
        if (new JcaPEMKeyConverter().getPrivateKey(info) instanceof ECPrivateKey key) {
            return key;
        }
        throw new IllegalArgumentException("its key is not an EC key");
    }

    static X509Certificate authority(String pem) {
        List<X509Certificate> certificates = read(pem).certificates;
        if (certificates.size() != 1 || certificates.getFirst().getBasicConstraints() < 0) {
            throw new IllegalArgumentException("it does not hold the certificate of one CA");
        }
        return certificates.getFirst();
    }

    static String of(X509Certificate certificate) {
        try {
            return of("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate without an encoding", e);
        }
    }

    static String of(PrivateKey key) {
        return of("PRIVATE KEY", key.getEncoded());
    }

    private static String of(String type, byte[] der) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, der));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string does not fail
        }
        return text.toString().replace("\r\n", "\n");
    }
}
