package dev.treecast.interaction.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every ledger that outlives its process does. */
public abstract class LedgerContract {
    public static final String SHOW = "castle";
    public static final long CREDITS = 1_000_000;
    private static final int INTENTS = 2_000;

    /** The ledger, with the books of {@link #SHOW}. Called once a test, and once more after each {@link #kill}. */
    protected abstract Ledger open(long startingCredits) throws Exception;

    /** Ends the process that has the ledger; what was not flushed is gone, or is not. */
    protected abstract void kill(Ledger ledger) throws Exception;

    public static Purchase wanted(String id, String principal, String key, long cost, long nowUs) {
        return new Purchase(
                id,
                SHOW,
                principal,
                key,
                "default",
                "heal",
                cost,
                "ein ›Text‹\nmit Zeilen",
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

    /** Flushes. What a ledger writes to may be slow at times, and is tried again then. */
    public static void flush(Ledger ledger) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!ledger.flush()) {
            assertThat(System.nanoTime()).as("it can be written").isLessThan(end);
        }
    }

    /** All that was answered is as it was answered, and balances are what is left. */
    public static void check(Ledger ledger, Map<String, Purchase> answered) {
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
    void shouldLoseNothingThatWasAnsweredWhenItsProcessIsKilled() throws Exception {
        Random random = new Random(7);
        Ledger ledger = open(CREDITS);
        Map<String, Purchase> answered = new HashMap<>();
        for (int i = 0; i < INTENTS; i++) {
            String principal = "viewer-" + random.nextInt(20);
            String id = "p" + i;
            Map<String, Purchase> unanswered = new HashMap<>();
            unanswered.put(id, ledger.hold(wanted(id, principal, "key-" + i, random.nextLong(1, 101), i)));
            if (random.nextBoolean()) {
                boolean captured = random.nextBoolean();
                Purchase ended =
                        captured ? ledger.capture(SHOW, id, i) : ledger.release(SHOW, id, "failed", "full", 5, i);
                unanswered.put(id, Objects.requireNonNull(ended));
            }
            if (random.nextInt(3) > 0) {
                flush(ledger);
                answered.putAll(unanswered);
            }
            if (random.nextInt(100) == 0) {
                kill(ledger);
                ledger = open(CREDITS);
                check(ledger, answered);
            }
        }
        flush(ledger);
        check(ledger, answered);
        ledger.close();
    }

    @Test
    void shouldTellTheBalanceThatIsKept() throws Exception {
        try (Ledger ledger = open(100)) {
            assertThat(ledger.balanceOnDisk(SHOW, "anna")).isEqualTo(100);
            ledger.hold(wanted("p1", "anna", "key-1", 60, 1));
            assertThat(ledger.isDirty()).isTrue();
            assertThat(ledger.balance(SHOW, "anna")).isEqualTo(40);
            assertThat(ledger.balanceOnDisk(SHOW, "anna")).isEqualTo(100);
            flush(ledger);
            assertThat(ledger.isDirty()).isFalse();
            assertThat(ledger.balanceOnDisk(SHOW, "anna")).isEqualTo(40);
        }
    }

    @Test
    void shouldRefuseToSpendWhatIsNotThere() throws Exception {
        try (Ledger ledger = open(100)) {
            ledger.hold(wanted("p1", "anna", "key-1", 60, 1));
            assertThatThrownBy(() -> ledger.hold(wanted("p2", "anna", "key-2", 60, 1)))
                    .isInstanceOfSatisfying(
                            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.FUNDS));
            ledger.release(SHOW, "p1", "failed", null, -1, 2);
            ledger.hold(wanted("p2", "anna", "key-3", 60, 1));
            assertThat(ledger.balance(SHOW, "anna")).isEqualTo(40);
        }
    }

    @Test
    void shouldKeepAPurchaseByItsKey() throws Exception {
        Ledger ledger = open(100);
        Purchase first = ledger.hold(wanted("p1", "anna", "key-1", 60, 1));
        flush(ledger);
        kill(ledger);
        try (Ledger again = open(100)) {
            assertThat(again.hold(wanted("p2", "anna", "key-1", 60, 2))).isEqualTo(first);
            assertThat(again.held(SHOW)).containsExactly(first);
            assertThat(again.firstToExpire()).isEqualTo(first);
            assertThat(again.balance(SHOW, "anna")).isEqualTo(40);
        }
    }

    @Test
    void shouldGrantOnceAKeyAndForgetKeysAfterADay() throws Exception {
        try (Ledger ledger = open(100)) {
            assertThat(ledger.grant(SHOW, "anna", 50, "gift", 1)).isEqualTo(150);
            assertThat(ledger.grant(SHOW, "anna", 50, "gift", 2)).isEqualTo(150);
        }
        try (Ledger ledger = open(100)) {
            assertThat(ledger.grant(SHOW, "anna", 50, "gift", 3)).isEqualTo(150);
            ledger.forget(25L * 3_600 * 1_000_000);
            assertThat(ledger.grant(SHOW, "anna", 50, "gift", 4)).isEqualTo(200);
        }
    }

    @Test
    void shouldKeepNotes() throws Exception {
        Ledger ledger = open(100);
        ledger.note(SHOW, "bans", "anna", "1");
        ledger.note(SHOW, "bans", "bert", "2");
        ledger.note(SHOW, "bans", "bert", "3");
        ledger.note(SHOW, "mutes", "carl", "4");
        ledger.note(SHOW, "mutes", "carl", null);
        ledger.note(SHOW, "round", "dora", "5");
        ledger.drop(SHOW, "round");
        flush(ledger);
        kill(ledger);
        try (Ledger again = open(100)) {
            assertThat(again.sections(SHOW)).containsExactly("bans");
            assertThat(again.notes(SHOW, "bans")).isEqualTo(Map.of("anna", "1", "bert", "3"));
            assertThat(again.notes("another", "bans")).isEmpty();
        }
    }
}
