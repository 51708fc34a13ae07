package dev.treecast.interaction.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.protocol.Json;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7396, appendix A, and what a difference must do. */
class MergePatchTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'a':'b'}; {'a':'c'}; {'a':'c'}",
                "{'a':'b'}; {'b':'c'}; {'a':'b','b':'c'}",
                "{'a':'b'}; {'a':null}; {}",
                "{'a':'b','b':'c'}; {'a':null}; {'b':'c'}",
                "{'a':['b']}; {'a':'c'}; {'a':'c'}",
                "{'a':'c'}; {'a':['b']}; {'a':['b']}",
                "{'a':{'b':'c'}}; {'a':{'b':'d','c':null}}; {'a':{'b':'d'}}",
                "{'a':[{'b':'c'}]}; {'a':[1]}; {'a':[1]}",
                "['a','b']; ['c','d']; ['c','d']",
                "{'a':'b'}; ['c']; ['c']",
                "{'a':'foo'}; null; null",
                "{'a':'foo'}; 'bar'; 'bar'",
                "{'e':null}; {'a':1}; {'e':null,'a':1}",
                "[1,2]; {'a':'b','c':null}; {'a':'b'}",
                "{}; {'a':{'bb':{'ccc':null}}}; {'a':{'bb':{}}}"
            },
            quoteCharacter = '`')
    void shouldApplyAsTheRfcDoes(String target, String patch, String result) throws IOException {
        assertThat(MergePatch.apply(read(target), read(patch))).isEqualTo(read(result));
    }

    private static JsonNode read(String json) throws IOException {
        return MAPPER.readTree(json.replace('\'', '"'));
    }

    @Test
    void shouldMakeTheSecondOfTheFirst() {
        Random random = new Random(5);
        ObjectNode before = Json.object();
        for (int i = 0; i < 3_000; i++) {
            ObjectNode after = (ObjectNode) MergePatch.apply(before, random(random, 3));
            String unchanged = before.toString();
            ObjectNode diff = MergePatch.diff(before, after);
            assertThat(MergePatch.apply(before, diff)).isEqualTo(after);
            assertThat(diff.isEmpty()).isEqualTo(before.equals(after));
            assertThat(before.toString()).isEqualTo(unchanged);
            before = after;
        }
    }

    private static ObjectNode random(Random random, int depth) {
        ObjectNode result = Json.object();
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = "m" + random.nextInt(5);
            switch (random.nextInt(depth > 0 ? 5 : 4)) {
                case 0 -> result.putNull(name);
                case 1 -> result.put(name, random.nextInt(3));
                case 2 -> result.put(name, "text");
                case 3 -> result.putArray(name).add(random.nextInt(3)).addNull();
                default -> result.set(name, random(random, depth - 1));
            }
        }
        return result;
    }
}
