package dev.treecast.bench.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** A process that runs a subcommand of this very program and serves requests ({@link JsonLines}). One request at a time. */
public final class JavaChild implements AutoCloseable {
    private static final String MAIN = "dev.treecast.bench.Bench";
    private static final ObjectMapper JSON = JsonLines.JSON;

    private final Child child;
    private final String name;

    private JavaChild(Child child, String name) {
        this.child = child;
        this.name = name;
    }

    /**
     * Starts it.
     *
     * @param jvmOptions on top of those that every process of ours needs
     * @param arguments the subcommand and its options
     */
    public static JavaChild start(Site site, List<String> jvmOptions, List<String> arguments, Path log)
            throws BenchFailure {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        command.addAll(arguments);
        Map<String, String> environment = Map.of("TREECAST_LOG", "warn");
        return new JavaChild(Child.start(site, command, environment, log), arguments.getFirst());
    }

    public long pid() {
        return child.pid();
    }

    /** Sends a request and reads its answer. */
    public <T> T request(Object request, Class<T> answer, IntConsumer progress) throws BenchFailure {
        try {
            child.in().write((JSON.writeValueAsString(request) + "\n").getBytes(StandardCharsets.UTF_8));
            child.in().flush();
            for (String line = child.readLine(); line != null; line = child.readLine()) {
                JsonNode said = JSON.readTree(line);
                if (said.has(JsonLines.PROGRESS)) {
                    progress.accept(said.get(JsonLines.PROGRESS).asInt());
                } else if (said.has(JsonLines.ERROR)) {
                    throw new BenchFailure(said.get(JsonLines.ERROR).asText());
                } else {
                    return JSON.treeToValue(said.get(JsonLines.RESULT), answer);
                }
            }
        } catch (JsonProcessingException e) {
            throw new BenchFailure("The " + name + " process answered nonsense: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BenchFailure("The " + name + " process is gone; " + child.log() + " may say why.", e);
        }
        throw new BenchFailure("The " + name + " process has ended; " + child.log() + " may say why.");
    }

    /** As above, for requests that are quick. */
    public <T> T request(Object request, Class<T> answer) throws BenchFailure {
        return request(request, answer, done -> {});
    }

    @Override
    public void close() {
        child.close();
    }
}
