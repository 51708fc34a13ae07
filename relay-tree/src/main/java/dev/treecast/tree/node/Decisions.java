package dev.treecast.tree.node;

import dev.treecast.tree.link.RelayLink;
import dev.treecast.tree.membership.Opaque;
import dev.treecast.tree.membership.Source;
import dev.treecast.tree.membership.TreeListener;
import dev.treecast.tree.membership.TreeMessage;
import dev.treecast.tree.membership.TreeMessageCodec;
import java.util.Map;

/** Does what the tree decides, on the control loop. */
final class Decisions implements TreeListener {
    private final RelayNode node;

    Decisions(RelayNode node) {
        this.node = node;
    }

    @Override
    public void openLink(String other) {
        node.links.open(other);
    }

    @Override
    public void closeLink(String other) {
        node.links.close(other);
    }

    @Override
    public void send(String other, TreeMessage message) {
        node.links.send(other, TreeMessageCodec.encode(message));
    }

    @Override
    public void carrying(String stream, int depth) {
        node.announcements.carrying(stream, depth);
    }

    @Override
    public void notCarrying(String stream) {
        node.announcements.notCarrying(stream);
    }

    @Override
    public void takeStream(String stream, String parent, Source source, Map<Integer, Long> have) {
        RelayLink link = node.links.up(parent);
        if (link == null) {
            return;
        }
        CarriedStream taken = node.streams.take(node.control.nowNs(), stream, link, source, have);
        node.viewed.source(node.control.nowNs(), stream, taken);
    }

    @Override
    public void sourceLost(String stream) {
        node.streams.sourceLost(stream);
    }

    @Override
    public void streamEnded(String stream) {
        node.streams.ended(node.control.nowNs(), stream);
        node.viewed.ended(node.control.nowNs(), stream);
    }

    @Override
    public void keyRequest(String stream, String edge, Opaque body) {
        node.published.keyRequest(node.control.nowNs(), stream, body.bytes());
    }

    @Override
    public void keyAnswer(String stream, Opaque body) {
        node.viewed.key(stream, body.bytes());
    }

    @Override
    public void drained() {
        node.drained.complete(null);
    }

    @Override
    public void tick(String stream, String child, Opaque body) {
        node.parcels.up(stream, child, body.bytes());
    }

    @Override
    public void event(String stream, Opaque body) {
        node.parcels.down(stream, body.bytes());
    }

    @Override
    public void serve(String stream, String child, int layers, Map<Integer, Long> have) {
        node.streams.serve(stream, node.links.up(child), layers, have);
    }

    @Override
    public void stopServing(String stream, String child) {
        node.streams.stopServing(stream, node.links.up(child));
    }

    @Override
    public void layersWanted(String stream, int layers) {
        node.streams.layersWanted(stream, layers);
    }

    @Override
    public void layerRates(TreeMessage.LayerRates rates) {
        node.viewed.rates(rates);
    }
}
