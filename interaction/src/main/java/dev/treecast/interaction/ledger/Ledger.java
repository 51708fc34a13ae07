package dev.treecast.interaction.ledger;

import dev.treecast.interaction.protocol.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a show must not forget: who has what, what became of each purchase, and notes of who is banned and who has voted for what. Nothing that it says may
 * be told to anybody before {@link #flush} has returned true: until then it may be forgotten.
 *
 * <p>The books of a show are in one place at a time. Where nodes share them, a show's are brought here by {@link #open} and may be taken by another node,
 * which {@link #takeLost} tells.
 */
public interface Ledger extends AutoCloseable {
    /** How long a key is known. */
    long KEY_US = 24L * 3_600 * 1_000_000;

    /** A balance in books that are not here. */
    long UNKNOWN = -1;

    /**
     * Brings a show's books here. Does not block; worth asking again soon.
     *
     * @return whether they are here. Until then nothing is sold, no balance is known and notes are not kept
     */
    default boolean open(String show) {
        return true;
    }

    /** Whether books that {@link #open} was called for are on their way, rather than where they cannot be had at the moment. */
    default boolean isComing(String show) {
        return false;
    }

    /** The show is over here: its books are let go once they are written and hold no purchase. */
    default void leave(String show) {}

    /** The show is at another node: its books are let go at once, with what is unwritten. */
    default void abandon(String show) {}

    /** Shows whose books another node has taken since the last call. What was said of them since the last {@link #flush} does not hold, and must not be told. */
    default Set<String> takeLost() {
        return Set.of();
    }

    /** What a principal can spend in a show; what is held is not in it. */
    long balance(String show, String principal);

    /** The balance of the last {@link #flush}, which may be told at once; {@link #UNKNOWN} when the books are not here. */
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

    /**
     * Makes a note, or takes it away.
     *
     * @param section keeps notes of different kinds apart
     * @param value null to take it away
     */
    void note(String show, String section, String key, @Nullable String value);

    /** Takes all notes of a section away. */
    void drop(String show, String section);

    /** The notes of a section by key. */
    Map<String, String> notes(String show, String section);

    /** The sections of a show that have notes. */
    Set<String> sections(String show);

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
