package dev.treecast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.server.config.ConfigurationException;
import dev.treecast.server.config.HostPort;
import dev.treecast.server.config.ServerOptions;
import dev.treecast.server.config.ServerOptionsReader;
import dev.treecast.server.config.Setting;
import dev.treecast.server.config.SettingSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine;

/** What deploy/ says has to be what the program does: no container engine runs here, but each setting, port, path and name can be held against it. */
class DeployFilesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path DEPLOY = ROOT.resolve("deploy");
    private static final Path KUBERNETES = DEPLOY.resolve("kubernetes");
    private static final Set<String> SECRETS = Set.of("treecast-ca", "treecast-publish-key", "treecast-token-key");

    /** Of the scripts, not of the program. */
    private static final Set<String> SCRIPTS = Set.of("TREECAST_JAVA_OPTIONS");

    // ---- YAML, without types ----

    private record Node(Object value) {
        Node at(Object... path) {
            Object here = value;
            for (Object key : path) {
                if (here instanceof Map<?, ?> map && key instanceof String) {
                    here = map.get(key);
                } else if (here instanceof List<?> list && key instanceof Integer index) {
                    here = list.get(index);
                } else {
                    throw new AssertionError("no " + Arrays.toString(path));
                }
            }
            return new Node(Objects.requireNonNull(here, () -> "nothing at " + Arrays.toString(path)));
        }

        boolean has(String key) {
            return value instanceof Map<?, ?> map && map.containsKey(key);
        }

        List<Node> items() {
            return value instanceof List<?> list ? list.stream().map(Node::new).toList() : List.of();
        }

        Map<String, Node> members() {
            Map<String, Node> members = new HashMap<>();
            if (value instanceof Map<?, ?> map) {
                map.forEach((key, each) -> members.put((String) key, new Node(each)));
            }
            return members;
        }

        String text() {
            return String.valueOf(value);
        }
    }

    private static List<Node> documents(Path file) throws IOException {
        List<Node> documents = new ArrayList<>();
        new Yaml(new SafeConstructor(new LoaderOptions()))
                .loadAll(Files.readString(file))
                .forEach(each -> documents.add(new Node(each)));
        return documents;
    }

    private static List<MatchResult> found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().toList();
    }

    private static ServerOptions options(Map<String, String> environment) throws ConfigurationException {
        return new ServerOptionsReader(List.of(SettingSource.environment(environment))).read();
    }

    // ---- All of it ----

    @Test
    void shouldNameOnlySettingsThatThereAre() throws IOException {
        Set<String> known = new HashSet<>(SCRIPTS);
        for (Setting setting : Setting.values()) {
            known.add(setting.environmentVariable());
        }
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(DEPLOY)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                found("TREECAST_[A-Z_]+", Files.readString(file)).forEach(match -> named.add(match.group()));
            }
        }
        assertThat(named).contains("TREECAST_REDIS", "TREECAST_NODE_URL", "TREECAST_TLS_CERT");
        assertThat(known).containsAll(named);
    }

    @Test
    void shouldRunWithTheFlagsOfTheLauncher() throws IOException {
        String installed = Files.readString(DEPLOY.resolve("bin/treecast"));
        String launcher = Files.readString(ROOT.resolve("treecast"));
        String itself = launcher.substring(launcher.indexOf("java_command() {"), launcher.indexOf("warm() {"));
        List<MatchResult> flags = found("(?:-XX:[+A-Za-z=0-9]+|--[a-z-]+=[A-Za-z-]+)", itself);
        for (MatchResult flag : flags) {
            // The class archive is the launcher's own, and is written where it runs.
            if (!flag.group().contains("Archive") && !flag.group().contains("Use*GC")) {
                assertThat(installed).contains(flag.group());
            }
        }
        assertThat(flags).hasSizeGreaterThan(6);
        assertThat(installed).contains(Treecast.class.getName());
    }

    @Test
    void shouldCallThePkiAsItIs() throws IOException {
        String script = Files.readString(DEPLOY.resolve("bin/certificates"));
        for (String command : List.of("init", "issue")) {
            List<MatchResult> calls = found("pki " + command + " (--[^|\\n]*)", script);
            assertThat(calls).hasSize(1);
            CommandLine pki = subcommand(Treecast.commandLine(Wiring.standard()), "pki");
            Set<String> flags =
                    subcommand(pki, command).getCommandSpec().optionsMap().keySet();
            found("--[a-z]+", calls.getFirst().group(1))
                    .forEach(flag -> assertThat(flags).contains(flag.group()));
        }
    }

    private static CommandLine subcommand(CommandLine of, String name) {
        return Objects.requireNonNull(of.getSubcommands().get(name));
    }

    @Test
    void shouldBuildTheImageFromWhatThereIs() throws IOException {
        String dockerfile = Files.readString(DEPLOY.resolve("Dockerfile"));
        for (MatchResult copy : found("(?m)^COPY (?!--from)(\\S+) ", dockerfile)) {
            assertThat(ROOT.resolve(copy.group(1))).exists();
        }
        ServerOptions defaults = ServerOptions.defaults();
        assertThat(dockerfile)
                .contains("EXPOSE " + defaults.http().bind().port() + "/tcp "
                        + defaults.media().bind().port() + "-")
                .contains("/readyz", "USER 10001", "ENTRYPOINT [\"treecast\"]");
        assertThat(Files.readString(ROOT.resolve("treecast"))).contains("/server/target/treecast");
    }

    // ---- Compose ----

    @Test
    void shouldStartAClusterWithCompose() throws Exception {
        Node compose = documents(DEPLOY.resolve("compose.yaml")).getFirst();
        Set<String> volumes = compose.at("volumes").members().keySet();
        String certificates =
                compose.at("services", "certificates", "command", 0).text();
        Set<Integer> ports = new HashSet<>();
        Set<String> nodes = new TreeSet<>();
        for (Map.Entry<String, Node> service : compose.at("services").members().entrySet()) {
            Node it = service.getValue();
            for (Node volume : it.has("volumes") ? it.at("volumes").items() : List.<Node>of()) {
                assertThat(volumes)
                        .contains(
                                volume.has("source")
                                        ? volume.at("source").text()
                                        : volume.text().replaceAll(":.*", ""));
            }
            if (!it.has("environment")) {
                continue;
            }
            String name = service.getKey();
            nodes.add(name);
            Map<String, String> environment = new HashMap<>();
            it.at("environment")
                    .members()
                    .forEach((key, value) -> environment.put(
                            key,
                            value.text()
                                    .replaceAll("\\$\\{PUBLIC_ADDRESS[^}]*}", "192.0.2.5")
                                    .replaceAll("\\$\\{PUBLISH_KEY[^}]*}", "key")));
            ServerOptions options = options(environment);
            assertThat(options.cluster().orElseThrow().nodeId()).isEqualTo(name);
            assertThat(options.cluster().orElseThrow().redis()).contains("redis://127.0.0.1:6390");
            assertThat(certificates).contains(" " + name + ":" + name.replaceAll("-.*", ""));
            assertThat(it.at("volumes")
                            .items()
                            .getLast()
                            .at("volume", "subpath")
                            .text())
                    .isEqualTo(name);
            assertThat(ports.add(options.http().bind().port()))
                    .as("%s's port", name)
                    .isTrue();
            HostPort media = options.media().bind();
            for (int loop = 0; loop < options.media().loops(); loop++) {
                assertThat(ports.add(media.port() + loop))
                        .as("%s's media", name)
                        .isTrue();
            }
            options.cluster()
                    .orElseThrow()
                    .url()
                    .ifPresent(url -> assertThat(url.getPort())
                            .isEqualTo(options.http().bind().port()));
        }
        assertThat(nodes).containsExactly("edge-1", "edge-2", "edge-3", "ingest-1", "relay-1", "relay-2");
        assertThat(compose.at("services", "redis", "command").items().stream().map(Node::text))
                .contains("6390");
    }

    // ---- Kubernetes ----

    @Test
    void shouldListAllManifests() throws IOException {
        Node kustomization = documents(KUBERNETES.resolve("kustomization.yaml")).getFirst();
        List<String> listed =
                kustomization.at("resources").items().stream().map(Node::text).toList();
        try (Stream<Path> files = Files.list(KUBERNETES)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> !name.equals("kustomization.yaml")))
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
        for (String file : listed) {
            for (Node document : documents(KUBERNETES.resolve(file))) {
                assertThat(document.at("apiVersion").text()).isNotEmpty();
                assertThat(document.at("metadata", "name").text()).matches("[a-z-]+");
            }
        }
    }

    @Test
    void shouldRunNodesInKubernetes() throws Exception {
        Map<String, Node> common = documents(KUBERNETES.resolve("settings.yaml"))
                .getFirst()
                .at("data")
                .members();
        String readme = Files.readString(DEPLOY.resolve("README.md"));
        for (String role : List.of("ingest", "relay", "edge")) {
            List<Node> documents = documents(KUBERNETES.resolve(role + ".yaml"));
            Node spec = documents.getFirst().at("spec");
            Node pod = spec.at("template", "spec");
            assertThat(spec.at("template", "metadata", "labels")).isEqualTo(spec.at("selector", "matchLabels"));
            if (spec.has("serviceName")) {
                assertThat(documents)
                        .anyMatch(each -> each.at("kind").text().equals("Service")
                                && each.at("metadata", "name")
                                        .text()
                                        .equals(spec.at("serviceName").text()));
            }
            assertThat(pod.at("initContainers", 0, "command", 3).text()).endsWith(":" + role);
            assertThat(pod.at("terminationGracePeriodSeconds").text()).isEqualTo("45");
            checkVolumes(spec, pod, readme);
            checkNode(pod.at("containers", 0), common);
        }
    }

    private static void checkVolumes(Node spec, Node pod, String readme) {
        Set<String> volumes = new HashSet<>();
        for (Node volume : pod.at("volumes").items()) {
            volumes.add(volume.at("name").text());
            if (volume.has("secret")) {
                assertThat(SECRETS).contains(volume.at("secret", "secretName").text());
                assertThat(readme)
                        .contains("secret generic "
                                + volume.at("secret", "secretName").text());
            }
        }
        if (spec.has("volumeClaimTemplates")) {
            spec.at("volumeClaimTemplates")
                    .items()
                    .forEach(claim -> volumes.add(claim.at("metadata", "name").text()));
        }
        Set<String> mounted = new HashSet<>();
        for (String containers : List.of("initContainers", "containers")) {
            for (Node container : pod.at(containers).items()) {
                container
                        .at("volumeMounts")
                        .items()
                        .forEach(mount -> mounted.add(mount.at("name").text()));
            }
        }
        assertThat(mounted).isEqualTo(volumes);
        assertThat(pod.at("containers", 0, "volumeMounts").items())
                .as("the CA's key is for the init container alone")
                .noneMatch(mount -> mount.at("name").text().equals("ca"));
    }

    private static void checkNode(Node container, Map<String, Node> common) throws ConfigurationException {
        Map<String, String> environment = new HashMap<>();
        common.forEach((key, value) -> environment.put(key, value.text()));
        assertThat(container.at("envFrom", 0, "configMapRef", "name").text()).isEqualTo("treecast");
        for (Node variable : container.at("env").items()) {
            String value = variable.has("value") ? variable.at("value").text() : "192.0.2.7";
            for (MatchResult reference : found("\\$\\(([A-Z_]+)\\)", value)) {
                assertThat(environment).as("defined before it is used").containsKey(reference.group(1));
                value = value.replace(reference.group(), environment.get(reference.group(1)));
            }
            if (variable.has("valueFrom") && variable.at("valueFrom").has("secretKeyRef")) {
                assertThat(SECRETS)
                        .contains(
                                variable.at("valueFrom", "secretKeyRef", "name").text());
            }
            environment.put(variable.at("name").text(), value);
        }
        environment.keySet().removeAll(SCRIPTS);
        ServerOptions options = options(environment);
        Map<String, String> ports = new HashMap<>();
        container
                .at("ports")
                .items()
                .forEach(port -> ports.put(
                        port.at("name").text(), port.at("containerPort").text()));
        assertThat(ports)
                .containsEntry("http", "" + options.http().bind().port())
                .containsEntry("media", "" + options.media().bind().port());
        assertThat(options.cluster().orElseThrow().redis()).contains("redis://redis:6379");
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            assertThat(container.at(probe, "httpGet", "port").text()).isEqualTo("http");
            assertThat(container.at(probe, "httpGet", "path").text())
                    .isEqualTo(probe.equals("readinessProbe") ? "/readyz" : "/healthz");
        }
    }

    // ---- systemd ----

    @Test
    void shouldRunAsAService() throws Exception {
        String unit = Files.readString(DEPLOY.resolve("systemd/treecast@.service"));
        assertThat(unit).contains("ExecStart=/opt/treecast/bin/treecast serve");
        Map<String, String> environment = new HashMap<>();
        for (MatchResult variable : found("(TREECAST_[A-Z_]+)=(\\S+)", unit)) {
            environment.put(variable.group(1), variable.group(2).replace("%i", "edge-1"));
        }
        for (MatchResult variable : found(
                "(?m)^(TREECAST_[A-Z_]+)=(\\S+)$", Files.readString(DEPLOY.resolve("systemd/edge-1.env.example")))) {
            environment.put(variable.group(1), variable.group(2));
        }
        ServerOptions options = options(environment);
        assertThat(options.cluster().orElseThrow().nodeId()).isEqualTo("edge-1");
        assertThat(options.http().bind().port()).isEqualTo(443);
        assertThat(options.tls()).isPresent();
    }
}
