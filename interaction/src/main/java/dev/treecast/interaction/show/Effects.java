package dev.treecast.interaction.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.document.MergePatch;
import dev.treecast.interaction.ledger.Ledger;
import dev.treecast.interaction.ledger.Purchase;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Identifier;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Members;
import dev.treecast.interaction.protocol.Refusal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The timed effects of a show. The game starts, pauses, resumes and ends them; an effect whose time is over ends by itself, and the game
 * is told. What a game does here is a change of what viewers see, and so a version of the show, and counts as a patch.
 *
 * <p>Without a game they stand still with the show: nobody carries them out, so the time that a viewer may have paid for does not run.
 */
final class Effects {
    private static final int LABEL_LENGTH_MAX = 200;

    private final Show show;
    private final Ledger ledger;
    private final Map<String, Effect> effects = new LinkedHashMap<>();
    /** What the viewers of a scene see, until something changes. */
    private final Map<String, ObjectNode> views = new HashMap<>();

    Effects(Show show, Ledger ledger) {
        this.show = show;
        this.ledger = ledger;
    }

    /** The {@code effect.*} methods. */
    ObjectNode call(long nowNs, Game game, String method, Members params) throws Refusal {
        game.meterPatch(nowNs);
        // What is over is over, though the clock has not struck yet.
        if (timeout(show.timeUs(nowNs))) {
            show.showChanges(nowNs);
        }
        String id = params.identifier("effect");
        if (method.equals("effect.start")) {
            return start(nowNs, id, params);
        }
        Effect effect = effects.get(id);
        if (effect == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no effect '" + id + "' now.", id);
        }
        switch (method) {
            case "effect.pause" -> set(nowNs, effect, true);
            case "effect.resume" -> set(nowNs, effect, false);
            case "effect.end" -> {
                effects.remove(id);
                changed(nowNs);
                return Json.object();
            }
            default -> throw new Refusal(ErrorCode.NOT_FOUND, "There is no such method here.", method);
        }
        return effect.time(show.timeUs(nowNs), Json.object());
    }

    private void set(long nowNs, Effect effect, boolean paused) {
        if (effect.setPaused(show.timeUs(nowNs), paused)) {
            changed(nowNs);
        }
    }

    private ObjectNode start(long nowNs, String id, Members params) throws Refusal {
        if (effects.size() >= ShowOptions.EFFECTS_MAX && !effects.containsKey(id)) {
            throw new Refusal(ErrorCode.LIMIT, "A show has at most 64 effects at a time.", id);
        }
        long durationMs = params.integer("durationMs", 1, ShowOptions.EFFECT_MS_MAX);
        ObjectNode described = Json.object().put("durationMs", durationMs);
        String label = params.textOrNull("label", LABEL_LENGTH_MAX);
        if (label != null) {
            described.put("label", label);
        }
        String scene = scene(params, described);
        Purchase purchase = purchase(params, described);
        String control = control(params, scene, purchase);
        if (control != null) {
            described.put("control", control);
        }
        JsonNode data = params.object().get("data");
        if (data != null && !data.isNull()) {
            if (Json.bytes(data).length > ShowOptions.EFFECT_DATA_BYTES_MAX) {
                throw params.misfit("data", "at most 4 KiB");
            }
            // As in the document, an object has no null members: a merge patch could not say them.
            described.set("data", MergePatch.apply(null, data));
        }
        Effect effect = new Effect(show.timeUs(nowNs), described, scene, durationMs * 1_000);
        effects.put(id, effect);
        changed(nowNs);
        return effect.time(show.timeUs(nowNs), Json.object());
    }

    private @Nullable String scene(Members params, ObjectNode described) throws Refusal {
        if (!params.has("scene")) {
            return null;
        }
        String scene = params.identifier("scene");
        if (!show.document().scenes().containsKey(scene)) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no such scene.", scene);
        }
        described.put("scene", scene);
        return scene;
    }

    private @Nullable Purchase purchase(Members params, ObjectNode described) throws Refusal {
        if (!params.has("purchase")) {
            return null;
        }
        String id = params.text("purchase", Identifier.LENGTH_MAX);
        Purchase purchase = ledger.byId(show.stream(), id);
        if (purchase == null || purchase.state() == Purchase.State.VOIDED) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no such purchase, or it was given back.", id);
        }
        described.put("purchase", id);
        return purchase;
    }

    private @Nullable String control(Members params, @Nullable String scene, @Nullable Purchase purchase)
            throws Refusal {
        if (!params.has("control")) {
            return purchase == null ? null : purchase.control();
        }
        String control = params.identifier("control");
        if (show.document().control(scene, control) == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no control '" + control + "'.", control);
        }
        return control;
    }

    private void changed(long nowNs) {
        views.clear();
        show.showChanges(nowNs);
    }

    /** When the next one is over; stream time, or {@link Countdown#NEVER}. */
    long nextUs() {
        return effects.values().stream().mapToLong(Effect::endsUs).min().orElse(Countdown.NEVER);
    }

    /**
     * Ends those whose time is over, and tells the game.
     *
     * @return whether something is shown otherwise now
     */
    boolean timeout(long nowUs) {
        if (nextUs() > nowUs) {
            return false;
        }
        views.clear();
        Game game = show.game();
        effects.entrySet().removeIf(entry -> {
            boolean over = entry.getValue().endsUs() <= nowUs;
            if (over && game != null) {
                game.send(Json.bytes(
                        Messages.of("effect").put("effect", entry.getKey()).put("state", "ended")));
            }
            return over;
        });
        return true;
    }

    /** Those that run stand still without a game, and go on with the next one; what the game has paused stays so. */
    void setFrozen(long nowUs, boolean frozen) {
        effects.values().forEach(effect -> effect.setFrozen(nowUs, frozen));
        views.clear();
    }

    void clear() {
        effects.clear();
        views.clear();
    }

    int size() {
        return effects.size();
    }

    /** What the viewers of a scene see, by id; the same object until it changes. */
    ObjectNode of(String scene) {
        return views.computeIfAbsent(scene, each -> {
            ObjectNode result = Json.object();
            effects.forEach((id, effect) -> {
                if (effect.isSeenIn(each)) {
                    result.set(id, effect.view());
                }
            });
            return result;
        });
    }

    /** All of them, for a game. */
    ObjectNode all() {
        ObjectNode result = Json.object();
        effects.forEach((id, effect) -> result.set(id, effect.view()));
        return result;
    }
}
