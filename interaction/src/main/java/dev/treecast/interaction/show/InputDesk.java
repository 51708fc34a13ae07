package dev.treecast.interaction.show;

import dev.treecast.interaction.document.Control;
import dev.treecast.interaction.document.ControlKind;
import dev.treecast.interaction.document.Merge;
import dev.treecast.interaction.input.ViewerControls;
import dev.treecast.interaction.protocol.Action;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.FrameType;
import dev.treecast.interaction.protocol.Frames;
import dev.treecast.interaction.protocol.InputFrame;
import dev.treecast.interaction.protocol.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes viewers' input frames: counts each input once, holds it against the limits and the control, and folds it or hands it to the game. */
final class InputDesk {
    private record CrewStick(Viewer viewer, int control) {}

    private final Show show;
    private final InputFrame frame = new InputFrame();
    /** When crew members' sticks go neutral by themselves; at most as many as crew members times sticks. */
    private final Map<CrewStick, Long> crewSticks = new LinkedHashMap<>();
    /** None of them before this; found anew when it is reached, since a move puts it off. */
    private long crewSticksNs = Long.MAX_VALUE;

    InputDesk(Show show) {
        this.show = show;
    }

    void take(long nowNs, Viewer viewer, byte[] data, int offset, int length) throws Refusal {
        if (length > FrameType.BYTES_MAX) {
            throw new Refusal(ErrorCode.TOO_LARGE, "A binary message has at most 1,100 bytes.");
        }
        if (length == 0 || data[offset] != FrameType.INPUT) {
            throw new Refusal(ErrorCode.UNKNOWN_TYPE, "A viewer sends input alone as binary messages.");
        }
        if (!frame.wrap(data, offset, length)) {
            throw new Refusal(ErrorCode.MALFORMED, "This is no input.");
        }
        long nowUs = show.timeUs(nowNs);
        long seenUs = show.seenUs(nowUs, viewer, frame.seen());
        boolean tooMany = false;
        while (frame.next()) {
            ErrorCode dropped = frame.action() == Action.MOVE
                    ? move(nowNs, nowUs, seenUs, viewer)
                    : discrete(nowNs, nowUs, seenUs, viewer);
            if (dropped != null) {
                show.counters().drop(dropped);
                boolean broken = dropped == ErrorCode.RATE && frame.action() != Action.MOVE;
                tooMany |= broken;
                if (!broken && dropped != ErrorCode.RATE) {
                    tell(nowNs, viewer, dropped);
                }
            }
        }
        if (tooMany) {
            long retryMs = viewer.participant().discrete().retryAfterMs();
            viewer.tell(nowNs, new Refusal(ErrorCode.RATE, "At most 10 inputs a second.", null, retryMs), null);
        }
    }

    private void tell(long nowNs, Viewer viewer, ErrorCode why) {
        if (viewer.mayTell(nowNs)) {
            Control control = show.control(frame.control());
            String id = control == null ? Integer.toString(frame.control()) : control.id();
            long retryMs = Refusal.NEVER;
            if (why == ErrorCode.COOLDOWN && control != null) {
                retryMs = Math.max(1, show.cooldowns().waitNs(nowNs, control, viewer) / 1_000_000);
            }
            viewer.tell(nowNs, new Refusal(why, "Control '" + id + "' did not take this input.", id, retryMs), null);
        }
    }

    private @Nullable ErrorCode discrete(long nowNs, long nowUs, long seenUs, Viewer viewer) {
        if (!viewer.window().take(frame.input())) {
            return null;
        }
        show.counters().receive(1);
        if (!viewer.participant().discrete().take(nowNs, 1)) {
            return ErrorCode.RATE;
        }
        int number = frame.control();
        boolean press = frame.action() == Action.PRESS;
        Control control = show.control(number);
        ViewerControls state = viewer.session().controls();
        if (press || !state.isHeld(number)) {
            ErrorCode no = admit(nowNs, viewer, control);
            if (no != null) {
                return no;
            }
        }
        if (control == null || control.kind() == ControlKind.JOYSTICK || control.cost() > 0) {
            return control == null ? ErrorCode.NOT_FOUND : ErrorCode.INVALID;
        }
        if (press && control.cooldownMs() > 0) {
            if (show.cooldowns().waitNs(nowNs, control, viewer) > 0) {
                return ErrorCode.COOLDOWN;
            }
            show.cooldowns().start(nowNs, control, viewer);
        }
        int slot = state.slot(number);
        int change = state.hold(slot, press);
        if (control.merge() == Merge.CREW) {
            return crew(nowNs, viewer, number, frame.action(), 0, 0, seenUs);
        }
        boolean first = state.isFirst(slot, show.ticks().generation());
        show.ticks()
                .fold()
                .discrete(
                        number,
                        viewer.participant().key(),
                        first,
                        change,
                        frame.action(),
                        control.foldSamples(),
                        nowUs,
                        seenUs);
        return null;
    }

