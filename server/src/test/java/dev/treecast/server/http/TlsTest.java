package dev.treecast.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.server.config.ServerOptions;
import dev.treecast.server.config.TlsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir
    Path folder;

    @Test
    void shouldServeHttp2AndTakeANewCertificateWithoutARestart() throws Exception {
        TlsOptions tls = new TlsOptions(folder.resolve("c.pem"), folder.resolve("k.pem"), Duration.ofMillis(20));
        make("one", "RSA", tls);
        try (HttpFixture https = new HttpFixture(options(tls))) {
            assertThat(subject(https)).isEqualTo("CN=one");
            HttpResponse<String> response = get(https);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);

            // A key that is not the certificate's, as between certbot's two writes: the old pair stays.
            TlsOptions other = new TlsOptions(folder.resolve("c2.pem"), folder.resolve("k2.pem"), Duration.ZERO);
            make("two", "EC", other);
            Files.copy(other.certificate(), folder.resolve("c.pem.new"));
            Files.move(folder.resolve("c.pem.new"), tls.certificate(), StandardCopyOption.ATOMIC_MOVE);
            assertThat(subject(https)).isEqualTo("CN=one");

            Files.copy(other.key(), folder.resolve("k.pem.new"));
            Files.move(folder.resolve("k.pem.new"), tls.key(), StandardCopyOption.ATOMIC_MOVE);
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!subject(https).equals("CN=two")) {
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
            assertThat(get(https).version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
    }

    @Test
    void shouldSayWhatIsWrongWithTheFiles() throws Exception {
        TlsOptions one = TlsOptions.of(folder.resolve("c.pem"), folder.resolve("k.pem"));
        make("one", "EC", one);
        TlsOptions two = TlsOptions.of(folder.resolve("c2.pem"), folder.resolve("k2.pem"));
        make("two", "EC", two);
        assertThatThrownBy(() -> new HttpFixture(options(TlsOptions.of(one.certificate(), two.key()))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not the key of the certificate");
        Path noise = Files.writeString(folder.resolve("noise.pem"), "noise");
        assertThatThrownBy(() -> new HttpFixture(options(TlsOptions.of(noise, one.key()))))
                .hasMessageContaining("are not a PEM certificate and its key");
    }

    private static ServerOptions options(TlsOptions tls) {
        return HttpFixture.options(HttpFixture.http(Duration.ofSeconds(5), 100), List.of(), Optional.of(tls));
    }

    /** The JDK's own keytool makes the pair; PKCS#12 holds what PEM wants. */
    private void make(String name, String algorithm, TlsOptions into) throws Exception {
        Path store = folder.resolve(name + ".p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret");
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
        pem(into.certificate(), "CERTIFICATE", keys.getCertificate("a").getEncoded());
        pem(into.key(), "PRIVATE KEY", keys.getKey("a", "secret".toCharArray()).getEncoded());
    }

    private static void pem(Path file, String label, byte[] der) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN " + label + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label
                        + "-----\n");
    }

    private static String subject(HttpFixture https) throws Exception {
        try (SSLSocket socket = (SSLSocket)
                trustingAll().getSocketFactory().createSocket(InetAddress.ofLiteral("127.0.0.1"), https.face.port())) {
            socket.startHandshake();
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }

    private static HttpResponse<String> get(HttpFixture https) throws Exception {
        URI uri = URI.create("https://127.0.0.1:" + https.face.port() + "/healthz");
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(trustingAll()).build()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static SSLContext trustingAll() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        return context;
    }

    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
