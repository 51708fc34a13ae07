package dev.treecast.server.media;

import dev.treecast.edge.LayerStatus;
import dev.treecast.edge.SyncStatus;
import dev.treecast.edge.ViewerLatency;
import dev.treecast.edge.ViewerStatus;
import dev.treecast.server.http.LayerState;
import dev.treecast.server.http.ViewerList;
import dev.treecast.server.http.ViewerState;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the state API shows of viewers' sessions. */
final class Viewers {
    private Viewers() {}

    static ViewerState state(ViewerStatus status) {
        return new ViewerState(
                status.id(),
                status.addressFamily(),
                status.state().name().toLowerCase(Locale.ROOT),
                (long) status.connectedSeconds(),
                status.bitrateBps(),
                status.sent().packets(),
                status.sent().lost(),
                status.roundTripMs() > 0 ? status.roundTripMs() : null,
                status.roundTripMs() > 0 ? status.sent().jitterMs() : null,
                status.sent().nacked(),
                status.sent().retransmissions(),
                status.sent().withheld(),
                status.playout().label(),
                latency(status.latency()),
                status.sync().map(Viewers::sync).orElse(null),
                status.sent().probes(),
                status.layer().map(Viewers::layer).orElse(null));
    }

    private static ViewerState.@Nullable Latency latency(@Nullable ViewerLatency latency) {
        return latency == null
                ? null
                : new ViewerState.Latency(
                        tenths(latency.total()),
                        tenths(latency.toIngest()),
                        tenths(latency.tree()),
                        tenths(latency.edge()),
                        tenths(latency.toViewer()));
    }

    private static ViewerState.Sync sync(SyncStatus sync) {
        return new ViewerState.Sync(
                tenths(sync.needMs()), tenths(sync.delayMs()), sync.shownMs() < 0 ? null : tenths(sync.shownMs()));
    }

    /** How well viewers see pictures together; null where nobody does. */
    static ViewerList.@Nullable Sync together(List<ViewerStatus> statuses) {
        List<SyncStatus> synced = statuses.stream()
                .flatMap(status -> status.sync().stream())
                .filter(sync -> sync.shownMs() >= 0)
                .toList();
        if (synced.isEmpty()) {
            return null;
        }
        double[] shownMs =
                synced.stream().mapToDouble(SyncStatus::shownMs).sorted().toArray();
        return new ViewerList.Sync(
                shownMs.length,
                tenths(synced.getFirst().targetMs()),
                tenths(shownMs[(shownMs.length - 1) * 95 / 100] - shownMs[0]),
                tenths(shownMs[shownMs.length - 1] - shownMs[0]));
    }

    static double tenths(double ms) {
        return Math.round(ms * 10) / 10.0;
    }

    static LayerState layer(LayerStatus status) {
        return new LayerState(
                status.rid(),
                status.wanted(),
                status.pinned().orElse(null),
                status.estimateBps(),
                status.state().name().toLowerCase(Locale.ROOT),
                status.loss(),
                status.layers().stream()
                        .map(each -> new LayerState.Layer(each.rid(), each.bitrateBps() < 0 ? null : each.bitrateBps()))
                        .toList(),
                status.decisions().stream()
                        .map(each -> new LayerState.Decision(
                                each.secondsAgo(),
                                each.from(),
                                each.to(),
                                each.reason(),
                                each.estimateBps(),
                                each.neededBps(),
                                each.loss()))
                        .toList());
    }
}
