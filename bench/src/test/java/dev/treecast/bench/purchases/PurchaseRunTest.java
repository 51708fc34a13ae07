package dev.treecast.bench.purchases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.bench.rig.Progress;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A small {@code bench purchases}: a server's process of its own, killed three times while viewers buy. */
class PurchaseRunTest {
    private static final int INTENTS = 400;
    private static final int KILLS = 3;

    /** So long that only a purchase which hangs for ever uses it up. */
    private static final int SECONDS = 120;

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 180, unit = TimeUnit.SECONDS)
    void shouldLoseNoPurchaseAndChargeNobodyTwice() throws Exception {
        PurchaseResult result = PurchaseRun.run(
                new PurchaseRun.Plan(INTENTS, 40, KILLS, 11, SECONDS),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.treecast.server.Treecast"),
                folder,
                new Progress(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), false));

        assertThat(result.audit().sentences()).isEmpty();
        assertThat(result.isSound()).as(result.toString()).isTrue();
        assertThat(result.kills()).isEqualTo(KILLS);
        assertThat(result.audit().captured() + result.audit().voided()).isEqualTo(INTENTS);
        assertThat(result.audit().captured()).isPositive();
        assertThat(result.audit().voided()).isPositive();
        // The kills were felt: viewers had to come back, and then again for the last look.
        assertThat(result.connections()).isGreaterThan(2 * 40);
    }
}
