package dev.treecast.interaction.show;

import dev.treecast.interaction.document.Control;
import dev.treecast.interaction.input.Cooldown;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The cooldowns of a show's controls. */
final class Cooldowns {
    private final Show show;
    private final Map<Integer, Cooldown> byControl = new HashMap<>();

    Cooldowns(Show show) {
        this.show = show;
    }

    long waitNs(long nowNs, Control control, Viewer viewer) {
        Cooldown cooldown = byControl.get(control.number());
        return cooldown == null ? 0 : cooldown.waitNs(nowNs, who(control, viewer));
    }

    void check(long nowNs, Control control, Viewer viewer) throws Refusal {
        long waitNs = waitNs(nowNs, control, viewer);
        if (waitNs > 0) {
            long waitMs = Math.max(1, (waitNs + 999_999) / 1_000_000);
            throw new Refusal(ErrorCode.COOLDOWN, "Too soon.", control.id(), waitMs);
        }
    }

    /** Starts the wait, and tells all whose wait it is. */
    void start(long nowNs, Control control, Viewer viewer) {
        if (control.cooldownMs() == 0) {
            return;
        }
        long durationNs = control.cooldownMs() * 1_000_000L;
        byControl
                .computeIfAbsent(control.number(), number -> new Cooldown())
                .start(nowNs, who(control, viewer), durationNs);
        byte[] message = Json.bytes(
                Messages.of("cooldown").put("control", control.id()).put("readyAt", show.timeUs(nowNs + durationNs)));
        List<Viewer> told = switch (control.cooldownPer()) {
            case VIEWER -> show.viewers().of(viewer.participant());
            case GROUP -> List.copyOf(viewer.group().viewers());
            case EVERYONE -> show.viewers().ofScene(control.scene());
        };
        told.forEach(each -> each.send(message));
    }

    void retain(java.util.function.IntPredicate exists) {
        byControl.keySet().removeIf(number -> !exists.test(number));
    }

    private static String who(Control control, Viewer viewer) {
        return switch (control.cooldownPer()) {
            case VIEWER -> viewer.who().id();
            case GROUP -> viewer.group().id();
            case EVERYONE -> "";
        };
    }
}
