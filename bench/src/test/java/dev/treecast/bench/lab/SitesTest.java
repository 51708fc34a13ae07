package dev.treecast.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SitesTest {
    @Test
    void shouldMakeNamespacesUnderNamesOfTheirOwn() {
        List<List<String>> commands = Namespaces.creation(4711);

        assertThat(commands.getFirst()).containsExactly("ip", "netns", "add", "treecast-server-4711");
        assertThat(commands)
                .contains(List.of("ip", "netns", "add", "treecast-swarm-4711"))
                .contains(List.of("ip", "-n", "treecast-swarm-4711", "link", "set", "lo", "up"))
                .contains(List.of(
                        "ip", "-n", "treecast-server-4711", "address", "add", "198.18.0.1/30", "dev", "server"));
        assertThat(commands.stream().filter(command -> command.contains("veth")))
                .singleElement()
                .satisfies(command -> assertThat(command).contains("treecast-server-4711", "treecast-swarm-4711"));
        assertThat(commands.stream().filter(command -> command.contains("1500")))
                .hasSize(2);
    }

    @Test
    void shouldPutNamespaceAndCoresBeforeACommand() {
        Site site = Site.of(List.of("ip", "netns", "exec", "there"), "0");

        assertThat(site.command(List.of("java", "-version")))
                .containsExactly("ip", "netns", "exec", "there", "taskset", "-c", "0", "java", "-version");
        assertThat(site.coreCount(2)).isEqualTo(1);
        assertThat(Site.of(List.of(), "").coreCount(8)).isEqualTo(8);
    }

    @Test
    void shouldWriteCoresAsTasksetReadsThem() {
        assertThat(CoreList.of(1, 2)).isEqualTo("1");
        assertThat(CoreList.of(4, 8)).isEqualTo("4-7");
        assertThat(CoreList.count("4-7")).isEqualTo(4);
        assertThat(CoreList.mask(0, 1)).isEqualTo("1");
        assertThat(CoreList.mask(4, 8)).isEqualTo("f0");
    }

    @Test
    void shouldStartAServerThatTakesEverybody() {
        List<String> command = ServerProcess.command(
                List.of("/treecast"), "198.18.0.1", 8080, List.of("--media-loops", "3"), Path.of("/out"));
        assertThat(command).containsSequence("--media-loops", "3");

        assertThat(command)
                .startsWith("/treecast", "serve", "--http", "198.18.0.1:8080")
                .contains("--max-sessions", "--max-sessions-per-address", "--publish-key");
    }
}
