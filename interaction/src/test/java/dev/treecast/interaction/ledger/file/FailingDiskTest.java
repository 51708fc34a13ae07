package dev.treecast.interaction.ledger.file;

import static dev.treecast.interaction.ledger.LedgerContract.CREDITS;
import static dev.treecast.interaction.ledger.LedgerContract.SHOW;
import static dev.treecast.interaction.ledger.LedgerContract.check;
import static dev.treecast.interaction.ledger.LedgerContract.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.interaction.ledger.Purchase;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is true, and what is on disk, while the disk fails and afterwards. */
class FailingDiskTest {
    @TempDir
    private Path folder;

    private final FailingDisk disk = new FailingDisk();

    private Path path() {
        return folder.resolve("ledger");
    }

    /** The file as a crash now would leave it, read. */
    private FileLedger afterACrash() throws IOException {
        Path copy = folder.resolve("copy");
        Files.copy(path(), copy, StandardCopyOption.REPLACE_EXISTING);
        return FileLedger.open(copy, CREDITS);
    }

    @Test
    void shouldSellNothingOnAFullDiskAndGoOnWhenThereIsRoom() throws Exception {
        FileLedger ledger = disk.ledger(path(), CREDITS);
        ledger.hold(wanted("p1", "anna", "key-1", 60, 1));
        assertThat(ledger.flush()).isTrue();
        long size = Files.size(path());

        ledger.hold(wanted("p2", "anna", "key-2", 50, 2));
        disk.room = 30;
        assertThat(ledger.flush()).isFalse();
        assertThat(ledger.isWritable()).isFalse();
        assertThat(ledger.failures()).isOne();
        assertThat(Files.size(path())).as("a torn record is there").isEqualTo(size + 30);
        assertThat(ledger.balanceOnDisk(SHOW, "anna")).isEqualTo(CREDITS - 60);
        assertThat(ledger.balance(SHOW, "anna")).isEqualTo(CREDITS - 110);
        for (String principal : new String[] {"anna", "bert"}) {
            assertThatThrownBy(() -> ledger.hold(wanted("p3", principal, "key-3", 1, 3)))
                    .isInstanceOfSatisfying(
                            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            assertThatThrownBy(() -> ledger.grant(SHOW, principal, 5, "gift", 3))
                    .isInstanceOfSatisfying(
                            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        }
        // What has begun may end; it is not on disk yet.
        ledger.capture(SHOW, "p1", 4);
        assertThat(ledger.flush()).isFalse();
        try (FileLedger crashed = afterACrash()) {
            assertThat(crashed.byId(SHOW, "p1")).matches(Purchase::isHeld);
            assertThat(crashed.byId(SHOW, "p2")).isNull();
        }

        disk.room = Long.MAX_VALUE;
        assertThat(ledger.flush()).isTrue();
        assertThat(ledger.isWritable()).isTrue();
        assertThat(ledger.balanceOnDisk(SHOW, "anna")).isEqualTo(CREDITS - 110);
        ledger.hold(wanted("p3", "anna", "key-3", 1, 5));
        assertThat(ledger.flush()).isTrue();
        try (FileLedger crashed = afterACrash()) {
            assertThat(crashed.byId(SHOW, "p1")).isEqualTo(ledger.byId(SHOW, "p1"));
            assertThat(crashed.byId(SHOW, "p2")).isEqualTo(ledger.byId(SHOW, "p2"));
            assertThat(crashed.balance(SHOW, "anna")).isEqualTo(CREDITS - 111);
        }
        ledger.close();
    }

    @Test
    void shouldWriteNothingBehindARecordThatCannotBeCutOff() throws Exception {
        FileLedger ledger = disk.ledger(path(), CREDITS);
        ledger.hold(wanted("p1", "anna", "key-1", 60, 1));
        assertThat(ledger.flush()).isTrue();
        ledger.hold(wanted("p2", "anna", "key-2", 50, 2));
        disk.room = 30;
        assertThat(ledger.flush()).isFalse();
        disk.room = Long.MAX_VALUE;
        disk.truncateFails = true;
        byte[] torn = Files.readAllBytes(path());
        assertThat(ledger.flush()).isFalse();
        assertThat(ledger.flush()).isFalse();
        assertThat(path()).hasBinaryContent(torn);
        disk.truncateFails = false;
        assertThat(ledger.flush()).isTrue();
        assertThat(ledger.failures()).isEqualTo(3);
        ledger.close();
    }

    @Test
    void shouldWriteOnceWhatTheDiskDidNotForce() throws Exception {
        FileLedger ledger = disk.ledger(path(), CREDITS);
        disk.forceFails = true;
        ledger.grant(SHOW, "anna", 5, "gift", 1);
        assertThat(ledger.flush()).isFalse();
        assertThat(ledger.flush()).isFalse();
        disk.forceFails = false;
        assertThat(ledger.flush()).isTrue();
        try (FileLedger crashed = afterACrash()) {
            assertThat(crashed.balance(SHOW, "anna")).isEqualTo(CREDITS + 5);
        }
        ledger.close();
    }

    @Test
    void shouldGoOnGrowingWhenItCannotBeWrittenAnew() throws Exception {
        FileLedger ledger = disk.ledger(path(), CREDITS, 2_000);
        disk.openFails = true;
        for (int i = 0; i < 20; i++) {
            ledger.hold(wanted("p" + i, "anna", "key-" + i, 1, i));
            ledger.capture(SHOW, "p" + i, i);
            assertThat(ledger.flush()).isTrue();
        }
        assertThat(Files.size(path())).isGreaterThan(4_000);
        ledger.forget(48L * 3_600 * 1_000_000);
        disk.openFails = false;
        // The folder may not know the new file yet: until it does, nothing counts.
        disk.folderFails = true;
        for (int i = 20; ledger.isWritable(); i++) {
            ledger.hold(wanted("p" + i, "anna", "key-" + i, 1, i));
            var unusedFlushed = ledger.flush();
        }
        assertThat(ledger.flush()).isFalse();
        disk.folderFails = false;
        assertThat(ledger.flush()).isTrue();
        assertThat(Files.size(path())).isLessThan(4_000);
        try (FileLedger crashed = afterACrash()) {
            assertThat(crashed.balance(SHOW, "anna")).isEqualTo(ledger.balance(SHOW, "anna"));
            assertThat(crashed.held(SHOW)).isEqualTo(ledger.held(SHOW));
        }
        ledger.close();
    }

    /** Purchases on a disk that fails one way or another half of the time, and a crash every few dozen: what a flush said is there is there. */
    @Test
    void shouldKeepWhatItSaidOnADiskThatFailsAtRandom() throws Exception {
        Random random = new Random(11);
        FileLedger ledger = disk.ledger(path(), CREDITS, 20_000);
        Map<String, Purchase> told = new HashMap<>();
        Map<String, Purchase> untold = new HashMap<>();
        int failures = 0;
        int crashes = 0;
        for (int i = 0; i < 4_000; i++) {
            boolean well = random.nextBoolean();
            disk.room = well ? Long.MAX_VALUE : random.nextInt(600);
            disk.forceFails = !well && random.nextInt(3) == 0;
            disk.truncateFails = !well && random.nextInt(3) == 0;
            disk.folderFails = !well && random.nextInt(3) == 0;
            disk.openFails = !well && random.nextInt(3) == 0;
            String id = "p" + i;
            try {
                untold.put(id, ledger.hold(wanted(id, "viewer-" + random.nextInt(20), "key-" + i, 1, i)));
                if (random.nextBoolean()) {
                    untold.put(id, ledger.release(SHOW, id, "failed", "full", 5, i));
                }
            } catch (Refusal refusal) {
                assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                assertThat(ledger.isWritable()).isFalse();
            }
            if (ledger.flush()) {
                told.putAll(untold);
                untold.clear();
            } else {
                failures++;
            }
            if (random.nextInt(40) == 0) {
                crashes++;
                byte[] durable = Files.readAllBytes(path());
                disk.room = 0;
                ledger.close();
                disk.room = Long.MAX_VALUE;
                disk.forceFails = false;
                disk.truncateFails = false;
                disk.folderFails = false;
                disk.openFails = false;
                Files.write(path(), durable);
                ledger = disk.ledger(path(), CREDITS, 20_000);
                check(ledger, told);
                // What nobody heard of may be there or not.
                untold.clear();
            }
        }
        assertThat(failures).isGreaterThan(300);
        assertThat(crashes).isGreaterThan(50);
        ledger.close();
    }

    /** As in a vote while the disk is full: 100,000 changes of mind are no more than the last one. */
    @Test
    void shouldKeepTheLastOfManyChangesThatWaited() throws Exception {
        FileLedger ledger = disk.ledger(path(), CREDITS);
        ledger.hold(wanted("p1", "anna", "key-1", 60, 1));
        assertThat(ledger.flush()).isTrue();
        disk.room = 30;
        String text = "x".repeat(1_000);
        for (int i = 0; i < 100_000; i++) {
            ledger.note(SHOW, "poll", "anna", text + i);
            if (i % 1_000 == 0) {
                assertThat(ledger.flush()).isFalse();
            }
        }
        disk.room = Long.MAX_VALUE;
        assertThat(ledger.flush()).isTrue();
        assertThat(ledger.isDirty()).isFalse();
        try (FileLedger after = afterACrash()) {
            assertThat(after.notes(SHOW, "poll")).isEqualTo(Map.of("anna", text + 99_999));
            assertThat(after.balance(SHOW, "anna")).isEqualTo(CREDITS - 60);
        }
        ledger.close();
    }
}
