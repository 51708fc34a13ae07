package dev.treecast.sdk;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The purchases of the last 24 h: removes repeats, and keeps answers until the server has them. Owned by the loop. */
final class Purchases {
    /** As long as the server keeps a viewer's key: an older one cannot come again. */
    static final long KEPT_NS = 24L * 3_600 * 1_000_000_000;

    /** Some 3 MB. A hold lasts 5 min at most, so that repeats of one older than ten thousand sales are next to impossible. */
    static final int KEPT_MAX = 10_000;

    private static final class Entry {
        final Purchase purchase;
        final long sinceNs;

        @Nullable
        String answer;

        boolean captures;
        boolean settled;
        boolean captured;

        Entry(Purchase purchase, long sinceNs) {
            this.purchase = purchase;
            this.sinceNs = sinceNs;
        }
    }

    /** What came of an answer. */
    record Settled(Purchase purchase, boolean wanted, boolean captured) {
        /** The game did its part, and the viewer has the credits back all the same. */
        boolean late() {
            return wanted && !captured;
        }
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** Takes a purchase in; false when it is here already. */
    boolean add(long nowNs, Purchase purchase) {
        if (entries.containsKey(purchase.id())) {
            return false;
        }
        Iterator<Entry> oldestFirst = entries.values().iterator();
        while (oldestFirst.hasNext()) {
            Entry oldest = oldestFirst.next();
            if (entries.size() < KEPT_MAX && nowNs - oldest.sinceNs < KEPT_NS) {
                break;
            }
            oldestFirst.remove();
        }
        entries.put(purchase.id(), new Entry(purchase, nowNs));
        return true;
    }

    /** As if it had not come: the server's next attempt is taken for the first. */
    void forget(String id) {
        entries.remove(id);
    }

    /** The game's answer, to be sent now and again; what came of it when the server is done with the purchase already, else null. */
    @Nullable
    Settled answer(String id, Map<String, Object> message) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return null;
        }
        entry.answer = Json.write(message);
        entry.captures = "capture".equals(message.get("type"));
        return entry.settled ? new Settled(entry.purchase, entry.captures, entry.captured) : null;
    }

    /** What was answered; null when nothing was yet. */
    @Nullable
    String answer(String id) {
        Entry entry = entries.get(id);
        return entry == null ? null : entry.answer;
    }

    /** Answers that the server has not confirmed, oldest first. */
    List<String> unsettled() {
        List<String> answers = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.answer != null && !entry.settled) {
                answers.add(entry.answer);
            }
        }
        return answers;
    }

    /** The server is done with a purchase; null when it was known before, or is none of ours. */
    @Nullable
    Settled settled(String id, boolean captured) {
        Entry entry = entries.get(id);
        if (entry == null || entry.settled) {
            return null;
        }
        entry.settled = true;
        entry.captured = captured;
        return new Settled(entry.purchase, entry.captures, captured);
    }

    int size() {
        return entries.size();
    }
}
