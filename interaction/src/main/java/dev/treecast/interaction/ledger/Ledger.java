package dev.treecast.interaction.ledger;

import dev.treecast.interaction.protocol.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who has what, and what became of each purchase. Nothing that it says may be told to anybody before {@link #flush} has returned: until then it may be
 * forgotten.
 */
public interface Ledger extends AutoCloseable {
    /** How long a key is known. */
    long KEY_US = 24L * 3_600 * 1_000_000;

    /** What a principal can spend in a show; what is held is not in it. */
    long balance(String show, String principal);

    /** The balance of the last {@link #flush}, which may be told at once. */
    long balanceOnDisk(String show, String principal);

    /**
     * Holds the price of a purchase.
     *
     * @param wanted in the state of being held
     * @return the purchase, or the one that the same principal has begun with the same key
     * @throws Refusal {@code funds}, {@code limit}, or {@code unavailable} while the ledger cannot be written
     */
    Purchase hold(Purchase wanted) throws Refusal;

    /**
     * Takes the money, unless the purchase is over.
     *
     * @return what it is now; null when there is no such purchase
     */
    @Nullable
    Purchase capture(String show, String id, long nowUs);

    /**
     * Gives the money back, unless the purchase is over.
     *
     * @return as of {@link #capture}
     */
    @Nullable
    Purchase release(String show, String id, String code, @Nullable String message, long retryAfterMs, long nowUs);

    /**
     * Adds to a balance, once a key.
     *
     * @return the balance
     * @throws Refusal as of {@link #hold}
     */
    long grant(String show, String principal, long amount, String key, long nowUs) throws Refusal;

    @Nullable
    Purchase byKey(String show, String principal, String key);

    @Nullable
    Purchase byId(String show, String id);

    /** Purchases of a show that are held, oldest first. */
    List<Purchase> held(String show);

    /** What a principal bought in the last 24 h, oldest first. */
    List<Purchase> recent(String show, String principal);

    /** The purchase that is held and expires first, of all shows. */
    @Nullable
    Purchase firstToExpire();

    /** Forgets what is older than {@link #KEY_US} and over. */
    void forget(long nowUs);

    /** Whether there is something to {@link #flush}. */
    boolean isDirty();

    /**
     * Makes everything last that was said before.
     *
     * @return false when that cannot be: then nothing may be told, nothing new is taken, and it is worth trying again later
     */
    boolean flush();

    /** Whether the last {@link #flush} succeeded. */
    boolean isWritable();

    /** How often {@link #flush} failed. */
    long failures();

    @Override
    void close();
}
