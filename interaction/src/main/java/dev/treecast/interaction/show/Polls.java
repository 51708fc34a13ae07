package dev.treecast.interaction.show;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.ballot.Round;
import dev.treecast.interaction.document.Control;
import dev.treecast.interaction.document.ControlKind;
import dev.treecast.interaction.document.ShowDocument;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Frames;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Refusal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The polls of a show. Rounds begin when the game is ready, or go on where a server before this one left them. */
final class Polls {
    private final BiConsumer<Control, byte[]> toEverybody;
    private final RoundNotes notes;
    /** Rounds of a server before this one whose polls the game has not shown yet, by poll. */
    private Map<String, List<RoundNotes.Saved>> saved = new HashMap<>();

    private final Map<Integer, PollState> polls = new LinkedHashMap<>();
    /** Those whose tally may have to be told. */
    private final Set<PollState> tallying = new LinkedHashSet<>();
    /** When the first of them closes or has its result. */
    private long nextUs = Round.OPEN;

    /** @param toEverybody sends a message to the game and to the viewers of the control's scene */
    Polls(BiConsumer<Control, byte[]> toEverybody, RoundNotes notes) {
        this.toEverybody = toEverybody;
        this.notes = notes;
    }

    /** The ledger has the show's notes: their rounds go on as soon as the game shows their polls. What has begun without them is joined with them. */
    void restore() {
        saved = notes.read();
        for (PollState poll : polls.values()) {
            if (poll.open() != null) {
                adopt(poll);
            }
            poll.unfinished().forEach(round -> notes.note(poll.control(), round, poll.closesUs()));
        }
        findNext();
    }

    private void adopt(PollState poll) {
        String name = RoundNotes.poll(poll.control());
        for (RoundNotes.Saved each : saved.getOrDefault(name, List.of())) {
            Round round = each.round();
            Round open = poll.open();
            if (!each.options().equals(poll.control().options())) {
                notes.over(name, round.number());
            } else if (open == null || round.isClosed()) {
                poll.adopt(round, each.closesUs());
                tallying.add(poll);
            } else {
                join(poll, open, round);
            }
        }
        saved.remove(name);
    }

    /** Who has voted again since keeps that. */
    private void join(PollState poll, Round open, Round before) {
        before.ballots().forEach((principal, option) -> {
            if (!open.ballots().containsKey(principal)) {
                open.cast(principal, option, 0, 0);
            }
        });
        tallying.add(poll);
        if (before.number() != open.number()) {
            notes.over(RoundNotes.poll(poll.control()), before.number());
        }
    }

    /** Follows the document. */
    void follow(ShowDocument document, long nowUs, boolean ready) {
        Map<Integer, Control> now = new LinkedHashMap<>();
        document.scenes()
                .values()
                .forEach(scene -> scene.controls().values().forEach(control -> {
                    if (control.kind() == ControlKind.POLL) {
                        now.put(control.number(), control);
                    }
                }));
        polls.forEach((number, poll) -> {
            if (!now.containsKey(number)) {
                over(poll);
            }
        });
        polls.keySet().retainAll(now.keySet());
        tallying.removeIf(poll -> !polls.containsKey(poll.control().number()));
        now.forEach((number, control) -> {
            PollState poll = polls.computeIfAbsent(number, key -> new PollState(control));
            Control before = poll.control();
            poll.setControl(control);
            if (ready) {
                adopt(poll);
            }
            if (!control.open() || !before.options().equals(control.options())) {
                close(poll, nowUs);
            }
            if (ready && control.open() && poll.open() == null) {
                start(poll, nowUs);
            } else if (before.everyMs() != control.everyMs()) {
                poll.reschedule(nowUs);
                noteTimes(poll);
            }
        });
        if (ready) {
            forgetSaved();
        }
        findNext();
    }

    private void start(PollState poll, long nowUs) {
        poll.start(nowUs);
        tallying.add(poll);
        Round open = poll.open();
        if (open != null) {
            notes.note(poll.control(), open, poll.closesUs());
        }
    }

    private void noteTimes(PollState poll) {
        Round open = poll.open();
        if (open != null) {
            notes.noteTimes(poll.control(), open, poll.closesUs());
        }
    }

    private void close(PollState poll, long atUs) {
        Round open = poll.open();
        poll.close(atUs);
        if (open != null) {
            notes.noteTimes(poll.control(), open, Round.OPEN);
        }
    }

