package dev.treecast.interaction.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.document.Control;
import dev.treecast.interaction.document.ControlKind;
import dev.treecast.interaction.document.Merge;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Members;
import dev.treecast.interaction.protocol.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What viewers write: through the hook, then to the game. */
final class Texts {
    private record Written(Control control, Who who, String text, long seenUs) {}

    private final Show show;
    private final Services services;
    private final LinkedHashSet<Question> waiting = new LinkedHashSet<>();
    private final Map<Control, List<Written>> sampled = new HashMap<>();
    private final Map<Control, Integer> offered = new HashMap<>();

    Texts(Show show, Services services) {
        this.show = show;
        this.services = services;
    }

    /** A question to the hook; the first of its answer and its deadline counts. */
    private final class Question implements TextHook.Answer {
        private final long deadlineNs;
        private final Viewer viewer;
        private final Control control;
        private final String text;
        private final Consumer<String> allowed;
        private final Consumer<Refusal> refused;
        private boolean done;

        Question(
                long deadlineNs,
                Viewer viewer,
                Control control,
                String text,
                Consumer<String> allowed,
                Consumer<Refusal> refused) {
            this.deadlineNs = deadlineNs;
            this.viewer = viewer;
            this.control = control;
            this.text = text;
            this.allowed = allowed;
            this.refused = refused;
        }

        @Override
        public void allow(String passed) {
            if (!fits(passed, control)) {
                fail();
            } else if (answer()) {
                Refusal silenced = show.moderation().silence(show.lastNs(), viewer, control);
                if (silenced == null) {
                    allowed.accept(passed);
                } else {
                    refused.accept(silenced);
                }
            }
        }

        @Override
        public void refuse(@Nullable String why) {
            if (answer()) {
                show.moderation().note(viewer.who(), control.id(), text, "refused", show.lastUs());
                String sentence = why == null ? "This text was refused." : why;
                refused.accept(new Refusal(ErrorCode.REFUSED, sentence, control.id()));
            }
        }

        @Override
        public void fail() {
            if (!done) {
                show.counters().textUnchecked();
                refuse("This text could not be checked.");
            }
        }

        /** Whether this answer is the first. */
        private boolean answer() {
            boolean first = !done;
            done = true;
            waiting.remove(this);
            return first;
        }
    }

    private static boolean fits(String text, Control control) {
        return !text.isBlank() && Members.fits(text, control.lengthMax());
    }

    /** A {@code text} message. */
    void take(long nowNs, Viewer viewer, Members message) throws Refusal {
        JsonNode id = Peer.number(message, "id");
        Control control = show.inputDesk().controlOf(viewer, message.identifier("control"));
        show.counters().receive(1);
        if (control.kind() != ControlKind.TEXTBOX || control.cost() > 0) {
            throw new Refusal(ErrorCode.INVALID, "This control takes no text, or only with an intent.", control.id());
        }
        String text = read(nowNs, viewer, control, message);
        show.inputDesk().check(nowNs, viewer, control);
        show.cooldowns().check(nowNs, control, viewer);
        long seenUs = show.seenUs(show.timeUs(nowNs), viewer, message.rtpTimestamp("seen"));
        show.cooldowns().start(nowNs, control, viewer);
        ask(
                nowNs,
                viewer,
                control,
                text,
                passed -> {
                    deliver(control, viewer.who(), passed, seenUs);
                    viewer.send(Messages.reply(id, Json.object()));
                },
                refusal -> viewer.refuse(show.lastNs(), refusal, id));
    }

    /** The text of a message, when its author may write and it is not too long. */
    String read(long nowNs, Viewer viewer, Control control, Members message) throws Refusal {
        String text = message.text("text", ShowOptions.VIEWER_TEXT_BYTES_MAX);
        if (!fits(text, control)) {
            throw new Refusal(
                    ErrorCode.INVALID, "A text here has 1 to " + control.lengthMax() + " characters.", control.id());
        }
        Refusal silenced = show.moderation().silence(nowNs, viewer, control);
        if (silenced != null) {
            throw silenced;
        }
        return text;
    }

    /** Asks the hook. One that does not answer in time has refused. */
    void ask(
            long nowNs,
            Viewer viewer,
            Control control,
            String text,
            Consumer<String> allowed,
            Consumer<Refusal> refused)
            throws Refusal {
        if (waiting.size() >= ShowOptions.TEXTS_WAITING_MAX) {
            throw new Refusal(ErrorCode.LIMIT, "Too many texts wait.", control.id());
        }
        Question question =
                new Question(nowNs + services.options().textHookNs(), viewer, control, text, allowed, refused);
        waiting.add(question);
        services.hook().read(show.stream(), viewer.who().id(), text, question);
    }

    private void deliver(Control control, Who who, String text, long seenUs) {
        Written written = new Written(control, who, text, seenUs);
        if (control.merge() == Merge.SAMPLE) {
            keep(written);
        } else {
            send(written);
        }
    }

    /** A fair sample of unknown many (Vitter's algorithm R): the i-th takes a place with the chance of k in i. */
    private void keep(Written written) {
        List<Written> kept = sampled.computeIfAbsent(written.control, control -> new ArrayList<>());
        int count = offered.merge(written.control, 1, Integer::sum);
        int most = written.control.samples();
        if (kept.size() < most) {
            kept.add(written);
        } else {
            int place = services.random().nextInt(count);
            if (place < most) {
                kept.set(place, written);
            }
        }
    }

    private void send(Written written) {
        Game game = show.game();
        if (game == null) {
            return;
        }
        ObjectNode message = Messages.of("text")
                .put("scene", written.control.scene())
                .put("control", written.control.id())
                .put("text", written.text);
        message.putObject("viewer").put("id", written.who.id()).put("name", written.who.name());
        if (written.seenUs != Link.UNKNOWN) {
            message.put("seenAt", written.seenUs).put("ageMs", Ticks.ageMs(show.lastUs(), written.seenUs));
        }
        game.send(Json.bytes(message));
        show.counters().sample(1);
    }

    boolean hasSampled() {
        return !sampled.isEmpty();
    }

    /** The end of a tick. */
    void sendSampled() {
        offered.forEach((control, count) -> show.counters().merge(count));
        sampled.values().forEach(kept -> kept.forEach(this::send));
        sampled.clear();
        offered.clear();
    }

    ObjectNode queue() {
        ObjectNode queue = show.moderation().queue();
        var texts = queue.withArray("texts");
        for (Question each : waiting) {
            if (texts.size() >= ShowOptions.QUEUE_MAX) {
                texts.remove(0);
            }
            ObjectNode text = texts.addObject()
                    .put("control", each.control.id())
                    .put("text", each.text)
                    .put("state", "waiting")
                    .put("at", show.lastUs());
            text.putObject("viewer")
                    .put("id", each.viewer.who().id())
                    .put("name", each.viewer.who().name());
        }
        return queue;
    }

    long nextDeadlineNs() {
        return waiting.isEmpty() ? Long.MAX_VALUE : waiting.getFirst().deadlineNs;
    }

    void timeout(long nowNs) {
        while (!waiting.isEmpty() && waiting.getFirst().deadlineNs <= nowNs) {
            waiting.getFirst().fail();
        }
    }
}
