package dev.treecast.server.http;

import dev.treecast.webrtc.signaling.SignalingException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One stream named "game", with two viewers. */
public final class FakeLiveState implements LiveState {
    private static final StreamState GAME = new StreamState(
            "game",
            true,
            2,
            61,
            "interactive",
            List.of(
                    new TrackState("video", "H264", null, null, 2_500_000, 260, 30.0, 1280, 720, 3),
                    new TrackState("audio", "opus", null, null, 64_000, 50, null, null, null, 0)));

    @Override
    public CompletionStage<List<StreamState>> streams() {
        return CompletableFuture.completedFuture(List.of(GAME));
    }

    @Override
    public CompletionStage<Optional<StreamState>> stream(String name) {
        return CompletableFuture.completedFuture(name.equals("game") ? Optional.of(GAME) : Optional.empty());
    }

    @Override
    public CompletionStage<Optional<ViewerList>> viewers(String name, int countMax) {
        List<ViewerState> viewers = IntStream.range(0, Math.min(2, countMax))
                .mapToObj(i -> viewer(i).brief())
                .toList();
        return CompletableFuture.completedFuture(
                name.equals("game")
                        ? Optional.of(new ViewerList(new ViewerList.Latency(1, 30, 30), null, viewers))
                        : Optional.empty());
    }

    private static ViewerState viewer(int i) {
        return new ViewerState(
                "v" + i,
                "IPv4",
                "connected",
                10,
                2_500_000,
                1000,
                1,
                i == 0 ? 12.5 : null,
                null,
                2,
                2,
                0,
                "interactive",
                i == 0 ? new ViewerState.Latency(30, 10, 5, 3, 12) : null,
                null,
                0,
                i == 0 ? layer(null) : null);
    }

    private static LayerState layer(@Nullable String pinned) {
        return new LayerState(
                "h",
                pinned == null ? "h" : pinned,
                pinned,
                900_000,
                "growing",
                0.01,
                List.of(new LayerState.Layer("q", 150_000L), new LayerState.Layer("h", null)),
                List.of(new LayerState.Decision(3.5, "", "h", "what a path carries", 900_000, 700_000, 0)));
    }

    @Override
    public CompletionStage<Optional<ViewerState>> viewer(String name, String id) {
        return CompletableFuture.completedFuture(
                name.equals("game") && id.equals("v0") ? Optional.of(viewer(0)) : Optional.empty());
    }

    @Override
    public CompletionStage<LayerState> layer(String stream, String sessionId) {
        return hold(stream, sessionId, Optional.empty());
    }

    @Override
    public CompletionStage<LayerState> hold(String stream, String sessionId, Optional<String> encodingId) {
        if (!sessionId.equals("session")) {
            return CompletableFuture.failedFuture(
                    new SignalingException(404, "No such session", "This session has ended; start a new one."));
        }
        return CompletableFuture.completedFuture(layer(encodingId.orElse(null)));
    }
}
