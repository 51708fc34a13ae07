package dev.treecast.sdk;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread brings about. */
final class Until {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);

    private Until() {}

    static void until(String what, BooleanSupplier condition) {
        long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - startNs > PATIENCE_NS) {
                throw new AssertionError("it has not come to this: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
