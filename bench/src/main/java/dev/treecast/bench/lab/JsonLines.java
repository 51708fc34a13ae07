package dev.treecast.bench.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How the driver speaks with its processes: a request is a line of JSON on standard input; the answer is a line with {@code result} or {@code
 * error}, after any number of lines with {@code progress}. A process ends when its standard input does, so that none outlives the driver.
 */
public final class JsonLines {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String RESULT = "result";
    static final String ERROR = "error";
    static final String PROGRESS = "progress";

    private JsonLines() {}

    /** Does what a request asks for. */
    @FunctionalInterface
    public interface Service {
        /**
         * Answers with something that Jackson can write.
         *
         * @param progress takes a number that says how far it is
         */
        @Nullable
        Object serve(JsonNode request, IntConsumer progress) throws BenchFailure, InterruptedException;
    }

    /** Serves requests until there are no more. */
    public static void serve(InputStream in, PrintStream out, Service service) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            ObjectNode answer = JSON.createObjectNode();
            try {
                Object result = service.serve(JSON.readTree(line), done -> tell(out, done));
                answer.set(RESULT, JSON.valueToTree(result));
            } catch (BenchFailure e) {
                answer.put(ERROR, e.sentence());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                answer.put(ERROR, e.toString());
            }
            print(out, answer);
        }
    }

    private static void tell(PrintStream out, int done) {
        print(out, JSON.createObjectNode().put(PROGRESS, done));
    }

    private static void print(PrintStream out, ObjectNode line) {
        try {
            out.println(JSON.writeValueAsString(line));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
