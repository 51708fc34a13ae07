package dev.treecast.server.http;

import dev.treecast.server.config.TlsOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate chain and its key as they stood in their files at one moment, known to belong together: while certbot writes one after the
 * other they do not, and a server that took them then would refuse every handshake.
 */
final class TlsCertificate {
    private final byte[] chainPem;
    private final byte[] keyPem;

    private TlsCertificate(byte[] chainPem, byte[] keyPem) {
        this.chainPem = chainPem;
        this.keyPem = keyPem;
    }

    /** Throws IOException with a sentence that names the file. Blocks. */
    static TlsCertificate read(Vertx vertx, TlsOptions options) throws IOException {
        TlsCertificate read = new TlsCertificate(bytes(options.certificate()), bytes(options.key()));
        read.check(vertx, options);
        return read;
    }

    boolean sameAs(TlsCertificate other) {
        return Arrays.equals(chainPem, other.chainPem) && Arrays.equals(keyPem, other.keyPem);
    }

    PemKeyCertOptions pem() {
        return new PemKeyCertOptions().setCertValue(Buffer.buffer(chainPem)).setKeyValue(Buffer.buffer(keyPem));
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        }
    }

    private void check(Vertx vertx, TlsOptions options) throws IOException {
        boolean belong;
        try {
            belong = belongTogether(vertx);
        } catch (Exception e) {
            throw new IOException(
                    options.certificate() + " and " + options.key() + " are not a PEM certificate and its key ("
                            + e.getMessage() + ")",
                    e);
        }
        if (!belong) {
            throw new IOException(options.key() + " is not the key of the certificate in " + options.certificate());
        }
    }

    private boolean belongTogether(Vertx vertx) throws Exception {
        for (KeyManager manager : pem().getKeyManagerFactory(vertx).getKeyManagers()) {
            if (manager instanceof X509KeyManager x509) {
                for (String type : new String[] {"RSA", "EC", "EdDSA", "Ed25519"}) {
                    String[] aliases = x509.getServerAliases(type, null);
                    if (aliases != null && aliases.length > 0) {
                        return signs(
                                x509.getPrivateKey(aliases[0]), x509.getCertificateChain(aliases[0])[0].getPublicKey());
                    }
                }
            }
        }
        throw new GeneralSecurityException("no RSA, EC or Ed25519 key in them");
    }

    private static boolean signs(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        byte[] message = {1, 2, 3, 4};
        signature.update(message);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(message);
        return signature.verify(signed);
    }
}
