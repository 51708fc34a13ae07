package dev.treecast.sdk;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The show behind its connection: what the server's messages mean to the game, and what the game wants the server to know on every connection anew.
 * Owned by the loop, but for what is marked as any thread's.
 */
final class Core implements Frames.Listener, Patches.Carrier {
    final ShowOptions options;
    final Loop loop;
    final Callbacks callbacks;
    final Handlers handlers = new Handlers();
    final Declaration declaration = new Declaration();
    final Controls controls = new Controls();
    final StreamClock clock = new StreamClock();
    final Moments moments = new Moments(this);
    final Effects effects = new Effects(this);

    private final Calls calls;
    private final Patches patches;
    private final Sales sales;
    private final Slot<Stats> statsSlot = new Slot<>((older, newer) -> newer, handlers::stats);
    /** Settings of the connection that a call makes, by its method: made again on the next one. */
    private final Map<String, Map<String, Object>> kept = new LinkedHashMap<>();

    private @Nullable Session session;
    private Frames frames = new Frames();
    private @Nullable JsonObject existing;
    private boolean readyWanted;
    private @Nullable CompletableFuture<Void> ready;
    private volatile boolean connected;
    private volatile Stats stats = Stats.NONE;

    Core(ShowOptions options, Loop loop) {
        this.options = options;
        this.loop = loop;
        this.callbacks = new Callbacks(options.queuedEventsMax(), handlers::thrown, handlers::dropped);
        this.calls = new Calls(options.answerMs());
        this.patches = new Patches(declaration, calls, options.patchEveryMs(), this);
        this.sales = new Sales(this);
    }

    void attach(Session attached) {
        session = attached;
    }

    // Any thread's.

    boolean isConnected() {
        return connected;
    }

    Stats stats() {
        return stats;
    }

    void report(ShowError error) {
        callbacks.offer(() -> handlers.error(error));
    }

    /** Something of the declaration has changed. */
    void changed() {
        loop.run(() -> patches.flush(loop.nowNs()));
    }

    /**
     * Calls a method of the server.
     *
     * @param keep whether to call it again on the connections that follow
     * @return completed on a thread of the common pool; fails with a {@link ShowException}
     */
    CompletableFuture<JsonObject> call(String method, Map<String, Object> params, boolean keep) {
        CompletableFuture<JsonObject> result = new CompletableFuture<>();
        boolean told = loop.tell(() -> {
            if (keep) {
                kept.put(method, params);
            }
            if (!keep || wire() != null) {
                ask(method, params, (reply, error) -> {
                    boolean again = keep && error != null && error.code().equals("disconnected");
                    complete(result, method, reply, again ? null : error);
                });
            } else {
                complete(result, method, JsonObject.EMPTY, null);
            }
        });
        if (!told) {
            result.completeExceptionally(
                    new ShowException(ShowError.of("disconnected", "the show is over, or too many calls wait")));
        }
        return result;
    }

    private void complete(
            CompletableFuture<JsonObject> result, String method, JsonObject reply, @Nullable ShowError error) {
        if (error == null) {
            CompletableFuture<JsonObject> unused = result.completeAsync(() -> reply);
            return;
        }
        // Few games look at the future of a mute; nothing is to go wrong silently.
        report(
                error.path().isEmpty()
                        ? new ShowError(error.code(), error.message(), method, error.retryAfterMs())
                        : error);
        CompletableFuture<JsonObject> unused = result.completeAsync(() -> {
            throw new ShowException(error);
        });
    }

    // The loop's.

    @Nullable
    Wire wire() {
        Session attached = session;
        return attached == null ? null : attached.wire();
    }

    void ask(String method, Map<String, Object> params, BiConsumer<JsonObject, @Nullable ShowError> then) {
        Wire wire = wire();
        if (wire == null) {
            then.accept(JsonObject.EMPTY, ShowError.of("disconnected", "there is no connection to the server now"));
            return;
        }
        if (calls.isFull()) {
            then.accept(JsonObject.EMPTY, ShowError.of("overflow", "too many calls wait for their answers"));
            return;
        }
        long id = calls.begin(loop.nowNs(), new Calls.Answer() {
            @Override
            public void reply(JsonObject result) {
                then.accept(result, null);
            }

            @Override
            public void error(ShowError error) {
                then.accept(JsonObject.EMPTY, error);
            }
        });
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", "call");
        message.put("id", id);
        message.put("method", method);
        message.put("params", params);
        wire.send(Json.write(message), false);
    }

    void ready(CompletableFuture<Void> declared) {
        ready = declared;
        readyWanted = true;
        // A purchase that comes again may be for an effect that an earlier life of the game has started.
        effects.ready();
        sales.open();
        JsonObject known = existing;
        if (connected && known != null) {
            declare(known);
        }
    }

    void connected(long nowNs, JsonObject welcome) {
        clock.greeted(nowNs, welcome.integer("time", System.currentTimeMillis() * 1_000));
        frames = new Frames();
        controls.forgetNumbers();
        existing = null;
        connected = true;
        effects.connected();
        sales.connected();
        callbacks.offer(handlers::connected);
    }

