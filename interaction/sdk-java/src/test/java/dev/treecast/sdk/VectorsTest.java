package dev.treecast.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The vectors that the server and both SDKs share: those of messages that a game reads or writes. */
class VectorsTest {
    private static final Path VECTORS = Path.of("../vectors.json");

    @TestFactory
    List<DynamicTest> shouldReadAndWriteAsTheServerDoes() throws IOException {
        // The file is an array, and a message one object.
        JsonObject all = Json.read("{\"all\":" + Files.readString(VECTORS) + "}");
        List<DynamicTest> tests = new ArrayList<>();
        for (Object each : all.list("all")) {
            JsonObject vector = JsonObject.of(each);
            byte[] bytes = HexFormat.of().parseHex(vector.text("hex"));
            JsonObject fields = vector.object("fields");
            Runnable test = switch (vector.text("message")) {
                case "tick" -> () -> assertTick(bytes, fields);
                case "crew" -> () -> assertCrew(bytes, fields);
                case "names" -> () -> assertName(bytes, fields);
                case "positions" -> () -> assertPositions(bytes, fields);
                default -> null;
            };
            if (test != null) {
                tests.add(DynamicTest.dynamicTest(vector.text("message") + ": " + vector.text("name"), test::run));
            }
        }
        assertThat(tests).hasSizeGreaterThan(8);
        return tests;
    }

    /** Viewers are named after their numbers, so that samples tell who they are of. */
    private static List<Map<String, Object>> read(byte[] bytes) {
        List<Map<String, Object>> records = new ArrayList<>();
        Frames frames = new Frames();
        for (long viewer = 0; viewer < 1_000; viewer++) {
            frames.read(Bytes.name((int) viewer, "v", Long.toString(viewer)), NOBODY);
        }
        frames.read(ByteBuffer.wrap(bytes), new Frames.Listener() {
            @Override
            public void tick(int control, Tick tick) {
                records.add(record(control, tick));
            }

            @Override
            public void crew(int control, Input input) {
                assertThat(input.crew()).isTrue();
                records.add(Map.of("control", (long) control, "sample", sample(input)));
            }
        });
        return records;
    }

    private static final Frames.Listener NOBODY = new Frames.Listener() {
        @Override
        public void tick(int control, Tick tick) {}

        @Override
        public void crew(int control, Input input) {}
    };

    private static Map<String, Object> record(int control, Tick tick) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("tick", tick.number());
        record.put("time", tick.time());
        record.put("control", (long) control);
        record.put("received", tick.received());
        record.put("distinct", tick.distinct());
        record.put("presses", List.of(tick.presses(), tick.releases(), tick.holding()));
        List<Object> moves = new ArrayList<>();
        moves.add(tick.moves());
        if (!tick.neutral()) {
            moves.addAll(List.of(tick.x(), tick.y(), tick.deviationX(), tick.deviationY()));
            for (int sector = 0; sector < Tick.DIRECTIONS; sector++) {
                moves.add(Math.round(tick.direction(sector) * 255));
            }
        }
        record.put("moves", moves);
        record.put("dead", tick.neutral());
        record.put("samples", tick.samples().stream().map(VectorsTest::sample).toList());
        return record;
    }

    private static List<Object> sample(Input input) {
        return List.of(
                input.viewer().name(),
                input.action().name().toLowerCase(Locale.ROOT),
                Math.round(input.x() * 32_767),
                Math.round(input.y() * 32_767),
                (long) input.ageMs());
    }

    private static List<Object> sample(JsonObject sample) {
        return List.of(
                sample.members().get("viewer") instanceof Long viewer && viewer < 1_000 ? viewer.toString() : "",
                sample.text("action"),
                sample.integer("x", 0),
                sample.integer("y", 0),
                sample.integer("ageMs", -2));
    }

    private static void assertTick(byte[] bytes, JsonObject fields) {
        List<Map<String, Object>> expected = new ArrayList<>();
        for (Object each : fields.list("records")) {
            JsonObject given = JsonObject.of(each);
            Map<String, Object> record = new LinkedHashMap<>();
            record.put("tick", fields.integer("tick", -1));
            record.put("time", fields.integer("time", -1));
            record.put("control", given.integer("control", -1));
            record.put("received", given.integer("received", -1));
            record.put("distinct", given.integer("distinct", -1));
            JsonObject presses = given.object("presses");
            record.put(
                    "presses",
                    List.of(
                            presses.integer("presses", 0),
                            presses.integer("releases", 0),
                            presses.integer("holding", 0)));
            record.put("moves", moves(given.object("moves"), given.flag("dead")));
            record.put("dead", given.flag("dead"));
            record.put(
                    "samples",
                    given.list("samples").stream()
                            .map(sample -> sample(JsonObject.of(sample)))
                            .toList());
            expected.add(record);
        }
        assertThat(read(bytes)).isEqualTo(expected);
    }

    private static List<Object> moves(JsonObject moves, boolean dead) {
        List<Object> result = new ArrayList<>();
        result.add(moves.integer("moves", 0));
        if (!dead) {
            for (String name : List.of("meanX", "meanY", "deviationX", "deviationY")) {
                result.add(moves.members().get(name) instanceof Number number ? number.doubleValue() : 0.0);
            }
            for (int sector = 0; sector < Tick.DIRECTIONS; sector++) {
                List<?> directions = moves.list("directions");
                result.add(directions.isEmpty() ? (Object) 0L : (Object) directions.get(sector));
            }
        }
        return result;
    }

    private static void assertCrew(byte[] bytes, JsonObject fields) {
        assertThat(read(bytes))
                .isEqualTo(List.of(
                        Map.of("control", fields.integer("control", -1), "sample", sample(fields.object("sample")))));
    }

    private static void assertName(byte[] bytes, JsonObject fields) {
        List<Input> inputs = new ArrayList<>();
        Frames frames = new Frames();
        frames.read(ByteBuffer.wrap(bytes), NOBODY);
        ByteBuffer input = new Bytes()
                .u8(Frames.CREW)
                .u16(1)
                .varint(fields.integer("viewer", -1))
                .u8(1)
                .i32(-1)
                .done();
        frames.read(input, new Frames.Listener() {
            @Override
            public void tick(int control, Tick tick) {}

            @Override
            public void crew(int control, Input each) {
                inputs.add(each);
            }
        });
        assertThat(inputs)
                .extracting(Input::viewer)
                .containsExactly(new Viewer(fields.text("id"), fields.text("name")));
    }

    private static void assertPositions(byte[] bytes, JsonObject fields) {
        ByteBuffer written = Frames.positions(
                fields.integer("number", -1), HexFormat.of().parseHex(fields.text("data")));
        assertThat(written).isEqualTo(ByteBuffer.wrap(bytes));
    }
}
