package dev.treecast.server.media;

import dev.treecast.edge.LayerStatus;
import dev.treecast.edge.ViewerStatus;
import dev.treecast.server.http.LayerState;
import dev.treecast.server.http.ViewerState;
import java.util.Locale;

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
                status.sent().probes(),
                status.layer().map(Viewers::layer).orElse(null));
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
