package dev.treecast.bench.swarm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.JsonLines;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Serves a swarm to the driver. */
public final class SwarmService implements JsonLines.Service {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Swarm swarm;
    private final SwarmOptions options;

    public SwarmService(Swarm swarm, SwarmOptions options) {
        this.swarm = swarm;
        this.options = options;
    }

    @Override
    public @Nullable Object serve(JsonNode request, IntConsumer progress) throws BenchFailure, InterruptedException {
        SwarmRequest asked;
        try {
            asked = JSON.treeToValue(request, SwarmRequest.class);
        } catch (JsonProcessingException e) {
            throw new BenchFailure("The swarm does not understand " + request, e);
        }
        return switch (asked.verb()) {
            case PUBLISH -> {
                swarm.publish(asked.streams());
                yield null;
            }
            case JOIN -> swarm.join(Objects.requireNonNull(asked.join()), progress);
            case INTERACTION -> swarm.interaction();
            case SNAPSHOT -> swarm.snapshot();
            case LEAVE -> {
                swarm.leaveAll();
                yield null;
            }
            case METRICS -> ServerMetrics.read(options.server());
        };
    }
}
