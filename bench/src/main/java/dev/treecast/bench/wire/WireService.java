package dev.treecast.bench.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.JsonLines;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Serves a wire to the driver. */
public final class WireService implements JsonLines.Service {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Wire wire;

    public WireService(Wire wire) {
        this.wire = wire;
    }

    @Override
    public @Nullable Object serve(JsonNode request, IntConsumer progress) throws BenchFailure, InterruptedException {
        WireRequest asked;
        try {
            asked = JSON.treeToValue(request, WireRequest.class);
        } catch (JsonProcessingException e) {
            throw new BenchFailure("The wire does not understand " + request, e);
        }
        return switch (asked.verb()) {
            case CHANGE -> {
                wire.change(Objects.requireNonNull(asked.toViewer()), Objects.requireNonNull(asked.toServer()));
                yield null;
            }
            case COUNTS -> wire.takeCounts();
        };
    }
}
