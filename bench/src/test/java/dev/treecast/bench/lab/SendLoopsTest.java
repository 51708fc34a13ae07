package dev.treecast.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendLoopsTest {
    @Test
    void shouldReadWhatALoopPrints() throws BenchFailure {
        SendResult result =
                SendResult.parse("a warning\npackets 200 cpu_ns 180000 thread_ns 170000 wall_ns 190000 refused 3\n");
        assertThat(result).isEqualTo(new SendResult(200, 180_000, 170_000, 190_000, 3, 0));
        assertThat(result.cpuNsPerPacket()).isEqualTo(900);
        assertThat(SendResult.parse("packets 10 allocated 160").allocatedPerPacket())
                .isEqualTo(16);
        assertThatThrownBy(() -> SendResult.parse("no such file")).isInstanceOf(BenchFailure.class);
        assertThatThrownBy(() -> SendResult.parse("packets many")).isInstanceOf(BenchFailure.class);
    }

    /** On loopback, for a moment: it has to compile and to say what it is expected to say. */
    @Test
    void shouldBuildAYardstickThatSends(@TempDir Path folder) throws Exception {
        assumeTrue(ExternalCommand.succeeds(List.of("gcc", "--version")));
        assumeTrue(Files.exists(Path.of("/usr/include/openssl/evp.h")));
        Path source = folder.resolve("yardstick.c");
        Files.writeString(source, resource("/dev/treecast/bench/limit/yardstick.c"));
        String program = folder.resolve("yardstick").toString();
        ExternalCommand.run(
                List.of("gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, source.toString(), "-lcrypto"));
        SendLoops.Load load = new SendLoops.Load(3, 5, true);
        List<String> command = new java.util.ArrayList<>(List.of(program, "send"));
        command.addAll(load.arguments("127.0.0.1"));
        command.addAll(List.of("131072", "1", "20"));
        try (Child sink = Child.start(
                Site.of(List.of(), ""), List.of(program, "sink", "20000", "3"), Map.of(), folder.resolve("sink.log"))) {
            assertThat(sink.readLine()).isEqualTo("ready");
            assertThat(SendResult.parse(ExternalCommand.run(command)).packets()).isPositive();
        }
    }

    @Test
    void shouldFillEveryPlaceInJanusConfiguration() throws IOException {
        Map<String, String> values = Map.of(
                "@LIBRARIES@", "/usr/lib/janus", "@CORES@", "1", "@INTERFACES@", "server", "@ADDRESS@", "198.18.0.1");
        for (String file : List.of("janus.jcfg", "janus.plugin.streaming.jcfg", "janus.transport.http.jcfg")) {
            assertThat(JanusProcess.filled(resource("/dev/treecast/bench/janus/" + file), values))
                    .as(file)
                    .doesNotContain("@");
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(SendLoopsTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
