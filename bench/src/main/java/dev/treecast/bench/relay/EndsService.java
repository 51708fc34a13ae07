package dev.treecast.bench.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.JsonLines;
import java.nio.file.Path;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Serves the ends of a tree to the driver. */
public final class EndsService implements JsonLines.Service, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Ends ends;

    /** @param address IP address that all ends bind */
    public EndsService(String address) throws BenchFailure {
        ends = new Ends(address);
    }

    @Override
    public @Nullable Object serve(JsonNode request, IntConsumer progress) throws BenchFailure, InterruptedException {
        EndsRequest asked;
        try {
            asked = JSON.treeToValue(request, EndsRequest.class);
        } catch (JsonProcessingException e) {
            throw new BenchFailure("The ends do not understand " + request, e);
        }
        return switch (asked.verb()) {
            case ADDRESS -> EndsRequest.text(ends.ingestAddress());
            case CERTIFY ->
                ends.certificates(Path.of(asked.folder()), asked.relay()).toString();
            case JOIN -> {
                ends.join(
                        asked.streams(),
                        asked.children(),
                        EndsRequest.address(asked.first()),
                        EndsRequest.address(asked.second()));
                yield null;
            }
            case FLOW -> {
                ends.flow(asked.streams());
                yield null;
            }
            case READ -> ends.read();
            case JOINS -> ends.joins();
        };
    }

    @Override
    public void close() {
        ends.close();
    }
}
