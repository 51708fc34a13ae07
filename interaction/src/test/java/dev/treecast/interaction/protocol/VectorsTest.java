package dev.treecast.interaction.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the binary codecs against {@code vectors.json}, which the SDKs read as well and which was written by other code. */
class VectorsTest {
    static Stream<JsonNode> vectors() throws IOException {
        return StreamSupport.stream(
                new ObjectMapper().readTree(Path.of("vectors.json").toFile()).spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldReadAndWriteAsEverybody(JsonNode vector) {
        byte[] bytes = HexFormat.of().parseHex(vector.path("hex").asText());
        JsonNode fields = vector.path("fields");
        switch (vector.path("message").asText()) {
            case "input" -> checkInput(bytes, fields);
            case "tally" ->
                assertThat(Frames.tally(
                                fields.path("control").asInt(),
                                fields.path("round").asLong(),
                                longs(fields.path("counts")).toArray()))
                        .isEqualTo(bytes);
            case "positions" -> {
                assertThat(Frames.positions(
                                fields.path("number").asLong(),
                                HexFormat.of().parseHex(fields.path("data").asText())))
                        .isEqualTo(bytes);
                assertThat(Frames.positionsNumber(bytes, 0, bytes.length))
                        .isEqualTo(Optional.of(fields.path("number").asLong()));
                assertThat(Frames.positionsNumber(bytes, 0, bytes.length - 1)).isEmpty();
            }
            case "crew" ->
                assertThat(Frames.crew(fields.path("control").asInt(), sample(fields.path("sample"))))
                        .isEqualTo(bytes);
            case "names" ->
                assertThat(Frames.name(
                                fields.path("viewer").asLong(),
                                fields.path("id").asText(),
                                fields.path("name").asText()))
                        .isEqualTo(bytes);
            case "tick" -> {
                TickFrame tick = tick(fields);
                assertThat(tick.frames()).hasSize(1);
                assertThat(tick.frames().getFirst()).isEqualTo(bytes);
                assertThat(TickFrame.read(bytes)).contains(tick);
            }
            default -> throw new AssertionError(vector);
        }
    }

    private static void checkInput(byte[] bytes, JsonNode fields) {
        InputFrame frame = new InputFrame();
        assertThat(frame.wrap(bytes, 0, bytes.length)).isTrue();
        assertThat(frame.seen()).isEqualTo(fields.path("seen").asLong(-1));
        for (JsonNode expected : fields.path("records")) {
            assertThat(frame.next()).isTrue();
            assertThat(frame.control()).isEqualTo(expected.path("control").asInt());
            assertThat(frame.action()).isEqualTo(action(expected));
            if (frame.action() == Action.MOVE) {
                assertThat(frame.x()).isEqualTo(expected.path("x").asInt());
                assertThat(frame.y()).isEqualTo(expected.path("y").asInt());
                assertThat(frame.order()).isEqualTo(expected.path("order").asInt());
            } else {
                assertThat(frame.input()).isEqualTo(expected.path("input").asInt());
            }
        }
        assertThat(frame.next()).isFalse();
        if (!fields.path("records").isEmpty()) {
            assertThat(frame.wrap(bytes, 0, bytes.length - 1)).isFalse();
        }
    }

    private static int action(JsonNode record) {
        return switch (record.path("action").asText()) {
            case "press" -> Action.PRESS;
            case "release" -> Action.RELEASE;
            default -> Action.MOVE;
        };
    }

    private static Frames.Sample sample(JsonNode given) {
        return new Frames.Sample(
                given.path("viewer").asLong(),
                action(given),
                given.path("x").asInt(),
                given.path("y").asInt(),
                given.path("ageMs").asInt());
    }

    private static TickFrame tick(JsonNode fields) {
        List<TickRecord> records = new ArrayList<>();
        for (JsonNode each : fields.path("records")) {
            JsonNode presses = each.path("presses");
            JsonNode moves = each.path("moves");
            List<Frames.Sample> samples = new ArrayList<>();
            each.path("samples").forEach(given -> samples.add(sample(given)));
            records.add(new TickRecord(
                    each.path("control").asInt(),
                    each.path("received").asLong(),
                    each.path("distinct").asLong(),
                    presses.isMissingNode()
                            ? null
                            : new TickRecord.Presses(
                                    presses.path("presses").asLong(),
                                    presses.path("releases").asLong(),
                                    presses.path("holding").asLong()),
                    moves.isMissingNode()
                            ? null
                            : new TickRecord.Moves(
                                    moves.path("moves").asLong(),
                                    (float) moves.path("meanX").asDouble(),
                                    (float) moves.path("meanY").asDouble(),
                                    (float) moves.path("deviationX").asDouble(),
                                    (float) moves.path("deviationY").asDouble(),
                                    longs(moves.path("directions"))
                                            .mapToObj(value -> (int) value)
                                            .toList()),
                    samples,
                    each.path("dead").asBoolean()));
        }
        return new TickFrame(fields.path("tick").asLong(), fields.path("time").asLong(), records);
    }

    private static LongStream longs(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).mapToLong(JsonNode::asLong);
    }
}
