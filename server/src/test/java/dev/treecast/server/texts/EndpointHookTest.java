package dev.treecast.server.texts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.treecast.interaction.show.TextHook;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class EndpointHookTest {
    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private final Endpoint endpoint;
    private final EndpointHook hook;

    EndpointHookTest() throws Exception {
        endpoint = new Endpoint();
        // Longer than a loaded machine takes for what it answers.
        hook = new EndpointHook(endpoint.uri(), loop::add, Duration.ofSeconds(30), 4);
    }

    @AfterEach
    void stop() {
        hook.close();
        endpoint.close();
    }

    /** Keeps the answer. */
    private static final class Kept implements TextHook.Answer {
        private String said = "nothing";

        @Override
        public void allow(String text) {
            said = "allow " + text;
        }

        @Override
        public void refuse(@Nullable String why) {
            said = "refuse " + why;
        }

        @Override
        public void fail() {
            said = "fail";
        }
    }

    private String ask(String text) throws InterruptedException {
        Kept kept = new Kept();
        hook.read("demo", "anna", text, kept);
        Runnable handed = loop.poll(30, TimeUnit.SECONDS);
        assertThat(kept.said).as("answers are given on the loop alone").isEqualTo("nothing");
        if (handed == null) {
            return "nothing was handed over";
        }
        handed.run();
        return kept.said;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'allow':true} | allow {'allow':true}",
                "{'allow':true,'text':'h***o'} | allow h***o",
                "{'allow':false,'reason':'Mind your words.'} | refuse Mind your words.",
                "{'allow':false} | refuse null",
            })
    void shouldDoWhatTheEndpointSays(String text, String said) throws Exception {
        assertThat(ask(text)).isEqualTo(said);
        JsonNode question = endpoint.questions.take();
        assertThat(question.path("stream").asText()).isEqualTo("demo");
        assertThat(question.path("viewer").asText()).isEqualTo("anna");
        assertThat(question.path("text").asText()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status 500",
                "status 204",
                "status 302",
                "garbage ",
                "garbage nonsense",
                "garbage []",
                "garbage {}",
                "garbage {'allow':'yes'}",
                "garbage {'allow':null}",
                "garbage {'allow':true,'text':7}",
                "garbage {'allow':true,'text':'\\ud800'}",
                "garbage {'allow':true,'allow':false}",
                "garbage {'allow':false,'reason':{}}",
            })
    void shouldFailTextsWhenTheAnswerIsNone(String text) throws Exception {
        assertThat(ask(text)).isEqualTo("fail");
        assertThat(ask("{'allow':true}")).startsWith("allow");
    }

    @Test
    void shouldNotReadAnAnswerWithoutEnd() throws Exception {
        assertThat(ask("garbage {'allow':true,'text':'" + "x".repeat(20_000) + "'}"))
                .isEqualTo("fail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"silence", "drip"})
    void shouldGiveUpAndGiveItsPlaceBackWhenNoAnswerComes(String text) throws Exception {
        try (EndpointHook hasty = new EndpointHook(endpoint.uri(), loop::add, Duration.ofMillis(200), 1)) {
            for (int i = 0; i < 3; i++) {
                Kept kept = new Kept();
                hasty.read("demo", "anna", text, kept);
                assertThat(kept.said).isEqualTo("nothing");
                loop.take().run();
                assertThat(kept.said).isEqualTo("fail");
            }
        }
    }

    @Test
    void shouldBoundTheQuestionsInFlight() throws Exception {
        for (int i = 0; i < 4; i++) {
            hook.read("demo", "anna", "silence", new Kept());
        }
        Kept fifth = new Kept();
        hook.read("demo", "anna", "{'allow':true}", fifth);
        assertThat(fifth.said).isEqualTo("fail");
        endpoint.stop();
        for (int i = 0; i < 4; i++) {
            loop.take().run();
        }
        Kept next = new Kept();
        hook.read("demo", "anna", "hello", next);
        assertThat(next.said).isEqualTo("nothing");
    }

    @Test
    void shouldFailTextsWhenNobodyIsThere() throws Exception {
        endpoint.stop();
        assertThat(ask("hello")).isEqualTo("fail");
    }
}
