package dev.treecast.tree.node;

import dev.treecast.tree.membership.TreeCounters;
import dev.treecast.tree.membership.TreeNode;
import java.util.List;

/** Makes a {@link NodeReport}; on the control loop. */
final class NodeReporter {
    private NodeReporter() {}

    static NodeReport report(
            TreeNode tree, NodeLinks links, CarriedStreams streams, ViewedStreams viewed, NodeCounters counters) {
        TreeCounters told = tree.counters();
        List<NodeReport.Stream> all = tree.streams().stream()
                .sorted()
                .map(stream -> report(tree, stream, streams, viewed))
                .toList();
        return new NodeReport(
                tree.children(),
                tree.isDraining(),
                told.failovers(),
                told.hedges(),
                told.redirects(),
                told.refusals(),
                told.lies(),
                counters.refusedKeys().sum(),
                counters.distrusted().sum(),
                counters.dropped().sum(),
                counters.parentChanges().sum(),
                counters.parcelsLost().sum(),
                links.door().strangers() + links.door().refused(),
                links.untrusted(),
                links.report(tree),
                all);
    }

    private static NodeReport.Stream report(
            TreeNode tree, String stream, CarriedStreams streams, ViewedStreams viewed) {
        CarriedStream taken = streams.get(stream);
        ViewedStream here = viewed.find(stream);
        return new NodeReport.Stream(
                stream,
                tree.isIngest(stream),
                tree.parent(stream).orElse(null),
                tree.standby(stream).orElse(null),
                tree.depth(stream).orElse(-1),
                tree.children(stream),
                taken == null ? null : taken.sinceCaptureMs(),
                taken == null ? 0 : taken.lost(),
                here == null ? 0 : here.keyless(),
                here == null ? 0 : here.notAuthentic());
    }
}
