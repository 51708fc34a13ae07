package dev.treecast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.server.config.HostPort;
import dev.treecast.server.config.HttpOptions;
import dev.treecast.server.config.InteractionOptions;
import dev.treecast.server.config.ServerOptions;
import dev.treecast.server.config.Setting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TreecastTest {
    @TempDir
    Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldExplainServe() {
        assertThat(run("serve", "--help")).isZero();
        assertThat(out.toString())
                .startsWith("Usage: treecast serve")
                .contains("--http=HOST:PORT", "Default: 0.0.0.0:8080", "TREECAST_PUBLIC_ADDRESS", "exit status 0");
        for (Setting setting : Setting.values()) {
            assertThat(out.toString()).contains(setting.flag(), setting.shownDefault());
        }
    }

    @Test
    void shouldExplainItself() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("serve", "demo", "Runs a server with every role in one process.");
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).contains("Treecast ");
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).startsWith("Usage: treecast");
    }

    @Test
    void shouldExplainTheClusterOfTheDemo() {
        assertThat(run("cluster-demo", "--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: treecast cluster-demo").contains("127.0.0.31", "--port", "8080");
        assertThat(error("cluster-demo", "--port", "70000"))
                .isEqualTo("treecast: --port needs a port from 1 to 65000, but is 70000.");
        assertThat(error("cluster-demo", "--media-port", "x")).contains("--media-port");
    }

    @Test
    void shouldSayInOneLineWhatIsWrong() {
        assertThat(run("serve", "--htpp", "x")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("treecast: Unknown option")
                .contains("treecast serve --help")
                .hasLineCount(1);
        assertThat(error("serve", "--http", "8080"))
                .isEqualTo("treecast: --http needs HOST:PORT, such as 0.0.0.0:8080 or [::1]:8080, but is '8080'.");
        assertThat(error("serve", "--http", "a:1", "--http", "b:2"))
                .startsWith("treecast: option '--http' (HOST:PORT) should be specified only once")
                .hasLineCount(1);
        assertThat(error("serve", "--config", "/none.yaml"))
                .isEqualTo("treecast: --config: there is no file /none.yaml.");
    }

    @Test
    void shouldMakeTokens() {
        assertThat(run("token", "--help")).isZero();
        assertThat(out.toString())
                .contains("--subject=ID", "--role=ROLE", "--ttl=TIME", "--token-key=FILE", "--data=DIR");
        out.getBuffer().setLength(0);
        assertThat(run(
                        "token",
                        "--data",
                        data.toString(),
                        "--subject",
                        "alice",
                        "--name",
                        "Alice Ω",
                        "--role",
                        "viewer",
                        "--role",
                        "crew",
                        "--stream",
                        "demo",
                        "--ttl",
                        "12h"))
                .isZero();
        String[] parts = out.toString().strip().split("\\.", -1);
        assertThat(parts).hasSize(3);
        assertThat(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
                .contains(
                        "\"sub\":\"alice\"",
                        "\"name\":\"Alice Ω\"",
                        "\"roles\":[\"viewer\",\"crew\"]",
                        "\"stream\":\"demo\"");
        assertThat(data.resolve("token-key")).exists();
        assertThat(error("token")).startsWith("treecast: Missing required option: '--subject=ID'");
        assertThat(error("token", "--subject", "a", "--role", "king"))
                .isEqualTo("treecast: There is no role 'king'; roles are viewer, crew, moderator, game.");
        assertThat(error("token", "--subject", "a", "--ttl", "1w"))
                .isEqualTo("treecast: --ttl needs a time such as 90s, 30m, 12h or 7d, at most 366d, but is '1w'.");
        assertThat(error("token", "--subject", "a b")).startsWith("treecast: A subject has");
    }

    @Test
    void shouldSayThatHttpsCannotStart() {
        String message = error(
                "serve",
                "--http",
                "127.0.0.1:0",
                "--data",
                data.toString(),
                "--tls-cert",
                "/none.pem",
                "--tls-key",
                "/k");
        assertThat(message).isEqualTo("treecast: HTTPS cannot start: there is no file /none.pem.");
    }

    @Test
    void shouldStopInOrder() throws Exception {
        FakeMediaPlane media = new FakeMediaPlane();
        media.drained = new CompletableFuture<>();
        Server server = Server.start(options(Duration.ofMillis(50)), (options, channels) -> media);
        assertThat(server.httpPort()).isPositive();
        server.stop();
        assertThat(media.draining).isTrue();
        assertThat(media.closed).isTrue();
        server.stop();
    }

    @Test
    void shouldSummariseWhatIsReady() throws Exception {
        Server server = Server.start(options(Duration.ofMillis(50)), (options, channels) -> new FakeMediaPlane());
        String text = new StartupSummary(server).text("1.2.3", Duration.ofMillis(840));
        server.stop();
        assertThat(text)
                .contains("Treecast 1.2.3 is ready (0.8 s)")
                .contains("http://127.0.0.1:" + server.httpPort() + "/studio")
                .contains(server.publishKey().value() + "   (kept in " + data.resolve("publish-key") + ")")
                .contains("UDP 7000-7001, offered at 192.0.2.7", "AEAD_AES_128_GCM (fake)");
    }

    private ServerOptions options(Duration drainTime) {
        ServerOptions defaults = ServerOptions.defaults();
        HttpOptions http = defaults.http();
        HttpOptions quick = new HttpOptions(
                new HostPort("127.0.0.1", 0),
                http.bodyBytesMax(),
                http.headerBytesMax(),
                http.requestLineBytesMax(),
                http.connectionsMax(),
                http.requestTime(),
                http.keepAliveTime(),
                http.answerTime(),
                drainTime);
        return new ServerOptions(
                quick,
                defaults.media(),
                defaults.limits(),
                Optional.empty(),
                data,
                Optional.empty(),
                List.of(),
                InteractionOptions.defaults());
    }

    private String error(String... arguments) {
        err.getBuffer().setLength(0);
        assertThat(run(arguments)).isPositive();
        return err.toString().strip();
    }

    private int run(String... arguments) {
        CommandLine commandLine =
                Treecast.commandLine(new Wiring((options, channels) -> new FakeMediaPlane(), (whip, key) -> {}));
        return commandLine
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
