package dev.treecast.interaction.ledger;

import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The ledger's books in memory, and a ledger that lasts as long as the process. A subclass hears of every change before it is made. */
public class Accounts implements Ledger {
    /** Purchases that may be held at a time; each is a few hundred bytes. */
    public static final int HELD_MAX = 100_000;

    /** Principals with money of their own; anonymous ones are forgotten after 24 h. */
    public static final int ACCOUNTS_MAX = 1_000_000;

    /** Keys that are known at a time. */
    public static final int KEYS_MAX = 1_000_000;

    /** A disk that was full is full for a while. */
    private static final long RETRY_AFTER_MS = 5_000;

    /** Names a principal in a show. */
    private record Holder(String show, String principal) {}

    private record Key(Holder holder, String key) {}

    /** Something that changes the books. */
    public sealed interface Entry {
        /** An account with so much to start with, or as it stands when the books are written anew. */
        record Opened(String show, String principal, long balance) implements Entry {}

        record Granted(String show, String principal, long amount, String key, long atUs) implements Entry {}

        /** A purchase that begins, or as it stands when the books are written anew; then its price is in the balance already. */
        record Held(Purchase purchase, boolean charge) implements Entry {}

        record Ended(
                String id,
                Purchase.State state,
                @Nullable String code,
                @Nullable String message,
                long retryAfterMs,
                long atUs)
                implements Entry {}

        /** A note that is made, made otherwise, or, without a value, taken away. */
        record Noted(
                String show,
                String section,
                String key,
                @Nullable String value) implements Entry {}

        /** All notes of a section are taken away. */
        record Dropped(String show, String section) implements Entry {}
    }

    private record KeyUse(Key key, long atUs) {}

    private final long startingCredits;
    private final Map<Holder, Long> balances = new LinkedHashMap<>();
    /** Where what is on disk differs. */
    private final Map<Holder, Long> balancesOnDisk = new HashMap<>();

    private final Map<String, Purchase> purchases = new LinkedHashMap<>();
    private final Map<Key, String> purchaseByKey = new LinkedHashMap<>();
    private final Map<Holder, List<String>> byHolder = new LinkedHashMap<>();
    private final Map<Key, Long> grants = new LinkedHashMap<>();
    private final Deque<KeyUse> keyUses = new ArrayDeque<>();
    private final Notes notes = new Notes();
    private final TreeSet<Purchase> heldByExpiry =
            new TreeSet<>(Comparator.comparingLong(Purchase::expiresUs).thenComparing(Purchase::id));

    public Accounts(long startingCredits) {
        this.startingCredits = startingCredits;
    }

    /** A change is about to be made. */
    protected void record(Entry entry) {}

    private void make(Entry entry) {
        record(entry);
        if (isDirty()) {
            Holder holder = holder(entry);
            if (holder != null) {
                balancesOnDisk.putIfAbsent(holder, balance(holder.show, holder.principal));
            }
        }
        apply(entry);
    }

    private @Nullable Holder holder(Entry entry) {
        return switch (entry) {
            case Entry.Opened opened -> new Holder(opened.show, opened.principal);
            case Entry.Granted granted -> new Holder(granted.show, granted.principal);
            case Entry.Held held -> new Holder(held.purchase.show(), held.purchase.principal());
            case Entry.Ended ended -> {
                Purchase purchase = purchases.get(ended.id);
                yield purchase == null ? null : new Holder(purchase.show(), purchase.principal());
            }
            case Entry.Noted noted -> null;
            case Entry.Dropped dropped -> null;
        };
    }

    /** All changes have been written. */
    protected final void written() {
        balancesOnDisk.clear();
    }

