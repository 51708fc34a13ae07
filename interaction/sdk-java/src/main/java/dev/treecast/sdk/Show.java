package dev.treecast.sdk;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A game's side of a stream's show. Declare controls, say {@link #ready}, and hear what viewers do.
 *
 * <p>Two styles. In the one, callbacks run on a thread of the SDK, one at a time and in order. In the other ({@link ShowBuilder#polling}) they run where the
 * game calls {@link #pump}, and nowhere else. What is asked of controls ({@link Button#pressed}, {@link Stick#x}, {@link Poll#winner}) is up to date in
 * both, whether or not callbacks keep up.
 *
 * <p>All methods may be called from any thread, callbacks included. Those that break a bound of the protocol throw {@link IllegalArgumentException} at once;
 * what the server refuses later comes to {@link #onError}. A connection that breaks is made anew by itself, and everything declared again.
 */
public final class Show implements AutoCloseable {
    private static final String DEFAULT = "default";
    private static final long CLOSE_MS_MAX = 3_000;
    private static final long MINUTES_MAX = 525_600;

    private final ShowAddress address;
    private final Core core;
    private final Session session;

    Show(ShowOptions options, ShowAddress address, String key) {
        this.address = address;
        Loop loop = new Loop("treecast-" + address.stream());
        this.core = new Core(options, loop);
        this.session = new Session(options, address, key, loop, core);
        core.attach(session);
    }

    /**
     * Connects to a show, and waits for the server's welcome.
     *
     * @param url the server's address with the stream behind it, {@code https://host/demo}, or the interaction's own, {@code wss://host/interact/demo}
     * @param key the publish key, or a token with the role {@code game}
     * @throws IllegalArgumentException when the address is none
     * @throws ShowException {@code unreachable} when nothing answers there, {@code unauthorized} when the key is wrong
     */
    public static Show connect(String url, String key) {
        return builder(url, key).connect();
    }

    /** For a show with settings of its own: {@code Show.builder(url, key).polling().connect()}. */
    public static ShowBuilder builder(String url, String key) {
        return new ShowBuilder(url, key);
    }

    Show start() {
        session.start();
        try {
            session.greeted.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new ShowException(ShowError.of("closed", "interrupted while it was connecting"), e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ShowException known
                    ? new ShowException(known.error())
                    : new IllegalStateException(e.getCause());
        }
        if (!core.options.polling()) {
            Thread thread = new Thread(core.callbacks::runUntilFinished, "treecast-callbacks-" + stream());
            thread.setDaemon(true);
            thread.start();
        }
        return this;
    }

    public String stream() {
        return address.stream();
    }

    // Controls, in the scene that everybody sees unless the game has others.

    public Button button(String id) {
        return scene(DEFAULT).button(id);
    }

    public Joystick joystick(String id) {
        return scene(DEFAULT).joystick(id);
    }

    public Pad pad(String id) {
        return scene(DEFAULT).pad(id);
    }

    public Textbox textbox(String id) {
        return scene(DEFAULT).textbox(id);
    }

    public Poll poll(String id, String... options) {
        return scene(DEFAULT).poll(id, options);
    }

    public Label label(String id) {
        return scene(DEFAULT).label(id);
    }

    /** A scene, made if it is not there. */
    public Scene scene(String id) {
        Scene scene = new Scene(core, Names.identifier(id));
        return id.equals(DEFAULT) ? scene : scene.declare();
    }

    /** A group, which exists once it is given a {@link Group#scene}. */
    public Group group(String id) {
        return new Group(core, Names.identifier(id));
    }

    /** A timed effect, made if it is not there; 64 at most. */
    public Effect effect(String id) {
        return core.effects.get(id);
    }

    /**
     * Sets a member of the world: the game's own state, which every viewer has and keeps up with. Text, numbers, booleans, maps, lists; null takes it
     * out. Only what changed is sent, at most 40 times a second.
     */
    public Show world(String name, @Nullable Object value) {
        List<String> path = Declaration.world(name);
        Object copy = Json.copy(value);
        if (copy == Json.NULL) {
            core.declaration.remove(path);
        } else if (Json.bytes(copy) > Patches.PATCH_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "the world's '" + name + "' takes more than " + Patches.PATCH_BYTES_MAX + " bytes");
        } else {
            core.declaration.put(path, copy);
        }
        core.changed();
        return this;
    }

    /**
     * Declares the controls, and lets viewers use them. Returns when the server has taken them; does not wait for the show's end.
     *
     * @throws ShowException when the server refuses what is declared, or does not answer
     */
    public Show ready() {
        CompletableFuture<Void> declared = new CompletableFuture<>();
        if (!core.loop.run(() -> core.ready(declared))) {
            throw new ShowException(over());
        }
        try {
            declared.get(3 * core.options.answerMs(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            throw new ShowException(ShowError.of("unanswered", "the server has not taken the controls in time"), e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ShowException known
                    ? new ShowException(known.error())
                    : new IllegalStateException(e.getCause());
        }
        return this;
    }

    private ShowError over() {
        End end = session.ended.getNow(new End("closed", "the game closed the show"));
        return ShowError.of(end.code(), end.message());
    }

    /**
     * Waits until the show is over, and tells why. A game that has its own way of waiting does not call it, and looks at {@link #isOpen} or {@link #ended}
     * instead. An interrupt ends the waiting, with the code {@code interrupted}.
     *
     * @throws IllegalStateException in polling style, where the game's loop has to go round instead
     */
    public End await() {
        if (core.options.polling()) {
            throw new IllegalStateException("a show in polling style is not waited for: pump() it while isOpen()");
        }
        try {
            return session.ended.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new End("interrupted", "the thread that waited for the end was interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Completed when the show is over. */
    public CompletableFuture<End> ended() {
        return session.ended.copy();
    }

    /** Whether the show goes on, be the connection up or on its way to be. */
    public boolean isOpen() {
        return session.isOpen();
    }

    /** Whether there is a connection now. */
    public boolean isConnected() {
        return core.isConnected();
    }

    /**
     * Runs callbacks that wait, at most so many; returns at once when there is none left. For shows in polling style, from one thread at a time.
     *
     * @return how many ran
     * @throws IllegalStateException when the SDK's own thread runs them
     */
    public int pump(int maxEvents) {
        if (!core.options.polling()) {
            throw new IllegalStateException(
                    "callbacks have a thread of their own here: Show.builder(…).polling() leaves them to pump()");
        }
        return core.callbacks.run(maxEvents);
    }

    /** Says goodbye after what was sent before, and waits for that 3 s at most. Callbacks that wait are forgotten. */
    @Override
    public void close() {
        core.loop.run(() -> session.finish(new End("closed", "the game closed the show")));
        try {
            session.gone.get(CLOSE_MS_MAX, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the connection did not end", e);
        }
    }

    // What the game tells viewers.

    /** Tells everybody. The data is text, a number, a boolean, a map or a list, 8 KiB as JSON at most. */
    public boolean event(String name, Object data) {
        return event(Scope.everyone(), name, data);
    }

    /**
     * Tells some of the viewers. Events are of the moment: without a connection they are left out.
     *
     * @return false when it is known already that it was left out
     */
    public boolean event(Scope scope, String name, Object data) {
        return core.moments.send(scope.message("event", name, data));
    }

    /** Shows something to everybody on the video frame of a moment. */
    public boolean cue(long at, String name, Object data) {
        return cue(Scope.everyone(), at, name, data);
    }

    /**
     * Shows something to some of the viewers on the video frame of a moment.
     *
     * @param at stream time; {@link #now} is what happens in the game at present, and reaches players some 100 ms later
     */
    public boolean cue(Scope scope, long at, String name, Object data) {
        Map<String, Object> message = scope.message("cue", name, data);
        message.put("at", at);
        return core.moments.send(message);
    }

    /** Shows bytes of the game's own making to every viewer, at the rate of {@link #outRate}: the newest wins. 1,000 at most. */
    public void positions(byte[] bytes) {
        Names.within("the length of positions", bytes.length, 0, Frames.POSITIONS_BYTES_MAX);
        core.moments.show(bytes.clone());
    }

    /** Stream time now: microseconds since 1970 on the server's clock, as far as it can be told from here. */
    public long now() {
        return core.clock.nowUs(core.loop.nowNs());
    }

    // What the game asks of the server. Failures come to onError as well.

    /** How often a second viewers get tallies and positions, 1 to 10; 4 unless set. */
    public CompletableFuture<Void> outRate(int hz) {
        return done("out.rate", Map.of("hz", Names.within("a rate", hz, 1, 10)), true);
    }

    /** Names the crew: a few viewers whose input comes one by one and at once. At most 64; those named before are no more. */
    public CompletableFuture<Void> crew(List<String> viewers) {
        Names.within("the size of the crew", viewers.size(), 0, 64);
        return done("crew.set", Map.of("viewers", List.copyOf(viewers)), true);
    }

    /** Silences a viewer in all shows of this server. */
    public CompletableFuture<Void> mute(String viewer, Duration time) {
        return moderate("moderation.mute", viewer, time);
    }

    /** Takes a viewer's interaction away. */
    public CompletableFuture<Void> ban(String viewer, Duration time) {
        return moderate("moderation.ban", viewer, time);
    }

    /** Takes a mute or a ban back. */
    public CompletableFuture<Void> pardon(String viewer) {
        return done("moderation.pardon", Map.of("viewer", viewer), false);
    }

    private CompletableFuture<Void> moderate(String method, String viewer, Duration time) {
        // A whole minute is the least that the protocol has.
        return done(
                method,
                Map.of("viewer", viewer, "minutes", Math.max(1, Math.min(MINUTES_MAX, time.toMinutes()))),
                false);
    }

    /**
     * Gives credits to a viewer.
     *
     * @param key the game's own name for this gift: repeated, it is given once
     * @return the balance after it
     */
    public CompletableFuture<Long> grant(String viewer, long amount, String key) {
        return core.call("credits.grant", Map.of("viewer", viewer, "amount", amount, "key", key), false)
                .thenApply(reply -> reply.integer("balance", 0));
    }

    /** Viewers in the order of their ids, 100 at most: those after the one named, or from the first with an empty name. */
    public CompletableFuture<List<Member>> viewers(String after) {
        Map<String, Object> params = after.isEmpty() ? Map.of("max", 100L) : Map.of("after", after, "max", 100L);
        return core.call("viewers", params, false)
                .thenApply(reply -> reply.list("viewers").stream()
                        .map(viewer -> Member.read(JsonObject.of(viewer)))
                        .toList());
    }

    /** The last 100 texts that were refused or wait for a moderator. */
    public CompletableFuture<List<Map<String, Object>>> moderationQueue() {
        return core.call("moderation.queue", Map.of(), false)
                .thenApply(reply -> reply.list("texts").stream()
                        .map(text -> JsonObject.of(text).members())
                        .toList());
    }

    /** Any method of the protocol: what this SDK has no name for yet. */
    public CompletableFuture<Map<String, Object>> call(String method, Map<String, ?> params) {
        Map<String, Object> copy =
                new LinkedHashMap<>(JsonObject.of(Json.copy(params)).members());
        return core.call(method, copy, false).thenApply(JsonObject::members);
    }

    private CompletableFuture<Void> done(String method, Map<String, Object> params, boolean keep) {
        return core.call(method, params, keep).thenAccept(reply -> {});
    }

    // What the game hears.

    /** Calls back with what went wrong; without a handler it is logged as a warning. */
    public Show onError(Consumer<ShowError> handler) {
        core.handlers.onError = handler;
        return this;
    }

    /** Calls back with the server's counters, once a second. */
    public Show onStats(Consumer<Stats> handler) {
        core.handlers.onStats = handler;
        return this;
    }

    /** The last counters. */
    public Stats stats() {
        return core.stats();
    }

    /** Calls back when there is a connection again. */
    public Show onConnected(Runnable handler) {
        core.handlers.onConnected = handler;
        return this;
    }

    /** Calls back when the connection broke, with why. Sticks go back to the middle by themselves. */
    public Show onDisconnected(Consumer<String> handler) {
        core.handlers.onDisconnected = handler;
        return this;
    }

    /** Calls back when the show is over for another reason than {@link #close}. */
    public Show onEnd(Consumer<End> handler) {
        core.handlers.onEnd = handler;
        return this;
    }

    @Override
    public String toString() {
        return "Show[" + address.uri() + (isConnected() ? ", connected]" : "]");
    }
}
