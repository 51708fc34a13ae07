package dev.treecast.interaction.ledger;

import org.jspecify.annotations.Nullable;

/**
 * A purchase from its hold to its end. Times are stream time.
 *
 * @param key the viewer's own, idempotent for 24 h
 * @param name what the viewer was called
 * @param seenUs what the viewer saw, or {@link Long#MIN_VALUE}
 * @param code why it was voided
 * @param retryAfterMs as the game said, or −1
 * @param finalUs when it was captured or voided; 0 while it is held
 */
public record Purchase(
        String id,
        String show,
        String principal,
        String key,
        String scene,
        String control,
        long cost,
        @Nullable String text,
        String name,
        long seenUs,
        long heldUs,
        long expiresUs,
        State state,
        @Nullable String code,
        @Nullable String message,
        long retryAfterMs,
        long finalUs) {

    public enum State {
        HELD,
        CAPTURED,
        VOIDED
    }

    public boolean isHeld() {
        return state == State.HELD;
    }

    Purchase captured(long nowUs) {
        return ended(State.CAPTURED, null, null, -1, nowUs);
    }

    Purchase ended(State end, @Nullable String why, @Nullable String sentence, long retryMs, long nowUs) {
        return new Purchase(
                id, show, principal, key, scene, control, cost, text, name, seenUs, heldUs, expiresUs, end, why,
                sentence, retryMs, nowUs);
    }
}