    /** Changes the books, as at the start from what was recorded. */
    protected final void apply(Entry entry) {
        switch (entry) {
            case Entry.Opened opened -> balances.put(new Holder(opened.show, opened.principal), opened.balance);
            case Entry.Granted granted -> {
                Holder holder = new Holder(granted.show, granted.principal);
                balances.merge(holder, granted.amount, Long::sum);
                Key key = new Key(holder, granted.key);
                grants.put(key, granted.atUs);
                keyUses.add(new KeyUse(key, granted.atUs));
            }
            case Entry.Held held -> applyHold(held.purchase, held.charge);
            case Entry.Ended ended -> {
                Purchase before = purchases.get(ended.id);
                if (before != null && before.isHeld()) {
                    heldByExpiry.remove(before);
                    purchases.put(
                            ended.id,
                            before.ended(ended.state, ended.code, ended.message, ended.retryAfterMs, ended.atUs));
                    if (ended.state == Purchase.State.VOIDED) {
                        balances.merge(new Holder(before.show(), before.principal()), before.cost(), Long::sum);
                    }
                }
            }
            case Entry.Noted noted -> notes.put(noted.show, noted.section, noted.key, noted.value);
            case Entry.Dropped dropped -> notes.drop(dropped.show, dropped.section);
        }
    }

    private void applyHold(Purchase purchase, boolean charge) {
        Holder holder = new Holder(purchase.show(), purchase.principal());
        if (charge) {
            balances.merge(holder, -purchase.cost(), Long::sum);
        }
        purchases.put(purchase.id(), purchase);
        purchaseByKey.put(new Key(holder, purchase.key()), purchase.id());
        byHolder.computeIfAbsent(holder, h -> new ArrayList<>()).add(purchase.id());
        keyUses.add(new KeyUse(new Key(holder, purchase.key()), purchase.heldUs()));
        if (purchase.isHeld()) {
            heldByExpiry.add(purchase);
        }
    }

    /** Everything as it stands, in entries that make the same books. */
    protected final Collection<Entry> entries() {
        List<Entry> result = new ArrayList<>();
        balances.forEach((holder, balance) -> result.add(new Entry.Opened(holder.show, holder.principal, balance)));
        purchases.values().forEach(purchase -> result.add(new Entry.Held(purchase, false)));
        // Their amounts are in the balances.
        grants.forEach(
                (key, atUs) -> result.add(new Entry.Granted(key.holder.show, key.holder.principal, 0, key.key, atUs)));
        notes.forEach((show, section, key, value) -> result.add(new Entry.Noted(show, section, key, value)));
        return result;
    }

    @Override
    public long balance(String show, String principal) {
        return balances.getOrDefault(new Holder(show, principal), startingCredits);
    }

    @Override
    public long balanceOnDisk(String show, String principal) {
        Long onDisk = balancesOnDisk.get(new Holder(show, principal));
        return onDisk == null ? balance(show, principal) : onDisk;
    }

    private void open(Holder holder) throws Refusal {
        if (!balances.containsKey(holder)) {
            if (balances.size() >= ACCOUNTS_MAX || keyUses.size() >= KEYS_MAX) {
                throw new Refusal(ErrorCode.LIMIT, "The ledger has as many accounts as it may have.");
            }
            make(new Entry.Opened(holder.show, holder.principal, startingCredits));
        }
    }

    @Override
    public Purchase hold(Purchase wanted) throws Refusal {
        Purchase known = byKey(wanted.show(), wanted.principal(), wanted.key());
        if (known != null) {
            return known;
        }
        requireWritable();
        if (heldByExpiry.size() >= HELD_MAX || keyUses.size() >= KEYS_MAX) {
            throw new Refusal(ErrorCode.LIMIT, "Too many purchases wait for their games.");
        }
        if (balance(wanted.show(), wanted.principal()) < wanted.cost()) {
            throw new Refusal(ErrorCode.FUNDS, "The balance does not cover it.");
        }
        open(new Holder(wanted.show(), wanted.principal()));
        make(new Entry.Held(wanted, true));
        return wanted;
    }

    /** What has begun may end, which is bounded; nothing new may begin. */
    private void requireWritable() throws Refusal {
        if (!isWritable()) {
            throw new Refusal(ErrorCode.UNAVAILABLE, "Nothing can be bought at the moment.", null, RETRY_AFTER_MS);
        }
    }

    @Override
    public @Nullable Purchase capture(String show, String id, long nowUs) {
        return end(show, id, Purchase.State.CAPTURED, null, null, -1, nowUs);
    }

