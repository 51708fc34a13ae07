package dev.treecast.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
    private static String serve(String requests, JsonLines.Service service) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonLines.serve(
                new ByteArrayInputStream(requests.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                service);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldAnswerEachRequestAfterItsProgress() throws IOException {
        String said = serve("1\n2\n", (request, progress) -> {
            progress.accept(request.asInt() * 10);
            return Map.of("twice", request.asInt() * 2);
        });

        assertThat(said.lines())
                .containsExactly(
                        "{\"progress\":10}",
                        "{\"result\":{\"twice\":2}}",
                        "{\"progress\":20}",
                        "{\"result\":{\"twice\":4}}");
    }

    @Test
    void shouldSayWhatIsWrongAndGoOn() throws IOException {
        String said = serve("true\nfalse\n", (request, progress) -> {
            if (request.asBoolean()) {
                throw new BenchFailure("No.");
            }
            return null;
        });

        assertThat(said.lines()).containsExactly("{\"error\":\"No.\"}", "{\"result\":null}");
    }
}
