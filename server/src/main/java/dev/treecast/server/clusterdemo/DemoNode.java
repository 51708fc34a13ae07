package dev.treecast.server.clusterdemo;

import dev.treecast.tree.pki.NodeRole;
import java.util.List;

/**
 * A node of the demonstration.
 *
 * @param id also the name of its certificate and its log
 * @param host the loopback address that is its own
 */
public record DemoNode(String id, NodeRole role, String host) {
    /** One to publish at, two relays, three edges to watch at. */
    public static final List<DemoNode> ALL = List.of(
            new DemoNode("ingest-1", NodeRole.INGEST, "127.0.0.11"),
            new DemoNode("relay-1", NodeRole.RELAY, "127.0.0.21"),
            new DemoNode("relay-2", NodeRole.RELAY, "127.0.0.22"),
            new DemoNode("edge-1", NodeRole.EDGE, "127.0.0.31"),
            new DemoNode("edge-2", NodeRole.EDGE, "127.0.0.32"),
            new DemoNode("edge-3", NodeRole.EDGE, "127.0.0.33"));

    /** Where its pages are. */
    public String url(int port) {
        return "http://" + host + ":" + port;
    }
}
