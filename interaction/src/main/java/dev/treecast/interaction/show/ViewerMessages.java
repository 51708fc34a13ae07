package dev.treecast.interaction.show;

import dev.treecast.interaction.document.Control;
import dev.treecast.interaction.document.ControlKind;
import dev.treecast.interaction.document.ControlSchema;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Members;
import dev.treecast.interaction.protocol.Refusal;

/** The JSON messages of viewers. */
final class ViewerMessages {
    private final Show show;
    private final Settled settled;

    ViewerMessages(Show show, Settled settled) {
        this.show = show;
        this.settled = settled;
    }

    void handle(long nowNs, Viewer viewer, String type, Members message) throws Refusal {
        switch (type) {
            case "ballot" -> {
                spend(nowNs, viewer);
                ballot(nowNs, viewer, message);
            }
            case "text" -> {
                spend(nowNs, viewer);
                show.texts().take(nowNs, viewer, message);
            }
            case "intent" -> {
                spend(nowNs, viewer);
                show.purchases().intent(nowNs, viewer, message);
            }
            case "call" -> {
                spend(nowNs, viewer);
                show.calls().ofViewer(nowNs, viewer, message);
            }
            default -> throw new Refusal(ErrorCode.UNKNOWN_TYPE, "A viewer sends no such message.", type);
        }
    }

    private static void spend(long nowNs, Viewer viewer) throws Refusal {
        if (!viewer.participant().discrete().take(nowNs, 1)) {
            long retryMs = viewer.participant().discrete().retryAfterMs();
            throw new Refusal(ErrorCode.RATE, "At most 10 inputs a second.", null, retryMs);
        }
    }

    private void ballot(long nowNs, Viewer viewer, Members message) throws Refusal {
        Control control = show.inputDesk().controlOf(viewer, message.identifier("control"));
        long round = message.integer("round", 1, Long.MAX_VALUE);
        int option = (int) message.integer("option", 0, ControlSchema.OPTIONS_MAX - 1);
        long rtp = message.rtpTimestamp("seen");
        show.counters().receive(1);
        if (control.kind() != ControlKind.POLL) {
            throw new Refusal(ErrorCode.INVALID, "This control is no poll.", control.id());
        }
        show.inputDesk().check(nowNs, viewer, control);
        long nowUs = show.timeUs(nowNs);
        long seenUs = show.seenUs(nowUs, viewer, rtp);
        String principal = viewer.who().id();
        show.polls().cast(control, round, option, principal, nowUs, seenUs == Link.UNKNOWN ? nowUs : seenUs);
        byte[] counted = Json.bytes(Messages.of("ballot")
                .put("control", control.id())
                .put("round", round)
                .put("option", option)
                .put("counted", true));
        settled.soon(nowNs, sentNs -> viewer.send(counted));
    }
}