    @Override
    public @Nullable Purchase release(
            String show, String id, String code, @Nullable String message, long retryAfterMs, long nowUs) {
        return end(show, id, Purchase.State.VOIDED, code, message, retryAfterMs, nowUs);
    }

    private @Nullable Purchase end(
            String show,
            String id,
            Purchase.State state,
            @Nullable String code,
            @Nullable String message,
            long retryAfterMs,
            long nowUs) {
        Purchase purchase = purchases.get(id);
        if (purchase == null || !purchase.show().equals(show)) {
            return null;
        }
        if (purchase.isHeld()) {
            make(new Entry.Ended(id, state, code, message, retryAfterMs, nowUs));
        }
        return purchases.get(id);
    }

    @Override
    public long grant(String show, String principal, long amount, String key, long nowUs) throws Refusal {
        requireWritable();
        Holder holder = new Holder(show, principal);
        if (!grants.containsKey(new Key(holder, key))) {
            if (keyUses.size() >= KEYS_MAX) {
                throw new Refusal(ErrorCode.LIMIT, "The ledger has as many keys as it may have.");
            }
            if (balance(show, principal) + amount < 0) {
                throw new Refusal(ErrorCode.FUNDS, "The balance does not cover it.");
            }
            open(holder);
            make(new Entry.Granted(show, principal, amount, key, nowUs));
        }
        return balance(show, principal);
    }

    @Override
    public @Nullable Purchase byKey(String show, String principal, String key) {
        String id = purchaseByKey.get(new Key(new Holder(show, principal), key));
        return id == null ? null : purchases.get(id);
    }

    @Override
    public @Nullable Purchase byId(String show, String id) {
        Purchase purchase = purchases.get(id);
        return purchase != null && purchase.show().equals(show) ? purchase : null;
    }

    @Override
    public List<Purchase> held(String show) {
        return heldByExpiry.stream()
                .filter(purchase -> purchase.show().equals(show))
                .sorted(Comparator.comparingLong(Purchase::heldUs).thenComparing(Purchase::id))
                .toList();
    }

    @Override
    public List<Purchase> recent(String show, String principal) {
        return byHolder.getOrDefault(new Holder(show, principal), List.of()).stream()
                .map(purchases::get)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public @Nullable Purchase firstToExpire() {
        return heldByExpiry.isEmpty() ? null : heldByExpiry.first();
    }

    @Override
    public void forget(long nowUs) {
        while (!keyUses.isEmpty() && nowUs - keyUses.getFirst().atUs > KEY_US) {
            KeyUse use = keyUses.getFirst();
            String id = purchaseByKey.get(use.key);
            Purchase purchase = id == null ? null : purchases.get(id);
            if (purchase != null && purchase.isHeld()) {
                // Its expiry is overdue and comes first.
                return;
            }
            keyUses.removeFirst();
            grants.remove(use.key);
            purchaseByKey.remove(use.key);
            if (id != null) {
                purchases.remove(id);
                List<String> ids = byHolder.get(use.key.holder);
                if (ids != null && ids.remove(id) && ids.isEmpty()) {
                    byHolder.remove(use.key.holder);
                    if (use.key.holder.principal.startsWith("anon-")) {
                        balances.remove(use.key.holder);
                    }
                }
            }
        }
    }

    @Override
    public void note(String show, String section, String key, @Nullable String value) {
        if (!Objects.equals(notes.of(show, section).get(key), value)) {
            make(new Entry.Noted(show, section, key, value));
        }
    }

    @Override
    public void drop(String show, String section) {
        if (!notes.of(show, section).isEmpty()) {
            make(new Entry.Dropped(show, section));
        }
    }

    @Override
    public Map<String, String> notes(String show, String section) {
        return new LinkedHashMap<>(notes.of(show, section));
    }

    @Override
    public Set<String> sections(String show) {
        return Set.copyOf(notes.sections(show));
    }

    @Override
    public boolean isDirty() {
        return false;
    }

    @Override
    public boolean flush() {
        return true;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public long failures() {
        return 0;
    }

    @Override
    public void close() {}
}
