package dev.treecast.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.interaction.ledger.Ledger;
import dev.treecast.interaction.ledger.LedgerContract;
import dev.treecast.interaction.ledger.Purchase;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Refusal;
import dev.treecast.tree.directory.Lease;
import dev.treecast.tree.directory.redis.RedisServer;
import dev.treecast.tree.directory.redis.RedisStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real redis-server. Small logs, so that they are put into their base many times. */
class RedisLedgerTest extends LedgerContract {
    private static final long COMPACT_BYTES = 50_000;

    @TempDir
    private Path folder;

    private RedisServer redis;
    private final List<RedisLedger> ledgers = new ArrayList<>();

    @BeforeAll
    static void needsRedis() {
        RedisServer.require();
    }

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.startLasting(folder);
    }

    @AfterEach
    void stop() {
        ledgers.forEach(RedisLedger::close);
        redis.close();
    }

    private RedisLedger ledger(String node, Fence fence, long startingCredits) {
        return ledger(redis.url(), node, fence, startingCredits);
    }

    private RedisLedger ledger(String url, String node, Fence fence, long startingCredits) {
        RedisLedger made = new RedisLedger(
                new RedisLedgerStore(url, Optional.empty()),
                node,
                fence,
                startingCredits,
                COMPACT_BYTES,
                new Random(),
                System::nanoTime);
        ledgers.add(made);
        return made;
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static void awaitLost(Ledger ledger) {
        Set<String> lost = new HashSet<>();
        await("it knows", () -> {
            ledger.flush();
            return lost.addAll(ledger.takeLost());
        });
        assertThat(lost).containsExactly(SHOW);
    }

    private RedisLedger opened(String node, long token, long startingCredits) {
        RedisLedger ledger = ledger(node, stream -> token, startingCredits);
        await("the books come", () -> ledger.open(SHOW));
        return ledger;
    }

    @Override
    protected Ledger open(long startingCredits) {
        return opened("one", 0, startingCredits);
    }

    /** Nothing is said any more, and what was not sent is in memory only. */
    @Override
    protected void kill(Ledger ledger) {
        ledger.abandon(SHOW);
        ledger.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldLoseNoPurchaseThatWasToldWhenRedisIsKilled() throws Exception {
        RedisLedger ledger = opened("one", 0, CREDITS);
        Random random = new Random(11);
        Map<String, Purchase> told = new HashMap<>();
        int refused = 0;
        for (int i = 0; i < 1_000; i++) {
            if (i % 100 == 50) {
                // While a flush is on its way.
                Thread killer = Thread.ofPlatform().start(redis::kill);
                while (killer.isAlive()) {
                    refused += buy(ledger, "k" + i + "-" + random.nextInt(), told) ? 0 : 1;
                }
                killer.join();
                await("it is noticed", () -> {
                    ledger.note(SHOW, "probe", "at", Long.toString(System.nanoTime()));
                    return !ledger.flush();
                });
                assertThat(ledger.isWritable()).isFalse();
                refused += buy(ledger, "r" + i, told) ? 0 : 1;
                redis.start();
                flush(ledger);
                // What was begun before Redis went and could not be told is as good as told now.
                ledger.held(SHOW).forEach(purchase -> told.put(purchase.id(), purchase));
            }
            String id = "p" + i;
            await("it is sold", () -> buy(ledger, id, told));
        }
        check(ledger, told);
        assertThat(refused).isGreaterThanOrEqualTo(10);
        assertThat(told).hasSizeGreaterThanOrEqualTo(1_000);
        Map<String, Long> balances = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            balances.put("viewer-" + i, ledger.balance(SHOW, "viewer-" + i));
        }
        kill(ledger);
        RedisLedger after = opened("two", 0, CREDITS);
        check(after, told);
        balances.forEach((principal, balance) ->
                assertThat(after.balance(SHOW, principal)).isEqualTo(balance));
    }

    private static boolean buy(RedisLedger ledger, String id, Map<String, Purchase> told) {
        try {
            int hash = Math.floorMod(id.hashCode(), 20);
            Purchase held = ledger.hold(wanted(id, "viewer-" + hash, "key-" + id, 1 + hash, 1));
            if (ledger.flush()) {
                told.put(id, held);
                return true;
            }
        } catch (Refusal refusal) {
            assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            ledger.flush();
        }
        return false;
    }

    @Test
    void shouldRefuseTheWriterWithTheOlderToken() throws Exception {
        RedisLedger old = opened("one", 5, 100);
        old.hold(wanted("p1", "anna", "key-1", 10, 1));
        flush(old);
        RedisLedger next = opened("two", 6, 100);
        assertThat(next.balance(SHOW, "anna")).isEqualTo(90);

        old.hold(wanted("p2", "anna", "key-2", 20, 2));
        awaitLost(old);
        assertThat(old.takeLost()).isEmpty();
        assertThat(old.balanceOnDisk(SHOW, "anna")).isEqualTo(Ledger.UNKNOWN);
        assertThatThrownBy(() -> old.hold(wanted("p3", "anna", "key-3", 20, 3)))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));

        next.hold(wanted("p4", "anna", "key-4", 30, 4));
        flush(next);
        kill(next);
        RedisLedger last = opened("two", 6, 100);
        assertThat(last.balance(SHOW, "anna")).isEqualTo(60);
        assertThat(last.byId(SHOW, "p2")).isNull();
        // Nor does it get the books back.
        assertThat(old.open(SHOW)).isFalse();
        await("an answer", () -> answered(old));
        assertThat(old.open(SHOW)).isFalse();
        last.hold(wanted("p5", "anna", "key-5", 30, 4));
        flush(last);
        assertThat(last.takeLost()).isEmpty();
    }

    private static boolean answered(RedisLedger ledger) {
        return !ledger.isComing(SHOW);
    }

    /** The stream's lease is at another node, which has not asked for the books yet. */
    @Test
    void shouldNotWriteWithoutTheLease() throws Exception {
        RedisStore directory = new RedisStore(redis.url(), Optional.empty());
        Lease first = get(directory.claim(SHOW, "one", "streamer", 60_000));
        RedisLedger old = opened("one", first.token(), 100);
        old.hold(wanted("p1", "anna", "key-1", 10, 1));
        flush(old);

        Lease second = get(directory.claim(SHOW, "two", "streamer", 60_000));
        assertThat(second.token()).isGreaterThan(first.token());
        old.hold(wanted("p2", "anna", "key-2", 10, 1));
        awaitLost(old);

        // Nor when the newer lease has ended without a trace in the books.
        RedisLedger again = ledger("one", stream -> first.token(), 100);
        var unusedReleased = get(directory.release(SHOW, second));
        assertThat(again.open(SHOW)).isFalse();
        await("an answer", () -> answered(again));
        assertThat(again.open(SHOW)).isFalse();
        assertThat(opened("two", second.token(), 100).balance(SHOW, "anna")).isEqualTo(90);
        directory.close();
    }

    @Test
    void shouldLeaveBooksToWhoWritesThemWhileNobodyIsLive() {
        RedisLedger one = opened("one", 0, 100);
        RedisLedger two = opened("two", 0, 100);
        one.note(SHOW, "bans", "anna", "1");
        flush(one);
        // Both had opened books that did not exist.
        two.note(SHOW, "bans", "bert", "1");
        awaitLost(two);
        assertThat(two.open(SHOW)).isFalse();
        await("an answer", () -> answered(two));
        assertThat(two.open(SHOW)).isFalse();
        one.note(SHOW, "bans", "carl", "1");
        flush(one);
        assertThat(one.takeLost()).isEmpty();
    }

    @Test
    void shouldSellNothingWithoutRedisAndGoOnAfterIt() throws Exception {
        RedisLedger ledger = opened("one", 0, 100);
        ledger.hold(wanted("p1", "anna", "key-1", 10, 1));
        flush(ledger);
        redis.kill();
        ledger.capture(SHOW, "p1", 2);
        ledger.note(SHOW, "bans", "bert", "1");
        assertThat(ledger.flush()).isFalse();
        assertThat(ledger.isWritable()).isFalse();
        assertThat(ledger.failures()).isPositive();
        assertThatThrownBy(() -> ledger.hold(wanted("p2", "anna", "key-2", 10, 1)))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        RedisLedger other = ledger("two", stream -> 0, 100);
        assertThat(other.open("garden")).isFalse();
        assertThatThrownBy(() -> other.grant("garden", "anna", 1, "key", 1)).isInstanceOf(Refusal.class);
        redis.start();
        flush(ledger);
        ledger.hold(wanted("p2", "anna", "key-2", 10, 1));
        flush(ledger);
        await("the books come late", () -> other.open("garden"));
        kill(ledger);
        RedisLedger after = opened("one", 0, 100);
        assertThat(after.byId(SHOW, "p1")).extracting(Purchase::state).isEqualTo(Purchase.State.CAPTURED);
        assertThat(after.notes(SHOW, "bans")).containsKey("bert");
        assertThat(after.balance(SHOW, "anna")).isEqualTo(80);
    }

    /** A Redis that keeps nothing, or is a replica that was behind: the node that has the show has its books. */
    @Test
    void shouldWriteTheBooksAnewWhenRedisHasForgottenThem() throws Exception {
        RedisLedger ledger = opened("one", 0, 100);
        for (int i = 0; i < 5; i++) {
            ledger.hold(wanted("p" + i, "anna", "key-" + i, 10, 1));
            flush(ledger);
        }
        assertThat(redis.say("FLUSHALL")).isEqualTo("+OK");
        ledger.hold(wanted("p5", "anna", "key-5", 10, 1));
        flush(ledger);
        ledger.hold(wanted("p6", "anna", "key-6", 10, 1));
        flush(ledger);
        assertThat(ledger.takeLost()).isEmpty();
        kill(ledger);
        RedisLedger after = opened("one", 0, 100);
        assertThat(after.balance(SHOW, "anna")).isEqualTo(30);
        assertThat(after.held(SHOW)).hasSize(7);
    }

    @Test
    void shouldKeepTheLogShort() {
        RedisLedger ledger = opened("one", 0, CREDITS);
        for (int i = 0; i < 3_000; i++) {
            ledger.note(SHOW, "poll", "viewer-" + i % 10, Integer.toString(i));
            flush(ledger);
        }
        // 3,000 changes of some 70 bytes, of which 10 stand.
        await("it is put into its base", () -> {
            ledger.note(SHOW, "poll", "viewer-0", Long.toString(System.nanoTime()));
            return ledger.flush() && logLength() < 1_000;
        });
        Map<String, String> notes = ledger.notes(SHOW, "poll");
        kill(ledger);
        assertThat(opened("one", 0, CREDITS).notes(SHOW, "poll")).isEqualTo(notes);
    }

    /** One node of a Redis Cluster refuses keys of two slots in a script as many do, and gets everything by the cluster's client. */
    @Test
    void shouldKeepBooksInARedisCluster(@TempDir Path other) throws Exception {
        try (RedisServer cluster = RedisServer.startLasting(other, "--cluster-enabled", "yes")) {
            assertThat(cluster.say("CLUSTER ADDSLOTSRANGE 0 16383")).isEqualTo("+OK");
            await("it is one", () -> cluster.says("CLUSTER SLOTS", "*1") && cluster.says("SET a b", "+OK"));
            String url = "redis-cluster://" + cluster.address();
            RedisStore directory = new RedisStore(url, Optional.empty());
            Lease lease = get(directory.claim(SHOW, "one", "streamer", 60_000));
            assertThat(get(directory.read()).leases()).containsEntry(SHOW, lease);
            directory.close();
            RedisLedger ledger = ledger(url, "one", stream -> 1, 100);
            await("the books come", () -> ledger.open(SHOW));
            await("the others too", () -> ledger.open("garden"));
            ledger.grant("garden", "anna", 1, "key", 1);
            for (int i = 0; i < 1_000; i++) {
                ledger.note(SHOW, "poll", "viewer-" + i % 10, Integer.toString(i));
                flush(ledger);
            }
            kill(ledger);
            RedisLedger after = ledger(url, "one", stream -> 1, 100);
            await("the books come", () -> after.open(SHOW));
            await("the others too", () -> after.open("garden"));
            assertThat(after.notes(SHOW, "poll")).hasSize(10).containsEntry("viewer-9", "999");
            assertThat(after.balance("garden", "anna")).isEqualTo(101);
        }
    }

    /** As docs/operating.md says. */
    @Test
    void shouldNeedNoMoreThanTheDocumentedRights() throws Exception {
        String rights = "~treecast:* &treecast:* +@read +@write +@scripting +@connection +@pubsub +time";
        assertThat(redis.say("ACL SETUSER treecast on >secret " + rights)).isEqualTo("+OK");
        String url = redis.url().replace("//", "//treecast:secret@");
        RedisStore directory = new RedisStore(url, Optional.empty());
        Lease lease = get(directory.claim(SHOW, "one", "streamer", 60_000));
        assertThat(get(directory.read()).leases()).containsKey(SHOW);
        RedisLedger ledger = ledger(url, "one", stream -> lease.token(), CREDITS);
        await("the books come", () -> ledger.open(SHOW));
        for (int i = 0; i < 1_000; i++) {
            ledger.note(SHOW, "poll", "viewer-" + i % 10, Integer.toString(i));
            flush(ledger);
        }
        await("the log is put into its base", () -> {
            ledger.note(SHOW, "poll", "viewer-0", Long.toString(System.nanoTime()));
            return ledger.flush() && logLength() < 500;
        });
        directory.close();
    }

    private long logLength() {
        try {
            return Long.parseLong(
                    redis.say("LLEN treecast:{" + SHOW + "}:books:log").substring(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldKeepBooksInMemoryAsLongAsTheyHoldAPurchase() throws Exception {
        RedisLedger ledger = opened("one", 0, 100);
        ledger.hold(wanted("p1", "anna", "key-1", 10, 1));
        flush(ledger);
        ledger.leave(SHOW);
        ledger.forget(2);
        assertThat(ledger.firstToExpire()).isNotNull();
        ledger.release(SHOW, "p1", "unavailable", null, -1, 3);
        ledger.forget(4);
        assertThat(ledger.balance(SHOW, "anna")).isEqualTo(100);
        flush(ledger);
        ledger.forget(5);
        assertThat(ledger.balance(SHOW, "anna")).isEqualTo(Ledger.UNKNOWN);
        await("they come back", () -> ledger.open(SHOW));
        assertThat(ledger.balance(SHOW, "anna")).isEqualTo(100);
        assertThat(ledger.byId(SHOW, "p1")).extracting(Purchase::state).isEqualTo(Purchase.State.VOIDED);
    }
}
