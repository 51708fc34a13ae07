package dev.treecast.sdk;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The show's connection through all its lives: says hello, declares, notices when it breaks, comes back with a higher epoch and declares again, until the
 * game closes the show or the server says that it is over. What the messages between say is {@link Core}'s.
 *
 * <p>Owned by the loop, but for what is marked as any thread's.
 */
final class Session implements Wire.Events {
    /** Goodbyes wait so long for the other end's. */
    private static final long GOODBYE_MS = 2_000;

    /** The server's document comes right behind the welcome. */
    private static final long SNAPSHOT_MS = 1_000;

    private static final long BEAT_MS = 100;

    /** What no second attempt makes better. */
    private static final Set<String> FINAL_CODES = Set.of(
            "unauthorized", "forbidden", "superseded", "malformed", "invalid", "unknown-type", "too-large", "ended");

    private final ShowOptions options;
    private final ShowAddress address;
    private final String key;
    private final Loop loop;
    private final HttpClient http;
    private final Core core;
    private final Backoff backoff;
    private final long firstAttemptNs;

    private @Nullable Wire wire;
    private boolean welcomed;
    private boolean everWelcomed;
    private long epoch;
    private boolean epochUsed;
    private long waitMsMin;
    private long deadlineNs;
    private long heardNs;
    private long welcomedNs;
    private long askedNs;
    private volatile @Nullable End end;

    /** Completed with the first welcome, or with why there is none. */
    final CompletableFuture<Void> greeted = new CompletableFuture<>();

    /** Completed when the show is over. */
    final CompletableFuture<End> ended = new CompletableFuture<>();

    /** Completed when goodbye is said. */
    final CompletableFuture<Void> gone = new CompletableFuture<>();

    Session(ShowOptions options, ShowAddress address, String key, Loop loop, Core core) {
        this.options = options;
        this.address = address;
        this.key = key;
        this.loop = loop;
        this.core = core;
        this.epoch = options.epoch();
        HttpClient given = options.httpClient();
        this.http = given != null
                ? given
                : HttpClient.newBuilder()
                        .connectTimeout(Duration.ofMillis(options.connectMs()))
                        .build();
        this.backoff = new Backoff(options.backoffFirstMs(), options.backoffLongestMs(), options.random());
        this.firstAttemptNs = loop.nowNs();
    }

    void start() {
        loop.every(BEAT_MS, this::beat);
        loop.run(this::connect);
    }

    /** Any thread's. */
    boolean isOpen() {
        return end == null;
    }

    boolean isWelcomed() {
        return welcomed;
    }

    /** The wire to send on; null while there is no connection on which the server has greeted us. */
    @Nullable
    Wire wire() {
        return welcomed ? wire : null;
    }

    private void connect() {
        if (end != null) {
            return;
        }
        Wire next = new Wire(loop, this);
        wire = next;
        // The client's own bound on the connection, and ours behind it.
        deadlineNs = loop.nowNs() + (options.connectMs() + options.answerMs()) * 1_000_000;
        CompletableFuture<WebSocket> unused = next.open(http, address.uri(), Duration.ofMillis(options.connectMs()))
                .whenComplete((socket, failure) -> {
                    if (!loop.run(() -> opened(next, failure)) && socket != null) {
                        socket.abort();
                    }
                });
    }

    private void opened(Wire opened, @Nullable Throwable failure) {
        if (opened != wire) {
            opened.abort();
        } else if (failure != null) {
            failed(failure);
        } else if (!opened.speaksTreecast()) {
            opened.abort();
            wire = null;
            finish(new End("unreachable", "what answers at " + address.uri() + " does not speak " + Wire.SUBPROTOCOL));
        } else {
            hello(opened);
        }
    }

