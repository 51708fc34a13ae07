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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What viewers write: through the hook, then to the game. */
final class Texts {
    /** Texts that wait for the hook at a time: 200 ms of 5,000 a second. */
    private static final int WAITING_MAX = 1_000;

    private record Written(Control control, Who who, String text, long seenUs) {}

    private final Show show;
    private final Services services;
    private final Deque<Question> waiting = new ArrayDeque<>();
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
        private final String control;
        private final String text;
        private final Consumer<String> allowed;
        private final Consumer<Refusal> refused;
        private boolean done;

        Question(
                long deadlineNs,
                Viewer viewer,
                String control,
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
            if (!done) {
                done = true;
                waiting.remove(this);
                allowed.accept(passed);
            }
        }

        @Override
        public void refuse(@Nullable String why) {
            if (!done) {
                done = true;
                waiting.remove(this);
                show.moderation().note(viewer.who(), control, text, "refused", show.lastUs());
                show.counters().drop(ErrorCode.REFUSED);
                refused.accept(new Refusal(ErrorCode.REFUSED, why == null ? "This text was refused." : why, control));
            }
        }
    }

    /** A {@code text} message. */
    void take(long nowNs, Viewer viewer, Members message) throws Refusal {
        JsonNode id = Peer.number(message, "id");
        Control control = show.inputDesk().controlOf(viewer, message.identifier("control"));
        show.counters().receive();
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
                refusal -> viewer.send(Messages.error(refusal, id)));
    }

    /** The text of a message, when its author may write and it is not too long. */
    String read(long nowNs, Viewer viewer, Control control, Members message) throws Refusal {
        String text = message.text("text", ShowOptions.VIEWER_TEXT_BYTES_MAX);
        if (text.isBlank() || !Members.fits(text, control.lengthMax())) {
            throw new Refusal(
                    ErrorCode.INVALID, "A text here has 1 to " + control.lengthMax() + " characters.", control.id());
        }
        if (show.moderation().isMuted(nowNs, viewer.who().id())) {
            throw new Refusal(ErrorCode.FORBIDDEN, "You are muted in this show.", control.id());
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
        if (waiting.size() >= WAITING_MAX) {
            throw new Refusal(ErrorCode.LIMIT, "Too many texts wait.", control.id());
        }
        Question question =
                new Question(nowNs + services.options().textHookNs(), viewer, control.id(), text, allowed, refused);
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
                    .put("control", each.control)
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
            waiting.getFirst().refuse("This text could not be checked in time.");
        }
    }
}