    private void over(PollState poll) {
        poll.unfinished().forEach(round -> notes.over(RoundNotes.poll(poll.control()), round.number()));
    }

    /** A game that is ready has shown all that goes on. */
    private void forgetSaved() {
        saved.forEach((poll, rounds) ->
                rounds.forEach(each -> notes.over(poll, each.round().number())));
        saved.clear();
    }

    private void findNext() {
        nextUs = polls.values().stream().mapToLong(PollState::nextUs).min().orElse(Round.OPEN);
    }

    void clear() {
        polls.values().forEach(this::over);
        forgetSaved();
        polls.clear();
        tallying.clear();
        findNext();
    }

    /** Puts what the server knows of a poll into what is shown of it. */
    void show(Control control, ObjectNode view) {
        PollState poll = polls.get(control.number());
        if (poll != null) {
            view.put("round", poll.round());
            if (poll.closesUs() != Round.OPEN) {
                view.put("closesAt", poll.closesUs());
            }
        }
    }

    @Nullable
    PollState poll(Control control) {
        return polls.get(control.number());
    }

    void cast(Control control, long round, int option, String principal, long nowUs, long seenUs) throws Refusal {
        PollState poll = polls.get(control.number());
        Round wanted = poll == null ? null : poll.round(round);
        if (poll == null || wanted == null) {
            throw new Refusal(ErrorCode.CLOSED, "This round is over, or has not begun.", control.id());
        }
        if (option >= control.options().size()) {
            throw new Refusal(ErrorCode.INVALID, "There is no such option.", control.id());
        }
        switch (wanted.cast(principal, option, nowUs, seenUs)) {
            case COUNTED -> {
                notes.cast(control, round, principal, option);
                tallying.add(poll);
            }
            case CLOSED -> throw new Refusal(ErrorCode.CLOSED, "This round is over.", control.id());
            case FULL -> throw new Refusal(ErrorCode.LIMIT, "The round has all the ballots it can have.", control.id());
        }
    }

    /** Ends a round now and begins the next one. */
    void restart(PollState poll, long nowUs) {
        close(poll, nowUs);
        start(poll, nowUs);
        findNext();
    }

    long nextUs() {
        return nextUs;
    }

    /**
     * Closes what is due.
     *
     * @return whether something is shown otherwise now; the controls are given to {@code changed}
     */
    boolean timeout(long nowUs, java.util.function.Consumer<Control> changed) {
        if (nowUs < nextUs) {
            return false;
        }
        boolean any = false;
        for (PollState poll : polls.values()) {
            while (poll.closesUs() <= nowUs) {
                long at = poll.closesUs();
                close(poll, at);
                // After a long sleep of the process rounds are not made up for.
                start(poll, nowUs - at > poll.control().everyMs() * 1_000L ? nowUs : at);
                changed.accept(poll.control());
                any = true;
            }
            poll.takeFinal(nowUs).forEach(round -> {
                tell(poll.control(), round);
                notes.over(RoundNotes.poll(poll.control()), round.number());
            });
        }
        findNext();
        return any;
    }

    private void tell(Control control, Round round) {
        ObjectNode result = Messages.of("result")
                .put("scene", control.scene())
                .put("control", control.id())
                .put("round", round.number());
        Arrays.stream(round.counts()).forEach(result.putArray("counts")::add);
        toEverybody.accept(control, Json.bytes(result.put("winner", round.winner())));
    }

    boolean hasTallies() {
        return !tallying.isEmpty();
    }

    /** Gives a frame of each tally that viewers should hear of. */
    void tallies(BiConsumer<Control, byte[]> send) {
        for (PollState poll : tallying) {
            long[] counts = poll.takeTally();
            if (counts != null) {
                send.accept(poll.control(), Frames.tally(poll.control().number(), poll.round(), counts));
            }
        }
        tallying.removeIf(poll -> !poll.hasTally());
    }

    /** The counts of the polls of a scene that are open. */
    ObjectNode talliesOf(String scene) {
        ObjectNode result = Json.object();
        for (PollState poll : polls.values()) {
            Round open = poll.open();
            if (open != null && poll.control().scene().equals(scene)) {
                Arrays.stream(open.counts())
                        .forEach(result.putArray(poll.control().id())::add);
            }
        }
        return result;
    }
}
