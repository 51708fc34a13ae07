package dev.treecast.interaction.show;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.document.Control;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Refusal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Mutes, bans, the crew, and the texts that did not pass. */
final class Moderation {
    /** Mutes and bans kept, each; the oldest give way. */
    private static final int KEPT_MAX = 10_000;

    private record Text(String viewer, String name, String control, String text, String state, long atUs) {}

    private final Show show;
    private final Map<String, Long> mutedUntilNs = bounded();
    private final Map<String, Long> bannedUntilNs = bounded();
    private final Deque<Text> queue = new ArrayDeque<>();
    private final Map<String, String> addresses = bounded();
    private Set<String> crew = Set.of();

    Moderation(Show show) {
        this.show = show;
    }

    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<String, V>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > KEPT_MAX;
            }
        };
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
        mutedUntilNs.put(viewer, untilNs);
    }

    /** Ends every connection of the principal. An anonymous one's address is banned with it, also while it is away: another secret makes another principal. */
    void ban(long nowNs, String viewer, long untilNs) {
        bannedUntilNs.put(viewer, untilNs);
        Participant participant = show.viewers().participant(viewer);
        if (participant == null) {
            return;
        }
        if (participant.who().anonymous()) {
            for (Session session : participant.sessions()) {
                bannedUntilNs.put("@" + session.address(), untilNs);
                // So that a pardon finds the address again.
                addresses.put(viewer, session.address());
            }
        }
        show.viewers()
                .of(participant)
                .forEach(each -> each.bye(nowNs, ErrorCode.FORBIDDEN, "You were banned from this show.", false));
    }

    void pardon(String viewer) {
        mutedUntilNs.remove(viewer);
        bannedUntilNs.remove(viewer);
        String address = addresses.remove(viewer);
        if (address != null) {
            bannedUntilNs.remove("@" + address);
        }
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
