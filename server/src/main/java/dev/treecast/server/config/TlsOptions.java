package dev.treecast.server.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * HTTPS.
 *
 * @param certificate the certificate chain, PEM
 * @param key its private key, PEM (PKCS#8, or PKCS#1 for RSA)
 * @param reloadInterval how often the two files are looked at: 5 s, as certificates change every two months and looking costs two small
 *     reads
 */
public record TlsOptions(Path certificate, Path key, Duration reloadInterval) {

    public static TlsOptions of(Path certificate, Path key) {
        return new TlsOptions(certificate, key, Duration.ofSeconds(5));
    }
}
