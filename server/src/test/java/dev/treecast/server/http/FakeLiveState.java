package dev.treecast.server.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** One stream named "game", with two viewers. */
public final class FakeLiveState implements LiveState {
    private static final StreamState GAME = new StreamState(
            "game",
            true,
            2,
            61,
            "interactive",
            List.of(
                    new TrackState("video", "H264", 2_500_000, 260, 30.0, 1280, 720, 3),
                    new TrackState("audio", "opus", 64_000, 50, null, null, null, 0)));

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
                .mapToObj(i -> new ViewerState(
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
                        i == 0 ? new ViewerState.Latency(30, 10, 5, 3, 12) : null))
                .toList();
        return CompletableFuture.completedFuture(
                name.equals("game")
                        ? Optional.of(new ViewerList(new ViewerList.Latency(1, 30, 30), viewers))
                        : Optional.empty());
    }
}
