package dev.treecast.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.edge.Pacing;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerOptionsReaderTest {
    @TempDir
    Path folder;

    @Test
    void shouldHaveDefaults() throws Exception {
        ServerOptions options = read(Map.of());
        assertThat(options).isEqualTo(ServerOptions.defaults());
        assertThat(options.http().bind()).isEqualTo(new HostPort("0.0.0.0", 8080));
        assertThat(options.media().bind()).isEqualTo(new HostPort("0.0.0.0", 7000));
        assertThat(options.limits().sessionsPerAddressMax()).isEqualTo(5000);
    }

    @Test
    void shouldPreferFlagsOverEnvironmentOverFile() throws Exception {
        Path file = yaml("""
                http: 127.0.0.1:1
                media: 127.0.0.1:2
                max-sessions: 3
                """);
        SettingSource flags =
                SettingSource.of(Map.of(Setting.HTTP, new SettingSource.Given(List.of("127.0.0.1:10"), "--http")));
        SettingSource environment =
                SettingSource.environment(Map.of("TREECAST_HTTP", "127.0.0.1:20", "TREECAST_MEDIA", "127.0.0.1:21"));
        ServerOptions options = new ServerOptionsReader(List.of(flags, environment, YamlSource.read(file))).read();
        assertThat(options.http().bind().port()).isEqualTo(10);
        assertThat(options.media().bind().port()).isEqualTo(21);
        assertThat(options.limits().sessionsMax()).isEqualTo(3);
    }

    @Test
    void shouldReadEverySettingFromAFile() throws Exception {
        ServerOptions options = new ServerOptionsReader(List.of(YamlSource.read(yaml("""
                        http: "[::1]:8443"
                        media: "[::1]:9000"
                        public-address: [203.0.113.7, "2001:db8::7"]
                        publish-key: abc
                        data: /tmp/there
                        tls-cert: /c.pem
                        tls-key: /k.pem
                        ice-server:
                          - stun:stun.test:3478
                          - turns:turn.test?transport=tcp,me,pass,word
                        media-loops: 3
                        pacing: burst
                        max-sessions: 7
                        max-sessions-per-address: 6
                        token-key: /t.pem
                        text-words: /w.txt
                        text-words-action: asterisks
                        text-hook: https://hook.test/check?key=secret
                        max-websockets: 5
                        max-websockets-per-address: 4
                        """)))).read();
        assertThat(options.http().bind()).isEqualTo(new HostPort("::1", 8443)).hasToString("[::1]:8443");
        assertThat(options.media().publicAddresses())
                .containsExactly(InetAddress.ofLiteral("203.0.113.7"), InetAddress.ofLiteral("2001:db8::7"));
        assertThat(options.media().loops()).isEqualTo(3);
        assertThat(options.media().pacing()).isEqualTo(Pacing.burst());
        assertThat(options.publishKey()).contains("abc");
        assertThat(options.data()).isEqualTo(Path.of("/tmp/there"));
        assertThat(options.tls()).map(TlsOptions::key).contains(Path.of("/k.pem"));
        assertThat(options.iceServers()).extracting(IceServer::url).contains("turns:turn.test?transport=tcp");
        assertThat(options.iceServers().get(1).credentials()).contains(new IceServer.Credentials("me", "pass,word"));
        assertThat(options.limits().sessionsMax()).isEqualTo(7);
        assertThat(options.limits().sessionsPerAddressMax()).isEqualTo(6);
        assertThat(options.interaction().tokenKey()).contains(Path.of("/t.pem"));
        assertThat(options.interaction().texts())
                .isEqualTo(new TextOptions(
                        Optional.of(Path.of("/w.txt")),
                        TextOptions.WordAction.ASTERISKS,
                        Optional.of(URI.create("https://hook.test/check?key=secret"))));
        assertThat(options.interaction().webSocketsMax()).isEqualTo(5);
        assertThat(options.interaction().webSocketsPerAddressMax()).isEqualTo(4);
    }

    @Test
    void shouldReadListsFromTheEnvironment() throws Exception {
        ServerOptions options = read(Map.of(
                "TREECAST_PUBLIC_ADDRESS", "192.0.2.1, 192.0.2.2",
                "TREECAST_ICE_SERVER", "stun:a.test turn:b.test,u,p",
                "TREECAST_HTTP", "",
                "TREECAST_DATA", "~/here"));
        assertThat(options.media().publicAddresses()).hasSize(2);
        assertThat(options.iceServers()).hasSize(2);
        assertThat(options.http().bind().port()).isEqualTo(8080);
        assertThat(options.data()).isEqualTo(Path.of(System.getProperty("user.home"), "here"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP | 8080 | TREECAST_HTTP needs HOST:PORT",
                "HTTP | ::1:8080 | TREECAST_HTTP needs HOST:PORT",
                "HTTP | a:70000 | ports end at 65535",
                "MEDIA | 0.0.0.0:65535x | TREECAST_MEDIA needs HOST:PORT",
                "PUBLIC_ADDRESS | example.org | TREECAST_PUBLIC_ADDRESS needs IP addresses",
                "PUBLIC_ADDRESS | 0.0.0.0 | is not an address a browser can send to",
                "PUBLISH_KEY | two words | may have letters, digits",
                "TEXT_WORDS_ACTION | burn | TREECAST_TEXT_WORDS_ACTION is one of refuse, asterisks, but is 'burn'",
                "TEXT_HOOK | hook.test/check | TREECAST_TEXT_HOOK needs an http or https address",
                "TEXT_HOOK | ftp://hook.test | TREECAST_TEXT_HOOK needs an http or https address",
                "TEXT_HOOK | http://me:pass@hook.test | TREECAST_TEXT_HOOK needs an http or https address",
                "MEDIA_LOOPS | 65 | can be 64 at most",
                "PACING | fast | is either staggered or burst, but is 'fast'",
                "MAX_SESSIONS | 0 | needs a whole number from 1 up",
                "MAX_SESSIONS | many | needs a whole number from 1 up",
                "TLS_CERT | /c.pem | needs both",
                "TLS_KEY | /k.pem | needs both",
                "ICE_SERVER | http://x | needs a URL such as stun:",
                "ICE_SERVER | turn:x | is TURN and needs",
                "ICE_SERVER | turn:x,user | has a user but no password",
            })
    void shouldSayWhatIsWrongAndWhere(String setting, String text, String sentence) {
        assertThatThrownBy(() -> read(Map.of("TREECAST_" + setting, text)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "htpp: x | unknown key 'htpp'; known keys are http, media, public-address",
                "http: [a, b] | takes one value, not a list",
                "http: {a: b} | needs a plain value",
                "just text | must hold 'key: value' lines",
                "http: 'open | line ",
                "data: a\\ndata: b | Duplicate",
            })
    void shouldRefuseFilesThatMeanNothing(String yaml, String sentence) throws Exception {
        Path file = yaml(yaml.replace("\\n", "\n"));
        assertThatThrownBy(() -> YamlSource.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(sentence)
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> YamlSource.read(folder.resolve("none.yaml"))).hasMessageContaining("there is no file");
        assertThat(YamlSource.read(yaml("# nothing\n")).find(Setting.HTTP)).isEmpty();
    }

    private static ServerOptions read(Map<String, String> environment) throws ConfigurationException {
        return new ServerOptionsReader(List.of(SettingSource.environment(new HashMap<>(environment)))).read();
    }

    private Path yaml(String text) throws Exception {
        return Files.writeString(folder.resolve("treecast.yaml"), text);
    }
}
