package dev.treecast.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON in and out. */
class JsonTest {
    @Test
    void shouldReadWhatItWrites() throws IOException {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("text", "\"quotes\" \\ \u0000 \ud83d\ude00 </script>");
        value.put("whole", Long.MIN_VALUE);
        value.put("part", 0.1);
        value.put("flags", List.of(true, false));
        value.put("inner", Map.of("list", List.of(1L, Map.of())));
        assertThat(Json.read(Json.write(value)).members()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "{", "{}{}", "{\"a\":}", "{\"a\":1} x", "{'a':1}", "{\"a\":NaN}"})
    void shouldRefuseAnythingButOneObject(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOf(IOException.class);
    }

    @Test
    void shouldRefuseWhatIsNestedWithoutEnd() {
        assertThatThrownBy(() -> Json.read("{\"a\":" + "[".repeat(10_000))).isInstanceOf(IOException.class);
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        assertThatThrownBy(() -> Json.copy(itself)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldTakeWhatGamesHave() {
        Map<Object, Object> value = new LinkedHashMap<>();
        value.put("int", 1);
        value.put("float", 0.5f);
        value.put("char", 'x');
        value.put("enum", Action.MOVE);
        value.put("array", new String[] {"a", null});
        value.put("nothing", null);
        value.put(7, "key");
        assertThat(Json.write(Json.copy(value)))
                .isEqualTo(
                        "{\"int\":1,\"float\":0.5,\"char\":\"x\",\"enum\":\"MOVE\",\"array\":[\"a\",null],\"7\":\"key\"}");
        assertThatThrownBy(() -> Json.copy(new Object())).hasMessageContaining("has no form in JSON");
        assertThatThrownBy(() -> Json.copy(Arrays.asList(1, Double.POSITIVE_INFINITY)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldReadMembersOfAnotherKindAsMissing() throws IOException {
        JsonObject object =
                Json.read("{\"n\":\"1\",\"t\":2,\"o\":[],\"l\":{},\"big\":123456789012345678901234567890,\"z\":null}");
        assertThat(object.integer("n", 5)).isEqualTo(5);
        assertThat(object.text("t")).isEmpty();
        assertThat(object.object("o")).isEqualTo(JsonObject.EMPTY);
        assertThat(object.list("l")).isEmpty();
        assertThat(object.integer("big", 0)).isEqualTo(Long.MAX_VALUE);
        assertThat(object.has("z")).isFalse();
    }

    @Test
    void shouldWriteNoHalvesOfSurrogatePairs() {
        assertThat(Json.write("\ud83d\ude00 \ud83d")).isEqualTo("\"\ud83d\ude00 \ufffd\"");
        assertThat(Json.write("\ude00\ud83d\ud83d\ude00")).isEqualTo("\"\ufffd\ufffd\ud83d\ude00\"");
    }
}