    /** The server has not said what the show was, so it was nothing. */
    void withoutSnapshot(long nowNs) {
        if (existing == null) {
            snapshot(JsonObject.EMPTY, JsonObject.EMPTY);
        }
    }

    private void snapshot(JsonObject document, JsonObject running) {
        existing = document;
        effects.found(running);
        JsonObject scenes = document.object("scenes");
        for (String scene : scenes.members().keySet()) {
            JsonObject shown = scenes.object(scene).object("controls");
            for (String control : shown.members().keySet()) {
                numbered(scene, control, (int) shown.object(control).integer("number", -1));
            }
        }
        if (readyWanted) {
            declare(document);
        }
    }

    private void declare(JsonObject document) {
        CompletableFuture<Void> waiting = ready;
        patches.declare(
                loop.nowNs(),
                document,
                waiting == null || waiting.isDone()
                        ? null
                        : error -> {
                            readyWanted = false;
                            waiting.completeExceptionally(new ShowException(error));
                        });
    }

    @Override
    public void declared() {
        send("{\"type\":\"ready\"}");
        kept.forEach((method, params) -> ask(method, params, (reply, error) -> {
            if (error != null && !error.code().equals("disconnected")) {
                report(error);
            }
        }));
        effects.declared();
        CompletableFuture<Void> waiting = ready;
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    void disconnected(long nowNs, String why) {
        connected = false;
        effects.disconnected();
        calls.fail(null);
        patches.disconnected();
        controls.all().forEach(control -> control.disconnected(nowNs));
        callbacks.offer(() -> handlers.disconnected(why));
    }

    void ended(End end, boolean closed) {
        connected = false;
        if (closed) {
            callbacks.clear();
        }
        ShowError why = ShowError.of(end.code(), end.message());
        patches.disconnected();
        calls.fail(why);
        effects.over();
        controls.all().forEach(control -> control.neutral(loop.nowNs(), clock));
        CompletableFuture<Void> waiting = ready;
        if (waiting != null) {
            waiting.completeExceptionally(new ShowException(why));
        }
        if (!closed) {
            callbacks.finish(() -> handlers.end(end));
        }
    }

    void beat(long nowNs) {
        calls.timeout(nowNs);
        controls.all().forEach(control -> control.beat(nowNs, options.neutralGraceMs(), clock));
        effects.beat(nowNs, options.neutralGraceMs());
        moments.beat(nowNs);
    }

    void malformed(String why) {
        report(ShowError.of("protocol", "the server sent what makes no sense: " + why));
    }

    void binary(long nowNs, ByteBuffer message) {
        try {
            frames.read(message, this);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            malformed(e.getMessage() == null ? "a message that ends too early" : e.getMessage());
        }
    }

    @Override
    public void tick(int number, Tick tick) {
        Control<?> control = controls.get(number);
        if (control != null) {
            control.tick(loop.nowNs(), tick);
        }
    }

    @Override
    public void crew(int number, Input input) {
        Control<?> control = controls.get(number);
        if (control != null) {
            control.crew(input);
        }
    }

    /** A JSON message of one of the types that come between greeting and goodbye; others are a later version's. */
    void message(long nowNs, String type, JsonObject message) {
        switch (type) {
            case "snapshot" -> snapshot(message.object("document"), message.object("effects"));
            case "reply" -> calls.reply(message.integer("id", 0), message.object("result"));
            case "error" -> error(message);
            case "time" ->
                clock.answered(nowNs, message.integer("t0", 0) * 1_000, message.integer("time", clock.nowUs(nowNs)));
            case "deliver" -> sales.deliver(nowNs, message);
            case "settled" ->
                sales.settled(message.text("purchase"), message.text("state").equals("captured"));
            case "text" -> {
                Control<?> control = controls.get(message);
                if (control != null) {
                    Viewer viewer = Viewer.read(message.object("viewer"));
                    callbacks.offer(() -> control.text(viewer, message.text("text")));
                }
            }
            case "result" -> {
                Control<?> control = controls.get(message);
                if (control != null) {
                    control.result(message);
                }
            }
            case "effect" -> effects.ended(message.text("effect"));
            case "stats" -> {
                stats = Stats.read(message);
                callbacks.offer(statsSlot, stats);
            }
            default -> {}
        }
    }

    private void error(JsonObject message) {
        ShowError error = ShowError.read(message);
        if (message.has("id") && calls.error(message.integer("id", 0), error)) {
            return;
        }
        if (error.code().equals("not-found") || error.code().equals("closed")) {
            // An answer to a purchase that the server has given back by itself.
            sales.settled(error.path(), false);
        }
        report(error);
    }

    // What patches need.

    @Override
    public void send(String message) {
        Wire wire = wire();
        if (wire != null) {
            wire.send(message, false);
        }
    }

    @Override
    public void numbered(String scene, String control, int number) {
        if (number >= 0) {
            controls.number(scene, control, number);
        }
    }

    @Override
    public void failed(ShowError error) {
        report(error);
    }

    @Override
    public void after(long delayMs, Runnable command) {
        loop.after(delayMs, command);
    }

    @Override
    public long nowNs() {
        return loop.nowNs();
    }
}
