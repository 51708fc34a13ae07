package dev.treecast.sdk;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the server's document to what the game wants: all of it once a connection, then what changes. One patch is on its way at a time; what changes
 * meanwhile goes into the next. A patch that the server refuses is sent again in halves, so that one bad change does not take the others with it, except
 * while {@code ready} waits: that tells the game instead. Owned by the loop.
 */
final class Patches implements Calls.Answer {
    /** A game's message is 64 KiB at most, and the frame around the changes takes some. */
    static final int PATCH_BYTES_MAX = 60_000;

    /** What it needs from the connection. */
    interface Carrier {
        void send(String message);

        void numbered(String scene, String control, int number);

        void failed(ShowError error);

        /** Everything is declared. */
        void declared();

        void after(long delayMs, Runnable command);

        long nowNs();
    }

    private final Declaration declaration;
    private final Calls calls;
    private final long patchEveryMs;
    private final Carrier carrier;

    private final Deque<List<Declaration.Change>> unsent = new ArrayDeque<>();
    private List<Declaration.Change> onItsWay = List.of();
    private long notBeforeNs;
    private boolean mayPatch;
    private boolean declaring;
    private boolean scheduled;
    private @Nullable Consumer<ShowError> onRefused;

    Patches(Declaration declaration, Calls calls, long patchEveryMs, Carrier carrier) {
        this.declaration = declaration;
        this.calls = calls;
        this.patchEveryMs = patchEveryMs;
        this.carrier = carrier;
    }

    /**
     * Declares everything on a new connection.
     *
     * @param refused told instead of going on piece by piece; null to go on
     */
    void declare(long nowNs, JsonObject existing, @Nullable Consumer<ShowError> refused) {
        unsent.clear();
        unsent.addAll(Declaration.split(declaration.everything(existing), PATCH_BYTES_MAX));
        declaring = true;
        onRefused = refused;
        mayPatch = true;
        notBeforeNs = nowNs;
        flush(nowNs);
    }

    /** The connection is gone; whatever was on its way is said again on the next. */
    void disconnected() {
        mayPatch = false;
        unsent.clear();
        onItsWay = List.of();
        declaration.reset();
    }

    /** Sends what there is to send, now or when it may. */
    void flush(long nowNs) {
        if (!mayPatch || !onItsWay.isEmpty()) {
            return;
        }
        if (nowNs - notBeforeNs < 0) {
            if (!scheduled) {
                scheduled = true;
                carrier.after((notBeforeNs - nowNs) / 1_000_000 + 1, this::due);
            }
            return;
        }
        if (unsent.isEmpty() && declaring) {
            declaring = false;
            onRefused = null;
            carrier.declared();
        }
        if (unsent.isEmpty()) {
            unsent.addAll(Declaration.split(declaration.changes(), PATCH_BYTES_MAX));
        }
        List<Declaration.Change> next = unsent.poll();
        if (next != null) {
            send(nowNs, next);
        }
    }

    private void due() {
        scheduled = false;
        flush(carrier.nowNs());
    }

    private void send(long nowNs, List<Declaration.Change> changes) {
        long id = calls.begin(nowNs, this);
        onItsWay = changes;
        notBeforeNs = nowNs + patchEveryMs * 1_000_000;
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", "patch");
        message.put("id", id);
        message.put("ops", Merge.patch(changes));
        carrier.send(Json.write(message));
    }

    @Override
    public void reply(JsonObject result) {
        onItsWay = List.of();
        JsonObject scenes = result.object("numbers");
        for (String scene : scenes.members().keySet()) {
            JsonObject controls = scenes.object(scene);
            for (String control : controls.members().keySet()) {
                carrier.numbered(scene, control, (int) controls.integer(control, -1));
            }
        }
        flush(carrier.nowNs());
    }

    @Override
    public void error(ShowError error) {
        List<Declaration.Change> refused = onItsWay;
        onItsWay = List.of();
        if (!mayPatch) {
            return;
        }
        Consumer<ShowError> refusal = onRefused;
        if (error.code().equals("rate")) {
            unsent.addFirst(refused);
            notBeforeNs = carrier.nowNs() + Math.max(patchEveryMs, error.retryAfterMs()) * 1_000_000;
        } else if (refusal != null) {
            disconnected();
            onRefused = null;
            refusal.accept(error);
        } else if (refused.size() > 1 && !error.code().equals("unanswered")) {
            int half = refused.size() / 2;
            unsent.addFirst(refused.subList(half, refused.size()));
            unsent.addFirst(refused.subList(0, half));
        } else {
            carrier.failed(error);
        }
        flush(carrier.nowNs());
    }
}
