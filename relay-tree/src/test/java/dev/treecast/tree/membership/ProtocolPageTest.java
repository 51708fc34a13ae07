package dev.treecast.tree.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the tables of docs/protocols/relay-tree.md against the code. */
class ProtocolPageTest {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final long MS = 1_000_000L;

    /** Rows of the table whose head begins so; cells without their blanks. */
    private static List<List<String>> table(String head) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "protocols", "relay-tree.md"));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(head)) {
                List<List<String>> rows = new ArrayList<>();
                for (int row = i + 2; row < lines.size() && lines.get(row).startsWith("|"); row++) {
                    rows.add(Arrays.stream(lines.get(row).substring(1).split("\\|", -1))
                            .map(String::strip)
                            .toList());
                }
                return rows;
            }
        }
        throw new AssertionError("No table " + head);
    }

    private static List<String> codes(String cell) {
        Matcher matcher = CODE.matcher(cell);
        List<String> result = new ArrayList<>();
        while (matcher.find()) {
            result.add(matcher.group(1));
        }
        return result;
    }

    private static String bounds(String member) throws IOException {
        return table("| member |").stream()
                .filter(row -> codes(row.getFirst()).contains(member))
                .findFirst()
                .orElseThrow()
                .get(2);
    }

    @Test
    void shouldListEveryMessageWithItsMembers() throws IOException {
        Map<String, List<String>> page = new LinkedHashMap<>();
        table("| type |").forEach(row -> page.put(codes(row.getFirst()).getFirst(), codes(row.get(1))));
        Map<String, List<String>> code = new LinkedHashMap<>();
        TreeMessageCodec.messages()
                .forEach((type, message) -> code.put(
                        type,
                        Arrays.stream(message.getRecordComponents())
                                .map(ProtocolPageTest::member)
                                .toList()));
        assertThat(page).containsExactlyInAnyOrderEntriesOf(code);
    }

    private static String member(RecordComponent component) {
        boolean list = Collection.class.isAssignableFrom(component.getType());
        boolean map = Map.class.isAssignableFrom(component.getType());
        return component.getName() + (list ? "[]" : map ? "{}" : "");
    }

    @Test
    void shouldSayWhatMembersAreBoundTo() throws IOException {
        assertThat(bounds("node")).isEqualTo("1 to " + Bounds.IDENTIFIER_LENGTH_MAX + " characters");
        assertThat(bounds("layers")).isEqualTo("1 to " + Bounds.LAYERS_ALL);
        assertThat(bounds("height")).isEqualTo("0 to " + Bounds.HEIGHT_MAX);
        assertThat(bounds("have")).isEqualTo(Bounds.TRACKS_MAX + " tracks");
        assertThat(bounds("tracks"))
                .isEqualTo(Bounds.TRACKS_MAX + "; " + TrackDescription.CODEC_LENGTH_MAX + ", "
                        + TrackDescription.FORMAT_LENGTH_MAX + " and " + TrackDescription.RID_LENGTH_MAX
                        + " characters");
        assertThat(bounds("retryAfterMs")).isEqualTo("0 to " + TreeMessage.Refuse.RETRY_MS_MAX);
        assertThat(bounds("withinMs")).isEqualTo("0 to " + TreeMessage.Drain.WITHIN_MS_MAX);
        assertThat(bounds("body")).isEqualTo(Opaque.LENGTH_MAX + " bytes");
        List<List<String>> rows = table("| member |");
        for (String alone : List.of("lost", "path", "candidates")) {
            int bound = alone.equals("lost")
                    ? Bounds.LOST_MAX
                    : alone.equals("path") ? Bounds.PATH_MAX : Bounds.CANDIDATES_MAX;
            assertThat(rows)
                    .anyMatch(row -> codes(row.getFirst()).equals(List.of(alone))
                            && row.get(2).equals(Integer.toString(bound)));
        }
        List<String> track = Arrays.stream(TrackDescription.class.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        assertThat(rows)
                .anyMatch(row ->
                        row.getFirst().equals("`tracks`") && codes(row.get(1)).equals(track));
    }

    @Test
    void shouldExplainEveryMember() throws IOException {
        Set<String> explained = new TreeSet<>(List.of("versionMin", "versionMax", "children", "capacity"));
        table("| member |").forEach(row -> explained.addAll(codes(row.getFirst())));
        for (Class<? extends TreeMessage> message : TreeMessageCodec.messages().values()) {
            for (RecordComponent component : message.getRecordComponents()) {
                assertThat(explained).contains(component.getName().equals("code") ? "node" : component.getName());
            }
        }
    }

    @Test
    void shouldListEveryRefusal() throws IOException {
        assertThat(table("| refusal |").stream()
                        .map(row -> codes(row.getFirst()).getFirst())
                        .collect(Collectors.toSet()))
                .isEqualTo(Arrays.stream(RefusalCode.values())
                        .map(RefusalCode::text)
                        .collect(Collectors.toSet()));
    }

    @Test
    void shouldListEveryDefault() throws ReflectiveOperationException, IOException {
        Map<String, String> page = new LinkedHashMap<>();
        table("| option |").forEach(row -> page.put(codes(row.getFirst()).getFirst(), row.get(1)));
        Map<String, String> code = new LinkedHashMap<>();
        TreeOptions defaults = TreeOptions.defaults();
        for (RecordComponent component : TreeOptions.class.getRecordComponents()) {
            long value = ((Number) component.getAccessor().invoke(defaults)).longValue();
            boolean time = component.getName().contains("Ns");
            code.put(component.getName(), Long.toString(time ? value / MS : value));
        }
        assertThat(page).containsExactlyEntriesOf(code);
    }

    @Test
    void shouldSayWhichVersionsAndSizesThereAre() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "protocols", "relay-tree.md"));
        assertThat(page)
                .contains("now " + TreeMessage.VERSION_MIN + " to " + TreeMessage.VERSION_MAX)
                .contains("at most " + TreeMessageCodec.LENGTH_MAX + " bytes of UTF-8");
    }
}
