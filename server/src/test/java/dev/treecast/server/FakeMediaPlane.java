package dev.treecast.server;

import dev.treecast.server.http.FakeLiveState;
import dev.treecast.server.http.FakeSessionEndpoint;
import dev.treecast.server.http.LiveState;
import dev.treecast.server.http.MetricsSource;
import dev.treecast.webrtc.signaling.SessionEndpoint;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A media plane without media. {@code main} runs the real command line over it, which is how the start-up time is measured. */
public final class FakeMediaPlane implements MediaPlane {
    public final FakeSessionEndpoint whip = new FakeSessionEndpoint();
    public final FakeSessionEndpoint whep = new FakeSessionEndpoint();
    public final FakeLiveState state = new FakeLiveState();
    public CompletableFuture<Void> drained = CompletableFuture.completedFuture(null);
    public volatile boolean draining;
    public volatile boolean closed;

    public static void main(String[] arguments) {
        System.exit(Treecast.commandLine(new Wiring((options, channels) -> new FakeMediaPlane(), (whip, key) -> {}))
                .execute(arguments));
    }

    @Override
    public SessionEndpoint whip() {
        return whip;
    }

    @Override
    public SessionEndpoint whep() {
        return whep;
    }

    @Override
    public LiveState state() {
        return state;
    }

    @Override
    public List<MetricsSource> metrics() {
        return List.of(sink -> sink.counter("treecast.media.sent.packets", "Packets sent", () -> 42));
    }

    @Override
    public MediaSummary summary() {
        return new MediaSummary(7000, 2, List.of(InetAddress.ofLiteral("192.0.2.7")), "AEAD_AES_128_GCM (fake)");
    }

    @Override
    public CompletionStage<Void> drain() {
        draining = true;
        return drained;
    }

    @Override
    public void close() {
        closed = true;
    }
}
