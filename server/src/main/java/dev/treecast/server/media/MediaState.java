package dev.treecast.server.media;

import dev.treecast.edge.ViewerEdge;
import dev.treecast.edge.ViewerLatency;
import dev.treecast.edge.ViewerStatus;
import dev.treecast.ingest.Ingest;
import dev.treecast.ingest.PublisherStatus;
import dev.treecast.ingest.TrackStatus;
import dev.treecast.server.http.LayerState;
import dev.treecast.server.http.LiveState;
import dev.treecast.server.http.StreamState;
import dev.treecast.server.http.TrackState;
import dev.treecast.server.http.ViewerList;
import dev.treecast.server.http.ViewerState;
import dev.treecast.tree.LiveStream;
import dev.treecast.tree.Publication;
import dev.treecast.tree.StreamHub;
import dev.treecast.tree.Track;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.rtp.Codec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the state API shows, asked of the sessions on their own loops. */
public final class MediaState implements LiveState {
    private final StreamHub hub;
    private final Ingest ingest;
    private final ViewerEdge edge;
    private final MediaLoop clock;

    public MediaState(StreamHub hub, Ingest ingest, ViewerEdge edge, MediaLoop clock) {
        this.hub = hub;
        this.ingest = ingest;
        this.edge = edge;
        this.clock = clock;
    }

    @Override
    public CompletionStage<List<StreamState>> streams() {
        return all(ingest.status()).thenApply(publishers -> {
            Map<String, Integer> viewers = edge.viewers();
            long nowNs = clock.nowNs();
            return hub.streams().stream()
                    .map(stream -> state(stream, publishers, viewers, nowNs))
                    .sorted(Comparator.comparing(StreamState::name))
                    .toList();
        });
    }

    @Override
    public CompletionStage<Optional<StreamState>> stream(String name) {
        return streams()
                .thenApply(all -> all.stream()
                        .filter(stream -> stream.name().equals(name))
                        .findFirst());
    }

    private static StreamState state(
            LiveStream stream, List<PublisherStatus> publishers, Map<String, Integer> viewers, long nowNs) {
        Optional<PublisherStatus> publisher = publishers.stream()
                .filter(status -> status.stream().equals(stream.name()) && status.connected())
                .findFirst();
        // One that comes from another node has no publisher here.
        Optional<Publication> fromElsewhere = stream.publication()
                .filter(publication ->
                        publishers.stream().noneMatch(status -> status.stream().equals(stream.name())));
        List<TrackState> tracks = publisher
                .map(status -> status.tracks().stream().map(MediaState::track).toList())
                .or(() -> fromElsewhere.map(MediaState::tracks))
                .orElse(List.of());
        long uptimeSeconds = publisher
                .map(status -> (nowNs - status.connectedNs()) / 1_000_000_000)
                .orElse(0L);
        return new StreamState(
                stream.name(),
                publisher.isPresent() || fromElsewhere.isPresent(),
                viewers.getOrDefault(stream.name(), 0),
                uptimeSeconds,
                stream.publication()
                        .map(publication -> publication.timing().playout().label())
                        .orElse(null),
                tracks);
    }

    /** What is measured of a track is measured where it is published; of layers the bitrate comes through the tree. */
    private static List<TrackState> tracks(Publication publication) {
        List<TrackState> states = new ArrayList<>();
        for (Track track : publication.tracks()) {
            long bitrateBps = publication.bitrateBps(states.size());
            boolean known = track.isLayer() && bitrateBps != Publication.UNKNOWN_BITRATE;
            boolean video = track.codec().kind() == Codec.Kind.VIDEO;
            states.add(new TrackState(
                    video ? "video" : "audio",
                    track.codec().encodingName(),
                    track.isLayer() ? track.rid() : null,
                    known ? bitrateBps > 0 : null,
                    Math.max(0, bitrateBps),
                    0,
                    video ? 0.0 : null,
                    null,
                    null,
                    0));
        }
        return states;
    }

    private static TrackState track(TrackStatus track) {
        boolean video = track.codec().kind() == Codec.Kind.VIDEO;
        boolean layer = !track.rid().isEmpty();
        return new TrackState(
                video ? "video" : "audio",
                track.codec().encodingName(),
                layer ? track.rid() : null,
                layer ? track.active() : null,
                track.bitrateBps(),
                (int) Math.round(track.packetsPerSecond()),
                video ? Math.round(track.framesPerSecond() * 10) / 10.0 : null,
                track.width() > 0 ? track.width() : null,
                track.height() > 0 ? track.height() : null,
                track.lost());
    }

    @Override
    public CompletionStage<Optional<ViewerList>> viewers(String name, int countMax) {
        if (hub.find(name).isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return all(edge.status(name))
                .thenApply(statuses -> Optional.of(new ViewerList(
                        spread(statuses),
                        Viewers.together(statuses),
                        statuses.stream()
                                .sorted(Comparator.comparingDouble(ViewerStatus::connectedSeconds)
                                        .reversed())
                                .limit(countMax)
                                .map(status -> Viewers.state(status).brief())
                                .toList())));
    }

    private static ViewerList.@Nullable Latency spread(List<ViewerStatus> statuses) {
        double[] totals = statuses.stream()
                .flatMap(status -> Stream.ofNullable(status.latency()))
                .mapToDouble(ViewerLatency::total)
                .sorted()
                .toArray();
        return totals.length == 0
                ? null
                : new ViewerList.Latency(
                        totals.length,
                        Viewers.tenths(totals[(totals.length - 1) / 2]),
                        Viewers.tenths(totals[(totals.length - 1) * 95 / 100]));
    }

    @Override
    public CompletionStage<Optional<ViewerState>> viewer(String name, String id) {
        return all(edge.status(name))
                .thenApply(statuses -> statuses.stream()
                        .filter(status -> status.id().equals(id))
                        .findFirst()
                        .map(Viewers::state));
    }

    @Override
    public CompletionStage<LayerState> layer(String stream, String sessionId) {
        return edge.layer(stream, sessionId).thenApply(Viewers::layer);
    }

    @Override
    public CompletionStage<LayerState> hold(String stream, String sessionId, Optional<String> encodingId) {
        return edge.hold(stream, sessionId, encodingId).thenApply(Viewers::layer);
    }

    private static <T> CompletionStage<List<T>> all(List<CompletableFuture<T>> asked) {
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(done -> {
            List<T> answers = new ArrayList<>(asked.size());
            asked.forEach(answer -> answers.add(answer.join()));
            return answers;
        });
    }
}
