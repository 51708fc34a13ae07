package dev.treecast.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.server.ledger.IngestNode.Client;
import dev.treecast.tree.directory.Lease;
import dev.treecast.tree.directory.redis.RedisServer;
import dev.treecast.tree.directory.redis.RedisStore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A streamer whose ingest node dies, or is cut off, goes live at another one: the show goes on there as it was. */
@Timeout(120)
class MovingShowTest {
    private static final String CONTROLS =
            "{'heal':{'kind':'button','cost':100},'weapon':{'kind':'poll','options':['Sword','Bow']}}";

    @TempDir
    private Path folder;

    private RedisServer redis;
    private RedisStore directory;
    private IngestNode one;
    private IngestNode two;

    @BeforeAll
    static void needsRedis() {
        RedisServer.require();
    }

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.startLasting(folder);
        directory = new RedisStore(redis.url(), Optional.empty());
        one = new IngestNode("one", redis.url());
        two = new IngestNode("two", redis.url());
    }

    @AfterEach
    void stop() {
        one.kill();
        two.kill();
        directory.close();
        redis.close();
    }

    private Lease goesLiveAt(String node) throws Exception {
        return directory
                .claim(IngestNode.STREAM, node, "streamer", 60_000)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static void ballot(Client viewer, int option) {
        viewer.say("{'type':'ballot','control':'weapon','round':1,'option':" + option + "}");
    }

    private static void ready(Client viewer) {
        viewer.sees("\"round\":1");
    }

    @Test
    void shouldGoOnWithEverythingThatWasToldAfterItsNodeDied() throws Exception {
        one.hears(goesLiveAt("one"));
        Client anna = one.viewer("anna");
        Client game = one.game(CONTROLS);
        ready(anna);
        Client bert = one.viewer("bert");
        bert.hears("snapshot");
        ballot(bert, 0);
        bert.hears("ballot");
        anna.say("{'type':'intent','key':'purchase-1','control':'heal'}");
        anna.say("{'type':'intent','key':'purchase-2','control':'heal'}");
        String first = game.hears("deliver", each -> each.path("attempt").asInt() == 1)
                .path("purchase")
                .asText();
        game.say("{'type':'capture','purchase':'" + first + "'}");
        String captured = anna.hears("capture").path("key").asText();
        assertThat(captured).isEqualTo("purchase-1");
        anna.hears("hold", each -> each.path("key").asText().equals("purchase-2"));
        ballot(anna, 0);
        anna.hears("ballot");
        game.say("{'type':'call','id':7,'method':'moderation.ban','params':{'viewer':'mallory'}}");
        game.hears("reply", each -> each.path("id").asInt() == 7);
        one.kill();

        two.hears(goesLiveAt("two"));
        Client again = two.viewer("anna");
        assertThat(again.hears("welcome").path("balance").asLong()).isEqualTo(800);
        Client mallory = two.viewer("mallory");
        assertThat(mallory.hears("bye").path("code").asText()).isEqualTo("forbidden");
        Client next = two.game(CONTROLS);
        ready(again);
        // What was held is held, and is delivered; what was captured is not, and its key is known.
        String held = next.hears("deliver").path("purchase").asText();
        assertThat(held).isNotEqualTo(first);
        next.say("{'type':'capture','purchase':'" + held + "'}");
        again.hears("capture", each -> each.path("key").asText().equals("purchase-2"));
        again.say("{'type':'intent','key':'purchase-1','control':'heal'}");
        assertThat(again.hears("capture", each -> each.path("key").asText().equals("purchase-1"))
                        .path("balance")
                        .asLong())
                .isEqualTo(800);
        // Bert's vote stands though he has not come back, and anna has one.
        ballot(again, 1);
        again.hears("ballot");
        next.say("{'type':'call','id':9,'method':'poll.close','params':{'control':'weapon'}}");
        assertThat(next.hears("result").path("counts").toString()).isEqualTo("[1,1]");
    }

    /** It is alive, but has not heard that the streamer is elsewhere. */
    @Test
    void shouldTellNobodyAnythingAtTheNodeThatWasLeftBehind() throws Exception {
        one.hears(goesLiveAt("one"));
        Client anna = one.viewer("anna");
        Client game = one.game(CONTROLS);
        ready(anna);
        anna.say("{'type':'intent','key':'purchase-1','control':'heal'}");
        anna.hears("hold");
        game.hears("deliver");

        two.hears(goesLiveAt("two"));
        Client bert = one.viewer("bert");
        bert.hears("snapshot");
        bert.say("{'type':'intent','key':'purchase-2','control':'heal'}");
        ballot(anna, 1);
        // It finds out when it writes, and then it is nobody's show any more.
        assertThat(bert.hears("bye").path("reconnect").asBoolean()).isTrue();
        anna.hears("bye");
        game.hears("bye");
        assertThat(bert.hasHeard("hold")).isFalse();
        assertThat(anna.hasHeard("ballot")).isFalse();

        Client there = two.viewer("bert");
        assertThat(there.hears("welcome").path("balance").asLong()).isEqualTo(1_000);
        Client next = two.game(CONTROLS);
        assertThat(next.hears("deliver").path("viewer").path("id").asText()).isEqualTo("anna");
        ready(there);
        there.say("{'type':'intent','key':'purchase-2','control':'heal'}");
        assertThat(there.hears("hold").path("balance").asLong()).isEqualTo(900);
        next.say("{'type':'call','id':9,'method':'poll.close','params':{'control':'weapon'}}");
        assertThat(next.hears("result").path("counts").toString()).isEqualTo("[0,0]");
        // Whoever comes there before it has heard of it sees the show, and buys nothing.
        Client late = one.viewer("carl");
        assertThat(late.hears("welcome").has("balance")).isFalse();
    }

    @Test
    void shouldPlayOnWithoutRedisAndSellAgainAfterIt() throws Exception {
        one.hears(goesLiveAt("one"));
        redis.kill();
        Client anna = one.viewer("anna");
        Client game = one.game(CONTROLS);
        ready(anna);
        assertThat(anna.hears("welcome").has("balance")).isFalse();
        anna.say("{'type':'intent','key':'purchase-1','control':'heal'}");
        assertThat(anna.hears("void").path("code").asText()).isEqualTo("unavailable");
        assertThat(anna.hears("void").has("balance")).isFalse();
        ballot(anna, 1);
        anna.hears("ballot");
        game.say("{'type':'call','id':7,'method':'moderation.ban','params':{'viewer':'mallory'}}");
        game.hears("reply", each -> each.path("id").asInt() == 7);
        assertThat(one.viewer("mallory").hears("bye").path("code").asText()).isEqualTo("forbidden");

        redis.start();
        assertThat(anna.hears("balance").path("balance").asLong()).isEqualTo(1_000);
        anna.say("{'type':'intent','key':'purchase-2','control':'heal'}");
        anna.hears("hold");
        one.kill();
        two.hears(goesLiveAt("two"));
        assertThat(two.viewer("mallory").hears("bye").path("code").asText()).isEqualTo("forbidden");
        Client next = two.game(CONTROLS);
        next.hears("deliver");
        next.say("{'type':'call','id':9,'method':'poll.close','params':{'control':'weapon'}}");
        assertThat(next.hears("result").path("counts").toString()).isEqualTo("[0,1]");
    }
}
