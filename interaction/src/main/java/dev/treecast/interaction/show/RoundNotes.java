package dev.treecast.interaction.show;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.ballot.Round;
import dev.treecast.interaction.document.Control;
import dev.treecast.interaction.ledger.Ledger;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Members;
import dev.treecast.interaction.protocol.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rounds as the ledger notes them: a section {@code poll/SCENE/CONTROL/ROUND} each, in which every principal has the number of the option it voted for, and
 * two keys that no principal is called have the round's times and options. A round is noted from its beginning until its result has been told.
 */
final class RoundNotes {
    private static final String PREFIX = "poll/";

    private static final String TIMES = " times";
    private static final String OPTIONS = " options";

    /**
     * A round as it was when its server ended.
     *
     * @param closesUs when it was to close, {@link Round#OPEN} for no such time
     */
    record Saved(Round round, List<String> options, long closesUs) {}

    private final Ledger ledger;
    private final String stream;

    RoundNotes(Ledger ledger, String stream) {
        this.ledger = ledger;
        this.stream = stream;
    }

    /** What a poll is called as long as the show goes on, whatever its number is. */
    static String poll(Control control) {
        return control.scene() + "/" + control.id();
    }

    private static String section(String poll, long round) {
        return PREFIX + poll + "/" + round;
    }

    /** A round has begun, or may never have been noted. */
    void note(Control control, Round round, long closesUs) {
        ObjectNode options = Json.object();
        control.options().forEach(options.putArray("options")::add);
        ledger.note(stream, section(poll(control), round.number()), OPTIONS, options.toString());
        noteTimes(control, round, closesUs);
        round.ballots().forEach((principal, option) -> cast(control, round.number(), principal, option));
    }

    /** A round has closed, or is to close at another time. */
    void noteTimes(Control control, Round round, long closesUs) {
        ObjectNode times = Json.object()
                .put("graceUs", round.graceUs())
                .put("closesUs", closesUs)
                .put("closedUs", round.closedUs());
        ledger.note(stream, section(poll(control), round.number()), TIMES, times.toString());
    }

    void cast(Control control, long round, String principal, int option) {
        ledger.note(stream, section(poll(control), round), principal, Integer.toString(option));
    }

    /** The round's result has been told, or its poll is gone. */
    void over(String poll, long round) {
        ledger.drop(stream, section(poll, round));
    }

    /** All rounds that are noted, by poll. */
    Map<String, List<Saved>> read() {
        Map<String, List<Saved>> found = new HashMap<>();
        for (String section : ledger.sections(stream)) {
            if (section.startsWith(PREFIX)) {
                int slash = section.lastIndexOf('/');
                String poll = section.substring(PREFIX.length(), slash);
                Map<String, String> notes = ledger.notes(stream, section);
                long number = Long.parseLong(section.substring(slash + 1));
                found.computeIfAbsent(poll, key -> new ArrayList<>()).add(saved(number, notes));
            }
        }
        return found;
    }

    private static Saved saved(long number, Map<String, String> notes) {
        try {
            List<String> options = new ArrayList<>();
            read(notes, OPTIONS).path("options").forEach(option -> options.add(option.asText()));
            Members times = Members.of(read(notes, TIMES));
            Round round = new Round(number, options.size(), times.integer("graceUs", 0, Round.OPEN));
            notes.forEach((principal, option) -> {
                if (!principal.equals(TIMES) && !principal.equals(OPTIONS)) {
                    round.cast(principal, Integer.parseInt(option), 0, 0);
                }
            });
            round.close(times.integer("closedUs", Long.MIN_VALUE, Round.OPEN));
            return new Saved(round, options, times.integer("closesUs", Long.MIN_VALUE, Round.OPEN));
        } catch (Refusal e) {
            throw new IllegalStateException("a round that was noted here cannot be read", e);
        }
    }

    private static ObjectNode read(Map<String, String> notes, String key) throws Refusal {
        byte[] utf8 = notes.getOrDefault(key, "{}").getBytes(StandardCharsets.UTF_8);
        return Json.read(utf8, 0, utf8.length);
    }
}