    private @Nullable ErrorCode move(long nowNs, long nowUs, long seenUs, Viewer viewer) {
        int number = frame.control();
        Control control = show.control(number);
        ErrorCode no = admit(nowNs, viewer, control);
        ViewerControls state = viewer.session().controls();
        if (control == null || no != null || !control.kind().isStick()) {
            show.counters().receive(1);
            return no == null ? ErrorCode.INVALID : no;
        }
        int slot = state.slot(number);
        if (!state.isNewer(slot, frame.order())) {
            return null;
        }
        show.counters().receive(1);
        if (!viewer.participant().continuous().take(nowNs, 1)) {
            return ErrorCode.RATE;
        }
        if (control.merge() == Merge.CREW) {
            long deadNs = nowNs + control.deadmanMs() * 1_000_000L;
            crewSticks.put(new CrewStick(viewer, number), deadNs);
            crewSticksNs = Math.min(crewSticksNs, deadNs);
            return crew(nowNs, viewer, number, Action.MOVE, frame.x(), frame.y(), seenUs);
        }
        show.ticks().sticks().moved(number, nowNs, control.deadmanMs() * 1_000_000L);
        boolean first = state.isFirst(slot, show.ticks().generation());
        show.ticks()
                .fold()
                .move(
                        number,
                        viewer.participant().key(),
                        first,
                        frame.x(),
                        frame.y(),
                        control.foldSamples(),
                        nowUs,
                        seenUs);
        return null;
    }

    /** Why this viewer may not use this control now, or null. A control of another scene is none. */
    @Nullable
    ErrorCode admit(long nowNs, Viewer viewer, @Nullable Control control) {
        if (control == null || !control.scene().equals(viewer.group().scene())) {
            return ErrorCode.NOT_FOUND;
        }
        if (control.disabled() || !show.takesInput()) {
            return ErrorCode.DISABLED;
        }
        if (!control.anonymous() && viewer.who().anonymous()) {
            return ErrorCode.FORBIDDEN;
        }
        return control.merge() == Merge.CREW && !show.moderation().isCrew(viewer.who()) ? ErrorCode.FORBIDDEN : null;
    }

    /** The control of this name in what the viewer sees. */
    Control controlOf(Viewer viewer, String id) throws Refusal {
        Control control = show.document().control(viewer.group().scene(), id);
        if (control == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no control '" + id + "'.", id);
        }
        return control;
    }

    /** Refuses what the viewer may not use now. */
    void check(long nowNs, Viewer viewer, Control control) throws Refusal {
        ErrorCode no = admit(nowNs, viewer, control);
        if (no != null) {
            throw new Refusal(
                    no,
                    no == ErrorCode.DISABLED ? "The control takes no input now." : "The control is not for you.",
                    control.id());
        }
    }

    private @Nullable ErrorCode crew(long nowNs, Viewer viewer, int number, int action, int x, int y, long seenUs) {
        Game game = show.game();
        long stands = game == null ? -1 : game.numberOf(viewer.participant().key());
        if (game == null || stands < 0) {
            return ErrorCode.DISABLED;
        }
        int ageMs = Ticks.ageMs(show.timeUs(nowNs), seenUs);
        byte[] message = Frames.crew(number, new Frames.Sample(stands, action, x, y, ageMs));
        if (!game.budget().fits(nowNs, 1, message.length)) {
            game.budget().degrade(nowNs);
            return ErrorCode.RATE;
        }
        game.budget().spend(nowNs, message.length);
        game.sendBinary(message);
        show.counters().sample(1);
        return null;
    }

    /** A crew member's sticks go neutral: it left, or sees other controls. */
    void neutral(long nowNs, Viewer viewer) {
        crewSticks.keySet().removeIf(stick -> {
            if (stick.viewer == viewer) {
                crew(nowNs, viewer, stick.control, Action.MOVE, 0, 0, Link.UNKNOWN);
            }
            return stick.viewer == viewer;
        });
    }

    long nextDeadlineNs() {
        return crewSticksNs;
    }

    void timeout(long nowNs) {
        if (nowNs < crewSticksNs) {
            return;
        }
        crewSticks.entrySet().removeIf(stick -> {
            boolean silent = stick.getValue() <= nowNs;
            if (silent) {
                crew(nowNs, stick.getKey().viewer, stick.getKey().control, Action.MOVE, 0, 0, Link.UNKNOWN);
            }
            return silent;
        });
        crewSticksNs =
                crewSticks.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }
}
