package dev.treecast.interaction.ledger.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.interaction.ledger.Purchase;
import dev.treecast.interaction.protocol.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on disk after a crash at any point. */
class FileLedgerTest {
    static final String SHOW = "castle";
    static final long CREDITS = 1_000_000;
    private static final int INTENTS = 10_000;

    @TempDir
    private Path folder;

    static Purchase wanted(String id, String principal, String key, long cost, long nowUs) {
        return new Purchase(
                id,
                SHOW,
                principal,
                key,
                "default",
                "heal",
                cost,
                "ein ›Text‹",
                "Näme",
                Long.MIN_VALUE,
                nowUs,
                nowUs + 30_000_000,
                Purchase.State.HELD,
                null,
                null,
                -1,
                0);
    }

    /**
     * 10,000 intents of 20 principals, captured, voided or left, with a kill every few dozen: the file is cut at a random byte behind the last flush, or has
     * garbage there. The model knows what was answered.
     */
    @Test
    void shouldLoseNothingThatWasAnsweredAndChargeNobodyTwice() throws Exception {
        Random random = new Random(42);
        Path path = folder.resolve("ledger");
        // Small, so that it is written anew many times.
        FileLedger ledger = FileLedger.open(path, CREDITS, 200_000);
        Map<String, Purchase> answered = new HashMap<>();
        int kills = 0;
        for (int i = 0; i < INTENTS; i++) {
            String principal = "viewer-" + random.nextInt(20);
            String key = "key-" + i;
            long cost = random.nextLong(1, 101);
            String id = "p" + i;
            Map<String, Purchase> unanswered = new HashMap<>();
            unanswered.put(id, ledger.hold(wanted(id, principal, key, cost, i)));
            if (random.nextBoolean()) {
                unanswered.put(
                        id,
                        random.nextBoolean()
                                ? ledger.capture(SHOW, id, i)
                                : ledger.release(SHOW, id, "failed", "full", 5, i));
            }
            if (random.nextInt(3) > 0) {
                ledger.flush();
                answered.putAll(unanswered);
            }
            if (random.nextInt(40) == 0) {
                kills++;
                ledger = killed(ledger, path, random);
                check(ledger, answered);
                // The viewer did not hear and asks again: the same purchase, or a first one, never two.
                Purchase again = ledger.hold(wanted(id + "b", principal, key, cost, i));
                Purchase third = ledger.hold(wanted(id + "c", principal, key, cost, i));
                assertThat(third).isEqualTo(again);
                ledger.flush();
                answered.put(again.id(), again);
            }
        }
        ledger.flush();
        check(ledger, answered);
        ledger.close();
        assertThat(kills).isGreaterThan(150);
        check(FileLedger.open(path, CREDITS), answered);
    }

    private static FileLedger killed(FileLedger ledger, Path path, Random random) throws IOException {
        byte[] durable = Files.readAllBytes(path);
        if (ledger.isDirty()) {
            // The kernel may have any part of what was being written.
            ledger.flush();
            byte[] whole = Files.readAllBytes(path);
            if (whole.length > durable.length && Arrays.equals(durable, Arrays.copyOf(whole, durable.length))) {
                durable = Arrays.copyOf(whole, durable.length + random.nextInt(whole.length - durable.length));
            } else {
                durable = whole;
            }
        }
        ledger.close();
        Files.write(path, durable);
        return FileLedger.open(path, CREDITS, 200_000);
    }

    static void check(FileLedger ledger, Map<String, Purchase> answered) {
        answered.forEach((id, purchase) -> {
            Purchase now = ledger.byId(SHOW, id);
            assertThat(now).as(id).isNotNull();
            assertThat(ledger.byKey(SHOW, purchase.principal(), purchase.key())).isEqualTo(now);
            if (!purchase.isHeld()) {
                assertThat(now).isEqualTo(purchase);
            }
        });
        for (int i = 0; i < 20; i++) {
            String principal = "viewer-" + i;
            long spent = ledger.recent(SHOW, principal).stream()
                    .filter(purchase -> purchase.state() != Purchase.State.VOIDED)
                    .mapToLong(Purchase::cost)
                    .sum();
            assertThat(ledger.balance(SHOW, principal)).isEqualTo(CREDITS - spent);
            assertThat(ledger.recent(SHOW, principal).stream().map(Purchase::key))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldRefuseToSpendWhatIsNotThere() throws Exception {
        try (FileLedger ledger = FileLedger.open(folder.resolve("ledger"), 100)) {
            ledger.hold(wanted("p1", "anna", "key-1", 60, 1));
            assertThatThrownBy(() -> ledger.hold(wanted("p2", "anna", "key-2", 60, 1)))
                    .isInstanceOf(Refusal.class);
            ledger.release(SHOW, "p1", "failed", null, -1, 2);
            ledger.hold(wanted("p2", "anna", "key-3", 60, 1));
            assertThat(ledger.balance(SHOW, "anna")).isEqualTo(40);
        }
    }

    @Test
    void shouldGrantOnceAKeyAndForgetKeysAfterADay() throws Exception {
        Path path = folder.resolve("ledger");
        try (FileLedger ledger = FileLedger.open(path, 100)) {
            assertThat(ledger.grant(SHOW, "anna", 50, "gift", 1)).isEqualTo(150);
            assertThat(ledger.grant(SHOW, "anna", 50, "gift", 2)).isEqualTo(150);
        }
        try (FileLedger ledger = FileLedger.open(path, 100)) {
            assertThat(ledger.grant(SHOW, "anna", 50, "gift", 3)).isEqualTo(150);
            ledger.forget(25L * 3_600 * 1_000_000);
            assertThat(ledger.grant(SHOW, "anna", 50, "gift", 4)).isEqualTo(200);
        }
    }

    @Test
    void shouldSayWhenTheDiskLostSomethingInTheMiddle() throws Exception {
        Path path = folder.resolve("ledger");
        try (FileLedger ledger = FileLedger.open(path, 100)) {
            ledger.grant(SHOW, "anna", 1, "one", 1);
            ledger.grant(SHOW, "anna", 1, "two", 1);
        }
        byte[] bytes = Files.readAllBytes(path);
        bytes[20] ^= 1;
        Files.write(path, bytes);
        assertThatThrownBy(() -> FileLedger.open(path, 100)).hasMessageContaining("damaged");
    }

    @Test
    void shouldLetOneProcessHaveIt() throws Exception {
        Path path = folder.resolve("ledger");
        try (FileLedger ledger = FileLedger.open(path, 100)) {
            assertThat(ledger.isDirty()).isFalse();
            assertThatThrownBy(() -> FileLedger.open(path, 100)).isInstanceOf(Exception.class);
        }
    }
}