    private void failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof WebSocketHandshakeException refused) {
            int status =
                    refused.getResponse() == null ? 0 : refused.getResponse().statusCode();
            String why = address.uri() + " answered " + status + " instead of opening a WebSocket";
            if (!everWelcomed && status >= 400 && status < 500 && status != 429) {
                wire = null;
                finish(new End("unreachable", why));
            } else {
                down(why);
            }
            return;
        }
        String detail = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        down("cannot connect to " + address.uri() + ": " + detail);
    }

    private void hello(Wire to) {
        Map<String, Object> hello = new LinkedHashMap<>();
        hello.put("type", "hello");
        hello.put("version", 1L);
        hello.put("role", "game");
        hello.put("token", key);
        if (epoch > 0) {
            hello.put("epoch", epoch);
            epochUsed = true;
        }
        hello.put("client", options.client());
        if (options.budgetMessages() > 0 && options.budgetBytes() > 0) {
            hello.put("budget", Map.of("messagesPerSecond", (long) options.budgetMessages(), "bytesPerSecond", (long)
                    options.budgetBytes()));
        }
        deadlineNs = loop.nowNs() + options.answerMs() * 1_000_000;
        to.send(Json.write(hello), false);
    }

    @Override
    public void text(Wire from, String message) {
        if (from != wire || end != null) {
            return;
        }
        long nowNs = loop.nowNs();
        heardNs = nowNs;
        JsonObject read;
        try {
            read = Json.read(message);
        } catch (java.io.IOException e) {
            core.malformed(String.valueOf(e.getMessage()));
            return;
        }
        switch (read.text("type")) {
            case "welcome" -> welcome(nowNs, read);
            case "bye" -> bye(read);
            case "error" -> {
                if (welcomed) {
                    core.message(nowNs, "error", read);
                } else {
                    refused(read);
                }
            }
            default -> core.message(nowNs, read.text("type"), read);
        }
    }

    @Override
    public void binary(Wire from, ByteBuffer message) {
        if (from == wire && end == null) {
            heardNs = loop.nowNs();
            core.binary(heardNs, message);
        }
    }

    private void welcome(long nowNs, JsonObject welcome) {
        if (welcomed) {
            return;
        }
        welcomed = true;
        everWelcomed = true;
        welcomedNs = nowNs;
        // The next hello takes over from this connection, which the server may not yet know to be dead.
        epoch = welcome.integer("epoch", epoch) + 1;
        epochUsed = false;
        waitMsMin = 0;
        deadlineNs = nowNs + SNAPSHOT_MS * 1_000_000;
        core.connected(nowNs, welcome);
        askTime(nowNs);
        greeted.complete(null);
    }

    private void refused(JsonObject error) {
        String code = error.text("code");
        leave(!FINAL_CODES.contains(code), code, error);
    }

    private void bye(JsonObject bye) {
        String code = bye.text("code");
        boolean again = bye.has("reconnect") ? bye.flag("reconnect") : !FINAL_CODES.contains(code);
        leave(again && !code.equals("superseded"), code, bye);
    }

    /** The server wants nothing more of this connection. */
    private void leave(boolean again, String code, JsonObject message) {
        Wire leaving = wire;
        if (!again || leaving == null) {
            finish(new End(code, message.text("message")));
            return;
        }
        wire = null;
        leaving.close();
        loop.after(GOODBYE_MS, leaving::abort);
        waitMsMin = Math.max(0, message.integer("retryAfterMs", 0));
        down(code + ": " + message.text("message"));
    }

    @Override
    public void lost(Wire lost, String why) {
        if (end != null) {
            if (lost == wire) {
                goneNow();
            }
        } else if (lost == wire) {
            lost.abort();
            down(why);
        }
    }

    /** The connection, or the attempt at one, is over; another follows. */
    private void down(String why) {
        wire = null;
        long nowNs = loop.nowNs();
        if (welcomed) {
            welcomed = false;
            core.disconnected(nowNs, why);
            if (nowNs - welcomedNs > options.backoffLongestMs() * 1_000_000) {
                backoff.reset();
            }
        } else if (epochUsed) {
            // The server may have taken it, and its welcome been lost: the same one would then be refused.
            epoch++;
            epochUsed = false;
        }
        if (!everWelcomed && nowNs - firstAttemptNs >= options.patience().toNanos()) {
            finish(new End("unreachable", why));
            return;
        }
        loop.after(Math.max(waitMsMin, backoff.nextMs()), this::connect);
    }

    private void beat() {
        long nowNs = loop.nowNs();
        if (end != null) {
            return;
        }
        core.beat(nowNs);
        Wire present = wire;
        if (present == null) {
            return;
        }
        if (!welcomed) {
            if (nowNs - deadlineNs >= 0) {
                present.abort();
                down(address.uri() + " has not answered in time");
            }
        } else if (nowNs - heardNs > options.silenceMs() * 1_000_000) {
            present.abort();
            down("nothing was heard from the server for " + options.silenceMs() / 1_000 + " s");
        } else {
            if (nowNs - deadlineNs >= 0) {
                core.withoutSnapshot(nowNs);
            }
            if (nowNs - askedNs >= options.timeEveryMs() * 1_000_000) {
                askTime(nowNs);
            }
        }
    }

    private void askTime(long nowNs) {
        askedNs = nowNs;
        Wire present = wire;
        if (present != null) {
            // A number of our own, and small enough to be whole in whatever reads JSON's numbers as doubles.
            present.send(Json.write(Map.of("type", "time", "t0", nowNs / 1_000)), true);
        }
    }

    /** The show is over, for a reason that the game has not given. */
    void finish(End why) {
        if (end != null) {
            return;
        }
        end = why;
        boolean closed = why.code().equals("closed");
        welcomed = false;
        core.ended(why, closed);
        greeted.completeExceptionally(new ShowException(ShowError.of(why.code(), why.message())));
        ended.complete(why);
        Wire leaving = wire;
        if (leaving == null) {
            goneNow();
        } else {
            leaving.close();
            loop.after(GOODBYE_MS, this::goneNow);
        }
    }

    private void goneNow() {
        Wire left = wire;
        wire = null;
        if (left != null) {
            left.abort();
        }
        loop.stop();
        gone.complete(null);
    }
}
