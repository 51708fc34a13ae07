package dev.treecast.tree.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.membership.NodeRecord;
import dev.treecast.tree.pki.NodeRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Nodes and one store in simulated time. */
class DirectoryTest {
    private long nowMs;
    private final FlakyStore store = new FlakyStore();
    private final List<Directory> all = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private final Directory one = join("one", 1);
    private final Directory two = join("two", 2);

    /** A store that can be away, and counts what it is asked. */
    private final class FlakyStore implements DirectoryStore {
        final InMemoryStore behind = new InMemoryStore(() -> nowMs);
        boolean away;
        int asked;

        private <T> CompletionStage<T> ask(java.util.function.Supplier<CompletionStage<T>> what) {
            asked++;
            return away ? CompletableFuture.failedStage(new IllegalStateException("away")) : what.get();
        }

        @Override
        public CompletionStage<Contents> read() {
            return ask(behind::read);
        }

        @Override
        public CompletionStage<?> putNode(String id, String json, long ttlMs) {
            return ask(() -> behind.putNode(id, json, ttlMs).thenApply(done -> true));
        }

        @Override
        public CompletionStage<?> removeNode(String id) {
            return ask(() -> behind.removeNode(id).thenApply(done -> true));
        }

        @Override
        public CompletionStage<Lease> claim(String stream, String node, String principal, long ttlMs) {
            return ask(() -> behind.claim(stream, node, principal, ttlMs));
        }

        @Override
        public CompletionStage<Lease> renew(String stream, Lease lease, long ttlMs) {
            return ask(() -> behind.renew(stream, lease, ttlMs));
        }

        @Override
        public CompletionStage<?> release(String stream, Lease lease) {
            return ask(() -> behind.release(stream, lease).thenApply(done -> true));
        }

        @Override
        public void onChange(Runnable changed) {
            behind.onChange(changed);
        }

        @Override
        public void close() {}
    }

    private static NodeEntry entry(String id) {
        return new NodeEntry(
                new NodeRecord(id, "eu", Set.of(NodeRole.RELAY, NodeRole.INGEST), 10, 0, false),
                List.of("127.0.0.1:7000"),
                "",
                Map.of("show", 3),
                Map.of(),
                "");
    }

    private Directory join(String id, long seed) {
        Directory directory =
                new Directory(entry(id), List.of(), store, Runnable::run, new Random(seed), new DirectoryListener() {
                    @Override
                    public void claimLost(String stream) {
                        lost.add(id + " " + stream);
                    }
                });
        all.add(directory);
        return directory;
    }

    private void pass(long ms) {
        for (long end = nowMs + ms; nowMs < end; nowMs += 100) {
            all.forEach(each -> each.timeout(nowMs * 1_000_000));
        }
    }

    private static Claim claim(Directory at, String principal) {
        return at.claim("show", principal).toCompletableFuture().join();
    }

    @Test
    void shouldKnowEachOtherAndForgetWhoVanishes() {
        pass(5_000);
        one.carrying("show", 1);
        pass(3_000);
        assertThat(two.node("one")).isPresent();
        assertThat(two.carriers("show")).hasSize(1);
        assertThat(two.addresses("one")).hasSize(1);
        assertThat(two.viewers("show")).isEqualTo(6);
        all.remove(one);
        pass(15_000);
        assertThat(two.node("one")).isEmpty();
        assertThat(two.carriers("show")).isEmpty();
    }

    @Test
    void shouldLetOneOfTwoPublishersWin() {
        pass(5_000);
        assertThat(claim(one, "anna")).isEqualTo(new Claim.Won(1, false));
        assertThat(claim(two, "bert")).isEqualTo(new Claim.Held("one"));
        pass(60_000);
        assertThat(two.ingestNode("show")).contains("one");
        one.release("show");
        assertThat(claim(two, "bert")).isEqualTo(new Claim.Won(2, false));
        assertThat(lost).isEmpty();
    }

    @Test
    void shouldLetAPublisherMove() {
        pass(5_000);
        var unusedFirst = claim(one, "anna");
        assertThat(claim(two, "anna")).isEqualTo(new Claim.Won(2, false));
        pass(5_000);
        assertThat(lost).containsExactly("one show");
        assertThat(one.ingestNode("show")).contains("two");
    }

    @Test
    void shouldFreeTheStreamOfANodeThatVanished() {
        pass(5_000);
        var unusedFirst = claim(one, "anna");
        all.remove(one);
        pass(15_000);
        assertThat(claim(two, "bert")).isEqualTo(new Claim.Won(2, false));
    }

    @Test
    void shouldKeepItsCopyThroughAnOutageAndHealWithoutAStorm() {
        pass(5_000);
        var unusedFirst = claim(one, "anna");
        pass(3_000);
        store.away = true;
        store.asked = 0;
        pass(600_000);
        assertThat(store.asked).isLessThan(2_000);
        assertThat(two.status().connected()).isFalse();
        assertThat(two.ingestNode("show")).contains("one");
        assertThat(claim(two, "bert")).isEqualTo(new Claim.Held("one"));
        store.away = false;
        store.asked = 0;
        for (int i = 0; i < 150; i++) {
            pass(100);
            assertThat(two.node("one")).isPresent();
            assertThat(two.ingestNode("show")).contains("one");
        }
        assertThat(store.asked).isLessThan(200);
        assertThat(lost).isEmpty();
    }

    @Test
    void shouldSettleProvisionalClaimsAfterwards() {
        pass(5_000);
        store.away = true;
        pass(5_000);
        assertThat(claim(one, "anna")).isEqualTo(new Claim.Won(0, true));
        assertThat(claim(two, "bert")).isEqualTo(new Claim.Won(0, true));
        store.away = false;
        pass(20_000);
        assertThat(lost).hasSize(1);
        assertThat(one.ingestNode("show")).isEqualTo(two.ingestNode("show"));
    }
}
