package dev.treecast.server.identity;

import dev.treecast.interaction.bus.Identities;
import dev.treecast.interaction.bus.Identity;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Reads tokens for those who have not tried too many wrong ones: the publish key is one of them, and must not be guessed. Owned by the bus's thread. */
public final class GuardedIdentities implements Identities {
    private final Identities reader;
    private final FailedAttempts failures;
    private final LongSupplier nowNs;

    public GuardedIdentities(Identities reader, FailedAttempts failures, LongSupplier nowNs) {
        this.reader = reader;
        this.failures = failures;
        this.nowNs = nowNs;
    }

    @Override
    public Identity read(String stream, String token, String address) throws Unauthorized {
        Optional<Duration> wait = failures.wait(nowNs.getAsLong(), address);
        if (wait.isPresent()) {
            throw new Unauthorized("Too many wrong tokens came from your address; try again in "
                    + (wait.get().toSeconds() + 1) + " s.");
        }
        try {
            return reader.read(stream, token, address);
        } catch (Unauthorized e) {
            failures.failed(nowNs.getAsLong(), address);
            throw e;
        }
    }
}
