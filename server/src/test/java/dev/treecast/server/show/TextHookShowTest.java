package dev.treecast.server.show;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.treecast.server.FakeMediaPlane;
import dev.treecast.server.Server;
import dev.treecast.server.config.HostPort;
import dev.treecast.server.config.ServerOptions;
import dev.treecast.server.config.TextOptions;
import dev.treecast.server.config.TextOptions.WordAction;
import dev.treecast.server.texts.Endpoint;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Viewers' texts on their way to the game, by a list and an endpoint, through a whole server but for the media. */
@Timeout(60)
class TextHookShowTest {
    private static final String KEY = "publish-key";
    private static final String SHOW = "{'type':'patch','id':1,'ops':{'scenes':{'default':{'controls':{"
            + "'say':{'kind':'textbox'},'shout':{'kind':'textbox','cost':100}}}}}}";

    @TempDir
    Path folder;

    private Server start(WordAction action, Optional<URI> endpoint) throws Exception {
        Path words = Files.writeString(folder.resolve("words"), "darn\n");
        ServerOptions defaults = ServerOptions.defaults();
        return Server.start(
                new ServerOptions(
                        defaults.http().withBind(new HostPort("127.0.0.1", 0)),
                        defaults.media(),
                        defaults.limits(),
                        Optional.empty(),
                        folder.resolve("data"),
                        Optional.of(KEY),
                        List.of(),
                        defaults.interaction().withTexts(new TextOptions(Optional.of(words), action, endpoint))),
                (options, channels) -> new FakeMediaPlane());
    }

    private static Talker playing(Server server) throws Exception {
        Talker game = Talker.game(server.httpPort(), "demo", KEY);
        game.next("welcome");
        game.say(SHOW);
        game.next("reply");
        game.say("{'type':'ready'}");
        return game;
    }

    /** A viewer that sees the controls, and may use them. */
    private static Talker viewer(Server server) throws Exception {
        Talker viewer = Talker.viewer(server.httpPort(), "demo", "");
        JsonNode snapshot = viewer.next("snapshot");
        if (!snapshot.path("controls").has("say")
                || snapshot.path("controls").path("say").path("disabled").asBoolean()) {
            viewer.next(
                    "patch",
                    patch -> patch.at("/ops/controls/say").has("disabled")
                            && patch.at("/ops/controls/say/disabled").isNull());
        }
        return viewer;
    }

    private static String text(int id, String text) {
        return "{'type':'text','control':'say','id':" + id + ",'text':'" + text + "'}";
    }

    @Test
    void shouldReadTextsByAList() throws Exception {
        Server server = start(WordAction.REFUSE, Optional.empty());
        try (Talker game = playing(server);
                Talker viewer = viewer(server)) {
            viewer.say(text(1, "Dárn it"));
            assertThat(viewer.next("error").path("code").asText()).isEqualTo("refused");
            viewer.say(text(2, "hello"));
            assertThat(viewer.next("reply").path("id").asInt()).isEqualTo(2);
            assertThat(game.next("text").path("text").asText()).isEqualTo("hello");
            viewer.say("{'type':'intent','key':'purchase-1','control':'shout','text':'darn'}");
            assertThat(viewer.next("void").path("code").asText()).isEqualTo("refused");
            game.say("{'type':'call','id':9,'method':'moderation.queue'}");
            assertThat(game.next("reply").at("/result/texts")).hasSize(2);
        } finally {
            server.stop();
        }
    }

    @Test
    void shouldAskTheEndpointAboutWhatTheListLeft() throws Exception {
        try (Endpoint endpoint = new Endpoint()) {
            Server server = start(WordAction.ASTERISKS, Optional.of(endpoint.uri()));
            try (Talker game = playing(server);
                    Talker viewer = viewer(server)) {
                said(viewer, 1, "{'allow':true,'to':'darn'}", answer -> answer.has("result"));
                JsonNode question = endpoint.questions.take();
                assertThat(question.path("stream").asText()).isEqualTo("demo");
                assertThat(question.path("viewer").asText()).startsWith("anon-");
                assertThat(question.path("text").asText()).isEqualTo("{'allow':true,'to':'****'}");
                assertThat(game.next("text").path("text").asText())
                        .isEqualTo(question.path("text").asText());
                said(viewer, 2, "{'allow':true,'text':'changed'}", answer -> answer.has("result"));
                assertThat(game.next("text").path("text").asText()).isEqualTo("changed");
                said(
                        viewer,
                        3,
                        "{'allow':false,'reason':'Mind your words.'}",
                        answer -> answer.path("message").asText().equals("Mind your words."));
                viewer.say(text(5, "silence"));
                assertThat(viewer.next("error").path("code").asText()).isEqualTo("refused");
                viewer.say(text(6, "garbage nonsense"));
                assertThat(viewer.next("error").path("code").asText()).isEqualTo("refused");
                viewer.say("{'type':'intent','key':'purchase-1','control':'shout','text':'status 500'}");
                assertThat(viewer.next("void").path("code").asText()).isEqualTo("refused");
                endpoint.stop();
                viewer.say(text(7, "hello"));
                assertThat(viewer.next("error").path("id").asInt()).isEqualTo(7);
            } finally {
                server.stop();
            }
        }
    }

    /**
     * Says a text that tells the endpoint what to say, JSON in JSON, until that comes about: on a loaded machine no answer comes within 200 ms, and the text is
     * refused as it should be.
     */
    private static void said(Talker viewer, int id, String text, Predicate<JsonNode> wanted) throws Exception {
        JsonNode answer;
        do {
            viewer.say(text(id, text.replace("'", "\\u0027")));
            answer = viewer.answer(id);
            if (!wanted.test(answer)) {
                assertThat(answer.path("message").asText()).isEqualTo("This text could not be checked.");
            }
        } while (!wanted.test(answer));
    }
}
