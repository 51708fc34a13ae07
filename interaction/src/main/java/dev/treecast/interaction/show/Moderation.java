package dev.treecast.interaction.show;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.document.Control;
import dev.treecast.interaction.ledger.Ledger;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Refusal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Mutes, bans, the crew, and the texts that did not pass. Mutes and bans are noted in the ledger, by principal: when they end, stream time in µs. */
final class Moderation {
    /** Mutes and bans kept, each; the oldest give way. */
    private static final int KEPT_MAX = 10_000;

    private static final String MUTES = "mutes";
    private static final String BANS = "bans";
    private static final String ADDRESSES = "addresses";

    private record Text(String viewer, String name, String control, String text, String state, long atUs) {}

    private final Show show;
    private final ShowOptions options;
    private final Ledger ledger;
    private final Map<String, Long> mutedUntilNs = bounded(MUTES);
    private final Map<String, Long> bannedUntilNs = bounded(BANS);
    private final Deque<Text> queue = new ArrayDeque<>();
    private final Map<String, String> addresses = bounded(ADDRESSES);
    private Set<String> crew = Set.of();

    Moderation(Show show, Services services) {
        this.show = show;
        this.options = services.options();
        this.ledger = services.ledger();
    }

    private <V> Map<String, V> bounded(String section) {
        return new LinkedHashMap<String, V>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                if (size() <= KEPT_MAX) {
                    return false;
                }
                ledger.note(show.stream(), section, eldest.getKey(), null);
                return true;
            }
        };
    }

    /** The ledger has the show's notes: what is in them holds, and what was said without them is noted. */
    void restore(long nowNs) {
        mutedUntilNs.forEach((viewer, untilNs) -> note(MUTES, viewer, untilNs));
        bannedUntilNs.forEach((viewer, untilNs) -> note(BANS, viewer, untilNs));
        addresses.forEach((viewer, address) -> ledger.note(show.stream(), ADDRESSES, viewer, address));
        restore(nowNs, MUTES, mutedUntilNs);
        restore(nowNs, BANS, bannedUntilNs);
        ledger.notes(show.stream(), ADDRESSES).forEach(addresses::putIfAbsent);
        for (Viewer viewer : show.viewers().all()) {
            if (isBanned(nowNs, viewer.who(), viewer.link().address())) {
                expel(nowNs, viewer);
            }
        }
    }

    private void restore(long nowNs, String section, Map<String, Long> until) {
        ledger.notes(show.stream(), section).forEach((viewer, text) -> {
            long untilUs = Long.parseLong(text);
            long untilNs = untilUs == Long.MAX_VALUE ? Long.MAX_VALUE : options.nowNs(untilUs);
            if (untilNs <= nowNs) {
                ledger.note(show.stream(), section, viewer, null);
            } else {
                until.putIfAbsent(viewer, untilNs);
            }
        });
    }

    private void note(String section, String viewer, long untilNs) {
        long untilUs = untilNs == Long.MAX_VALUE ? Long.MAX_VALUE : options.timeUs(untilNs);
        ledger.note(show.stream(), section, viewer, Long.toString(untilUs));
    }

    private void keep(String section, Map<String, Long> until, String viewer, long untilNs) {
        until.put(viewer, untilNs);
        note(section, viewer, untilNs);
    }

    boolean isCrew(Who who) {
        return who.roles().contains("crew") || crew.contains(who.id());
    }

    void setCrew(Set<String> ids) {
        crew = Set.copyOf(ids);
    }

    /** Why this viewer may write nothing now, or null. */
    @Nullable
    Refusal silence(long nowNs, Viewer viewer, Control control) {
        if (isBanned(nowNs, viewer.who(), viewer.link().address())) {
            return new Refusal(ErrorCode.FORBIDDEN, "You were banned from this show.", control.id());
        }
        return isUntil(nowNs, mutedUntilNs, viewer.who().id())
                ? new Refusal(ErrorCode.FORBIDDEN, "You are muted in this show.", control.id())
                : null;
    }

    /** Whether this principal may not come in, or, without a token, this address. */
    boolean isBanned(long nowNs, Who who, String address) {
        return isUntil(nowNs, bannedUntilNs, who.id())
                || (who.anonymous() && isUntil(nowNs, bannedUntilNs, "@" + address));
    }

    private static boolean isUntil(long nowNs, Map<String, Long> until, String key) {
        Long end = until.get(key);
        return end != null && nowNs < end;
    }

    void mute(String viewer, long untilNs) {
        keep(MUTES, mutedUntilNs, viewer, untilNs);
    }

    /** Ends every connection of the principal. An anonymous one's address is banned with it, also while it is away: another secret makes another principal. */
    void ban(long nowNs, String viewer, long untilNs) {
        keep(BANS, bannedUntilNs, viewer, untilNs);
        Participant participant = show.viewers().participant(viewer);
        if (participant == null) {
            return;
        }
        if (participant.who().anonymous()) {
            for (Session session : participant.sessions()) {
                keep(BANS, bannedUntilNs, "@" + session.address(), untilNs);
                // So that a pardon finds the address again.
                addresses.put(viewer, session.address());
                ledger.note(show.stream(), ADDRESSES, viewer, session.address());
            }
        }
        show.viewers().of(participant).forEach(each -> expel(nowNs, each));
    }

    private static void expel(long nowNs, Viewer viewer) {
        viewer.bye(nowNs, ErrorCode.FORBIDDEN, "You were banned from this show.", false);
    }

    void pardon(String viewer) {
        forget(MUTES, mutedUntilNs, viewer);
        forget(BANS, bannedUntilNs, viewer);
        String address = addresses.get(viewer);
        if (address != null) {
            forget(ADDRESSES, addresses, viewer);
            forget(BANS, bannedUntilNs, "@" + address);
        }
    }

    private void forget(String section, Map<String, ?> kept, String key) {
        kept.remove(key);
        ledger.note(show.stream(), section, key, null);
    }

    /** Notes a text that was refused or waits. */
    void note(Who who, String control, String text, String state, long atUs) {
        queue.addLast(new Text(who.id(), who.name(), control, text, state, atUs));
        while (queue.size() > ShowOptions.QUEUE_MAX) {
            queue.removeFirst();
        }
    }

    ObjectNode queue() {
        ObjectNode result = Json.object();
        var texts = result.putArray("texts");
        for (Text each : queue) {
            ObjectNode text = texts.addObject()
                    .put("control", each.control)
                    .put("text", each.text)
                    .put("state", each.state)
                    .put("at", each.atUs);
            text.putObject("viewer").put("id", each.viewer).put("name", each.name);
        }
        return result;
    }
}
