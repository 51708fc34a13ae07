package dev.treecast.tree.node;

import dev.treecast.tree.link.RelayLink;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A node's links by the id of the node at the other end: one that is up, and one on its way. Written on the control loop, read anywhere. */
final class LinkTable {
    private final Map<String, RelayLink> up = new ConcurrentHashMap<>();
    private final Map<String, RelayLink> opening = new ConcurrentHashMap<>();

    @Nullable
    RelayLink up(String node) {
        return up.get(node);
    }

    boolean isKnown(String node) {
        return up.containsKey(node) || opening.containsKey(node);
    }

    void opening(String node, RelayLink link) {
        opening.put(node, link);
    }

    /** The node that a link of ours was opened to; null for one that the other end opened. */
    @Nullable
    String openedTo(RelayLink link) {
        for (Map.Entry<String, RelayLink> each : opening.entrySet()) {
            if (each.getValue() == link) {
                return each.getKey();
            }
        }
        return null;
    }

    /**
     * A link is up. Where two nodes opened links to each other at the same time, both keep the one that the node with the lower id opened; otherwise
     * the newer one stands, because the older one's other end has restarted.
     *
     * @return the link that is not to be used, which may be the one given; null when there was one only
     */
    @Nullable
    RelayLink up(String self, String node, RelayLink link, boolean openedHere) {
        opening.remove(node, link);
        RelayLink known = up.get(node);
        if (known == null) {
            up.put(node, link);
            return null;
        }
        boolean crossed = known.openedHere() != openedHere;
        boolean ours = self.compareTo(node) < 0;
        if (crossed && openedHere != ours) {
            return link;
        }
        up.put(node, link);
        return known;
    }

    /** Forgets a link; the node it was to when it was the one in use. */
    @Nullable
    String down(RelayLink link) {
        String waited = openedTo(link);
        if (waited != null) {
            opening.remove(waited);
        }
        for (Map.Entry<String, RelayLink> each : up.entrySet()) {
            if (each.getValue() == link) {
                up.remove(each.getKey());
                return each.getKey();
            }
        }
        return waited != null && !up.containsKey(waited) ? waited : null;
    }

    /** Forgets a node's links, and gives the one that was up or on its way. */
    @Nullable
    RelayLink forget(String node) {
        RelayLink waiting = opening.remove(node);
        RelayLink used = up.remove(node);
        return used != null ? used : waiting;
    }

    Iterable<RelayLink> all() {
        return up.values();
    }
}
