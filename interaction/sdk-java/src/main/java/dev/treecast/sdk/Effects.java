package dev.treecast.sdk;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A show's effects between the game, which decides, and the server, which shows them to viewers: tells the server what is different from
 * what it was told, and on a new connection from what it has. Owned by the loop, but for what is marked as any thread's.
 */
final class Effects {
    static final int EFFECTS_MAX = 64;

    private static final String START = "effect.start";

    private final Core core;
    /** Guarded by itself. */
    private final Map<String, Effect> byId = new LinkedHashMap<>();
    /** What the server had when the connection began, until the game has declared what it knows. */
    private final Map<String, JsonObject> found = new LinkedHashMap<>();
    /** What the server has, by what it was told. */
    private final Map<String, Effect.State> said = new HashMap<>();
    /** Those that this life of the game has had running: what the server has of them is not an earlier life's. */
    private final Set<String> ours = new HashSet<>();
    /** Started, and the server may not have heard. */
    private final Set<String> unheard = new HashSet<>();
    /** How many starts wait for their replies. */
    private final Map<String, Integer> starting = new HashMap<>();

    private boolean ready;
    private boolean open;
    private boolean over;

    Effects(Core core) {
        this.core = core;
    }

    /**
     * Any thread's: the effect of this name, made if it is not there.
     *
     * @throws IllegalArgumentException when there are too many
     */
    Effect get(String id) {
        Names.identifier(id);
        synchronized (byId) {
            if (byId.size() >= EFFECTS_MAX && !byId.containsKey(id)) {
                throw new IllegalArgumentException("a show has " + EFFECTS_MAX + " effects at most");
            }
            return byId.computeIfAbsent(id, made -> new Effect(core, made));
        }
    }

    private List<Effect> all() {
        synchronized (byId) {
            return List.copyOf(byId.values());
        }
    }

    /** Any thread's: it was started, or started over. */
    void started(Effect effect) {
        boolean told = core.loop.run(() -> {
            if (over) {
                effect.off();
                return;
            }
            ours.add(effect.id());
            unheard.add(effect.id());
            push(effect);
        });
        if (!told) {
            effect.off();
        }
    }

    /** Any thread's: it was paused, resumed or ended. */
    void changed(Effect effect) {
        core.loop.run(() -> push(effect));
    }

    /** Brings the server to what the game wants. */
    private void push(Effect effect) {
        if (!open) {
            return;
        }
        String id = effect.id();
        Effect.State wanted = effect.state();
        Effect.State has = said.getOrDefault(id, Effect.State.OFF);
        boolean anew = unheard.remove(id);
        if (wanted == Effect.State.OFF) {
            if (has != Effect.State.OFF) {
                ask("effect.end", id);
            }
        } else {
            if (anew || has == Effect.State.OFF) {
                start(effect);
                has = Effect.State.RUNNING;
            }
            if (has != wanted) {
                ask(wanted == Effect.State.PAUSED ? "effect.pause" : "effect.resume", id);
            }
        }
        said.put(id, wanted);
    }

    private void start(Effect effect) {
        String id = effect.id();
        starting.merge(id, 1, Integer::sum);
        core.ask(START, effect.params(core.loop.nowNs()), (reply, error) -> {
            boolean last = starting.merge(id, -1, Integer::sum) <= 0;
            if (error == null) {
                return;
            }
            if (error.code().equals("disconnected")) {
                unheard.add(id);
                return;
            }
            if (last) {
                said.remove(id);
                effect.off();
            }
            core.report(error);
        });
    }

    private void ask(String method, String id) {
        core.ask(method, Map.of("effect", id), (reply, error) -> {
            // What is not there has ended meanwhile, and that was told.
            if (error != null
                    && !error.code().equals("disconnected")
                    && !error.code().equals("not-found")) {
                core.report(error);
            }
        });
    }

    void connected() {
        found.clear();
        said.clear();
    }

    /** What the server has on a new connection. */
    void found(JsonObject effects) {
        for (String id : effects.members().keySet()) {
            found.put(id, effects.object(id));
        }
        if (ready) {
            adopt();
        }
    }

    /** The game has declared the effects that it knows. */
    void ready() {
        ready = true;
        adopt();
    }

    /** The server's time is what viewers see. What an earlier life of the game started goes on in this one. */
    private void adopt() {
        found.forEach((id, shown) -> {
            boolean paused = shown.has("remainingMs");
            said.put(id, paused ? Effect.State.PAUSED : Effect.State.RUNNING);
            Effect effect = known(id);
            if (effect == null || unheard.contains(id)) {
                return;
            }
            long leftNs = paused
                    ? shown.integer("remainingMs", 0) * 1_000_000
                    : (shown.integer("endsAt", 0) - core.clock.nowUs(core.loop.nowNs())) * 1_000;
            if (ours.add(id)) {
                effect.adopt(shown.text("purchase"), leftNs, paused);
            } else {
                effect.setLeft(leftNs);
            }
        });
    }

    private @Nullable Effect known(String id) {
        synchronized (byId) {
            return byId.get(id);
        }
    }

    /** The connection has what the game declared: from here on the server hears of everything at once. */
    void declared() {
        open = true;
        for (String id : found.keySet()) {
            if (known(id) == null) {
                ask("effect.end", id);
                said.remove(id);
            }
        }
        found.clear();
        all().forEach(this::push);
    }

    void disconnected() {
        open = false;
    }

    /** Its time is over, says the server. */
    void ended(String id) {
        found.remove(id);
        // Until a start is answered, what ends is what was there before it.
        if (starting.getOrDefault(id, 0) > 0) {
            return;
        }
        said.remove(id);
        Effect effect = known(id);
        if (effect != null && !unheard.contains(id)) {
            effect.off();
        }
    }

    /** A game is not to stay in an effect because the server, or the way to it, is gone. */
    void beat(long nowNs, long graceMs) {
        for (Effect effect : all()) {
            if (effect.offIfOverdue(nowNs, open ? graceMs * 1_000_000 : 0)) {
                push(effect);
            }
        }
    }

    /** The show is over. */
    void over() {
        open = false;
        over = true;
        all().forEach(Effect::off);
    }
}
