package dev.treecast.interaction.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.treecast.interaction.document.ControlKind;
import dev.treecast.interaction.document.ControlSchema;
import dev.treecast.interaction.document.ReplayRing;
import dev.treecast.interaction.document.ShowDocument;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.show.ShowOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the tables of docs/interaction/protocol.md against the code. */
class ProtocolPageTest {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Rows of the table whose head begins so; cells without their blanks. */
    private static List<List<String>> table(String head, int index) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "interaction", "protocol.md"));
        int seen = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(head) && seen++ == index) {
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

    private static Set<String> codes(String cell) {
        Matcher matcher = CODE.matcher(cell);
        Set<String> result = new TreeSet<>();
        while (matcher.find()) {
            result.add(matcher.group(1));
        }
        return result;
    }

    @Test
    void shouldListEveryErrorCode() throws IOException {
        Set<String> page = table("| error or bye code |", 0).stream()
                .flatMap(row -> codes(row.getFirst()).stream())
                .collect(Collectors.toSet());
        assertThat(page)
                .isEqualTo(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::text).collect(Collectors.toSet()));
    }

    @Test
    void shouldListEveryMemberOfAControl() throws IOException {
        for (List<String> row : table("| member of a control |", 0)) {
            String member = codes(row.getFirst()).iterator().next();
            Set<ControlKind> kinds = EnumSet.noneOf(ControlKind.class);
            for (ControlKind kind : ControlKind.values()) {
                boolean named = Arrays.asList(row.get(1).split("[, ]+")).contains(kind.text());
                // "merge `sample`" and "with cooldownMs" name another member, which says for which kinds.
                boolean through = row.get(1).startsWith("merge")
                        ? takes("merge", kind)
                        : row.get(1).startsWith("with cooldownMs") && takes("cooldownMs", kind);
                if (row.get(1).equals("all") || named || through) {
                    kinds.add(kind);
                }
            }
            assertThat(ControlSchema.MEMBERS.get(member)).as(member).isEqualTo(kinds);
        }
        assertThat(table("| member of a control |", 0)).hasSize(ControlSchema.MEMBERS.size());
    }

    @Test
    void shouldAnswerEveryMethod() throws IOException {
        Set<String> methods = table("| `call` method |", 0).stream()
                .flatMap(row -> codes(row.getFirst()).stream())
                .collect(Collectors.toSet());
        Stage stage = new Stage();
        Stage.Box game = stage.game("");
        for (String method : methods) {
            game.forget();
            game.say("{'type':'call','id':1,'method':'" + method + "'}");
            boolean known = game.all("error").isEmpty()
                    || !game.last("error").path("message").asText().contains("no such method");
            assertThat(known).as(method).isTrue();
        }
        game.say("{'type':'call','id':1,'method':'poll.dance'}");
        assertThat(game.lastErrorCode()).isEqualTo("not-found");
        assertThat(methods).hasSize(15);
    }

    /** Every message that a client may send is known, everything else is not. */
    @Test
    void shouldKnowEveryTypeOfMessage() throws IOException {
        Set<String> fromViewers = sent(table("| type | direction |", 1));
        Set<String> fromGames = sent(table("| type | direction |", 2));
        Set<String> fromAll = sent(table("| type | direction |", 0));
        fromAll.remove("hello");
        Set<String> any = new TreeSet<>(fromViewers);
        any.addAll(fromGames);
        any.addAll(fromAll);
        any.addAll(List.of("hello", "welcome", "snapshot", "dance"));
        for (String type : any) {
            Stage stage = new Stage();
            Stage.Box game = stage.game("");
            Stage.Box viewer = stage.viewer("");
            viewer.say("{'type':'" + type + "'}");
            game.say("{'type':'" + type + "'}");
            assertThat(isUnknown(viewer))
                    .as("viewer: " + type)
                    .isEqualTo(!fromViewers.contains(type) && !fromAll.contains(type));
            assertThat(isUnknown(game))
                    .as("game: " + type)
                    .isEqualTo(!fromGames.contains(type) && !fromAll.contains(type));
        }
    }

    private static boolean isUnknown(Stage.Box box) {
        return !box.all("error").isEmpty() && box.lastErrorCode().equals("unknown-type");
    }

    private static Set<String> sent(List<List<String>> rows) {
        return rows.stream()
                .filter(row ->
                        row.get(1).equals("to server") || codes(row.getFirst()).contains("ballot"))
                .flatMap(row -> codes(row.getFirst()).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void shouldListEveryMemberOfAnEffect() throws IOException {
        Set<String> page = table("| member of an effect |", 0).stream()
                .flatMap(row -> codes(row.getFirst()).stream())
                .collect(Collectors.toSet());
        Stage stage = new Stage();
        Stage.Box game = stage.game("", "{'heal':{'kind':'button','cost':1}}");
        Stage.Box viewer = stage.viewer("");
        viewer.say("{'type':'intent','key':'purchase-1','control':'heal'}");
        stage.turn();
        String purchase = game.last("deliver").path("purchase").asText();
        game.say("{'type':'call','id':1,'method':'effect.start','params':{'effect':'e','durationMs':1000,'label':'E',"
                + "'scene':'default','control':'heal','purchase':'" + purchase + "','data':1}}");
        game.say("{'type':'call','id':1,'method':'effect.pause','params':{'effect':'e'}}");
        Set<String> shown = new TreeSet<>();
        for (JsonNode patch : viewer.all("patch")) {
            patch.path("ops").path("effects").path("e").fieldNames().forEachRemaining(shown::add);
        }
        assertThat(shown).isEqualTo(page);
    }

    @Test
    void shouldSayTheLimitsThatHold() throws IOException {
        Map<String, String> bounds =
                table("| what | bound |", 0).stream().collect(Collectors.toMap(row -> row.get(0), row -> row.get(1)));
        assertThat(bounds.get("discrete input (press, release, ballot, text, intent) of a viewer"))
                .isEqualTo(ShowOptions.DISCRETE_PER_SECOND + " a second, burst " + ShowOptions.DISCRETE_BURST);
        assertThat(bounds.get("continuous input of a viewer"))
                .startsWith(ShowOptions.CONTINUOUS_PER_SECOND + " a second");
        assertThat(bounds.get("bytes of a viewer"))
                .isEqualTo(ShowOptions.BYTES_PER_SECOND / 1024 + " KB a second, burst " + ShowOptions.BYTES_BURST / 1024
                        + " KB");
        assertThat(bounds.get("patches of a game, and its `effect.*` calls"))
                .isEqualTo(ShowOptions.PATCHES_PER_SECOND + " a second, burst " + ShowOptions.PATCHES_BURST);
        assertThat(bounds.get("effects of a show"))
                .isEqualTo(
                        ShowOptions.EFFECTS_MAX + " at a time, " + ShowOptions.EFFECT_MS_MAX / 3_600_000 + " h each");
        assertThat(bounds.get("events of a game"))
                .isEqualTo(ShowOptions.EVENTS_PER_SECOND + " a second, burst " + ShowOptions.EVENTS_BURST);
        assertThat(bounds.get("replay ring for resuming"))
                .isEqualTo(ReplayRing.AGE_NS_MAX / 1_000_000_000L + " s, "
                        + String.format(java.util.Locale.ROOT, "%,d", ReplayRing.PATCHES_MAX) + " patches");
        assertThat(bounds.get("replies waiting for a slow viewer"))
                .startsWith(ShowOptions.VIEWER_BUFFERED_MAX / 1024 + " KiB");
        assertThat(bounds.get("messages waiting for a slow game"))
                .startsWith(ShowOptions.GAME_BUFFERED_MAX / 1024 / 1024 + " MiB");
        BusOptions bus = BusOptions.defaults(0);
        assertThat(bounds.get("`hello`")).startsWith("within " + bus.helloNs() / 1_000_000_000L + " s");
        assertThat(bounds.get("a document"))
                .startsWith("%d scenes, %d controls a scene, %,d groups, %d MiB"
                        .formatted(
                                ShowDocument.SCENES_MAX,
                                ShowDocument.CONTROLS_MAX,
                                ShowDocument.GROUPS_MAX,
                                ShowDocument.BYTES_MAX / 1024 / 1024));
        assertThat(bounds.get("`data` of a control, of an event"))
                .isEqualTo(
                        ControlSchema.DATA_BYTES_MAX / 1024 + " KiB, " + ShowOptions.EVENT_BYTES_MAX / 1024 + " KiB");
        assertThat(bounds.get("crew")).startsWith(ShowOptions.CREW_MAX + " ids");
        assertThat(bounds.get("texts waiting for the hook"))
                .isEqualTo("%,d a show, %d ms each"
                        .formatted(ShowOptions.TEXTS_WAITING_MAX, bus.show().textHookNs() / 1_000_000));
        assertThat(bounds.get("connections"))
                .isEqualTo("%,d an address, %,d in all".formatted(bus.clientsPerAddressMax(), bus.clientsMax()));
        assertThat(bounds.get("shows"))
                .isEqualTo("%,d; of those that viewers began %d an address"
                        .formatted(bus.showsMax(), bus.showsPerAddressMax()));
        assertThat(bounds.get("viewers of a show"))
                .isEqualTo("%,d".formatted(bus.show().viewersMax()));
    }

    @Test
    void shouldTakeTheDocumentThatThePageShows() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "interaction", "protocol.md"));
        int start = page.indexOf("```json") + 7;
        JsonNode document = MAPPER.readTree(page.substring(start, page.indexOf("```", start)));
        Stage stage = new Stage();
        Stage.Box game = stage.game("");
        game.say("{'type':'patch','id':1,'ops':" + document + "}");
        assertThat(game.all("reply")).hasSize(1);
    }

    private static boolean takes(String member, ControlKind kind) {
        return ControlSchema.MEMBERS.getOrDefault(member, Set.of()).contains(kind);
    }
}
