package dev.treecast.interaction.bus;

import dev.treecast.interaction.ledger.Ledger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which shows wait for their books. Clients of a show that is to begin wait for books that are on their way, {@value #PATIENCE_NS} ns at most; otherwise it
 * begins without, sells nothing, and has them whenever they come.
 */
final class Books {
    /** Those of some 100,000 buyers are read in it; whoever waits for a welcome would not wait much longer. */
    private static final long PATIENCE_NS = 3_000_000_000L;

    private static final long LOOK_NS = 5_000_000L;
    private static final long LOOK_LATE_NS = 1_000_000_000L;

    private record Awaited(long sinceNs, Set<BusClient> clients) {}

    private final Ledger ledger;
    /** Shows that have yet to begin. */
    private final Map<String, Awaited> awaited = new HashMap<>();
    /** Shows that have begun. */
    private final Set<String> begun = new HashSet<>();
    /** Those of them that have begun without. */
    private final Set<String> late = new LinkedHashSet<>();

    private long lookNs;
    private long lookLateNs;

    Books(Ledger ledger) {
        this.ledger = ledger;
    }

    /** @param client is asked again soon when it may not; ends with its connection */
    boolean mayBegin(long nowNs, String stream, BusClient client) {
        if (ledger.open(stream) || !ledger.isComing(stream)) {
            return true;
        }
        if (awaited.isEmpty()) {
            lookNs = nowNs + LOOK_NS;
        }
        Awaited show = awaited.computeIfAbsent(stream, key -> new Awaited(nowNs, new LinkedHashSet<>()));
        if (nowNs - show.sinceNs >= PATIENCE_NS) {
            return true;
        }
        show.clients.add(client);
        return false;
    }

    /** @return whether the books of a show that begins are here */
    boolean begin(long nowNs, String stream) {
        begun.add(stream);
        boolean here = ledger.open(stream);
        if (!here) {
            late.add(stream);
            lookLateNs = late.size() == 1 ? nowNs + LOOK_LATE_NS : lookLateNs;
        }
        return here;
    }

    void end(String stream) {
        begun.remove(stream);
        late.remove(stream);
    }

    long nextDeadlineNs() {
        return Math.min(awaited.isEmpty() ? Long.MAX_VALUE : lookNs, late.isEmpty() ? Long.MAX_VALUE : lookLateNs);
    }

    /** @param came is given each show whose books have come after it had begun */
    void timeout(long nowNs, Consumer<String> came) {
        if (!awaited.isEmpty() && lookNs <= nowNs) {
            lookNs = nowNs + LOOK_NS;
            List.copyOf(awaited.keySet()).forEach(stream -> look(nowNs, stream));
        }
        if (!late.isEmpty() && lookLateNs <= nowNs) {
            lookLateNs = nowNs + LOOK_LATE_NS;
            List<String> here = new ArrayList<>();
            late.stream().filter(ledger::open).forEach(here::add);
            here.forEach(stream -> {
                late.remove(stream);
                came.accept(stream);
            });
        }
    }

    private void look(long nowNs, String stream) {
        Awaited show = awaited.get(stream);
        if (show == null) {
            return;
        }
        show.clients.removeIf(client -> !client.isWaiting());
        boolean over = ledger.open(stream) || !ledger.isComing(stream) || nowNs - show.sinceNs >= PATIENCE_NS;
        if (over) {
            List.copyOf(show.clients).forEach(client -> client.again(nowNs));
        }
        if (over || show.clients.isEmpty()) {
            awaited.remove(stream);
            if (!begun.contains(stream)) {
                ledger.leave(stream);
            }
        }
    }
}
