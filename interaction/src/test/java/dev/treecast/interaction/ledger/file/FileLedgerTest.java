package dev.treecast.interaction.ledger.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.interaction.ledger.Ledger;
import dev.treecast.interaction.ledger.LedgerContract;
import dev.treecast.interaction.ledger.Purchase;
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
class FileLedgerTest extends LedgerContract {
    private static final int INTENTS = 10_000;

    @TempDir
    private Path folder;

    @Override
    protected Ledger open(long startingCredits) throws IOException {
        return FileLedger.open(folder.resolve("ledger"), startingCredits, 200_000);
    }

    /** What is not flushed is in memory only. */
    @Override
    protected void kill(Ledger ledger) throws IOException {
        Path path = folder.resolve("ledger");
        byte[] durable = Files.readAllBytes(path);
        ledger.close();
        Files.write(path, durable);
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
