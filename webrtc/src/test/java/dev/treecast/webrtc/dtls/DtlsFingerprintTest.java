package dev.treecast.webrtc.dtls;

import static dev.treecast.webrtc.dtls.DtlsPair.CLIENT_CERTIFICATE;
import static dev.treecast.webrtc.dtls.DtlsPair.NOW;
import static dev.treecast.webrtc.dtls.DtlsPair.SERVER_CERTIFICATE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DtlsFingerprintTest {
    /** sha-256 of "abc", FIPS 180-2 appendix B.1. */
    private static final String OF_ABC =
            "sha-256 BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD";

    private static final byte[] ABC = "abc".getBytes(US_ASCII);

    @Test
    void shouldWriteWhatRfc8122Says() {
        assertThat(DtlsFingerprint.ofCertificate("sha-256", ABC)).hasToString(OF_ABC);
    }

    @Test
    void shouldReadEitherCase() {
        DtlsFingerprint fingerprint = DtlsFingerprint.ofCertificate("sha-256", ABC);
        assertThat(DtlsFingerprint.parse(OF_ABC)).isEqualTo(fingerprint).hasSameHashCodeAs(fingerprint);
        assertThat(DtlsFingerprint.parse(OF_ABC.toLowerCase(Locale.ROOT))).isEqualTo(fingerprint);
        assertThat(DtlsFingerprint.parse(OF_ABC.replace("sha", "SHA"))).isEqualTo(fingerprint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "sha-256", "sha-256 ", "sha-256 AB", "sha-256 AB:C", "sha-1 AB:CD", "md5 AB", "sha-256 XY:ZZ"
            })
    void shouldTakeNothingElse(String text) {
        assertThat(DtlsFingerprint.parse(text)).isNull();
    }

    @Test
    void shouldSurviveRandomBytes() {
        SplittableRandom random = new SplittableRandom(3);
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder mutated = new StringBuilder(OF_ABC);
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                mutated.setCharAt(random.nextInt(mutated.length()), (char) random.nextInt(0x20, 0x7F));
            }
            if (random.nextInt(4) == 0) {
                mutated.setLength(random.nextInt(mutated.length() + 1));
            }
            DtlsFingerprint parsed = DtlsFingerprint.parse(mutated.toString());
            if (parsed != null) {
                read++;
                assertThat(parsed.value()).hasSize(32);
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    void shouldMatchAnyOfTheStrongestHash() {
        byte[] der = SERVER_CERTIFICATE.der();
        DtlsFingerprint right = DtlsFingerprint.ofCertificate("sha-512", der);
        DtlsFingerprint wrong = DtlsFingerprint.ofCertificate("sha-512", ABC);

        assertThat(DtlsFingerprint.anyMatches(List.of(wrong, right), der)).isTrue();
        assertThat(DtlsFingerprint.anyMatches(List.of(wrong), der)).isFalse();
        assertThat(DtlsFingerprint.anyMatches(List.of(), der)).isFalse();
        assertThat(DtlsFingerprint.anyMatches(List.of(DtlsFingerprint.ofCertificate("sha-384", der)), der))
                .isTrue();
        // A weaker hash that matches does not excuse the stronger one.
        assertThat(DtlsFingerprint.anyMatches(List.of(SERVER_CERTIFICATE.fingerprint(), wrong), der))
                .isFalse();
    }

    @Test
    void shouldMakeCertificatesThatOthersCanRead() throws Exception {
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(CLIENT_CERTIFICATE.der()));

        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity(Date.from(NOW));
        certificate.checkValidity(Date.from(NOW.plusSeconds(30L * 86_400)));
        assertThat(certificate.getPublicKey())
                .isInstanceOfSatisfying(
                        ECPublicKey.class,
                        key -> assertThat(key.getParams().getCurve().getField().getFieldSize())
                                .isEqualTo(256));
        assertThat(certificate.getSerialNumber().signum()).isPositive();
        assertThat(certificate.getSerialNumber())
                .isNotEqualTo(((X509Certificate) CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(SERVER_CERTIFICATE.der())))
                        .getSerialNumber());
        assertThat(CLIENT_CERTIFICATE.fingerprint())
                .isEqualTo(DtlsFingerprint.ofCertificate("sha-256", certificate.getEncoded()))
                .isNotEqualTo(SERVER_CERTIFICATE.fingerprint());
    }

    @Test
    void shouldWarmUp() throws InterruptedException {
        assertThat(DtlsWarmUp.run(DtlsPair.RANDOM, NOW, new HandshakeGate(DtlsOptions.defaults())))
                .isTrue();
    }
}
