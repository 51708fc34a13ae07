package dev.treecast.tree.membership;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Highest random weight (Thaler and Ravishankar, 1998): all nodes that know the same candidates put them in the same order for a stream,
 * another for each stream, and one candidate more or less changes nothing about the others' order.
 */
final class Rendezvous {
    private record Weighed(NodeRecord node, long weight) {}

    private Rendezvous() {}

    static List<NodeRecord> order(String stream, Collection<NodeRecord> nodes) {
        long seed = hash(0xcbf29ce484222325L, stream);
        return nodes.stream()
                .map(node -> new Weighed(node, mix(hash(seed, node.id()))))
                .sorted(Comparator.comparingLong(Weighed::weight)
                        .reversed()
                        .thenComparing(weighed -> weighed.node.id()))
                .map(Weighed::node)
                .toList();
    }

    /** FNV-1a, 64 bit. */
    private static long hash(long seed, String text) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The finalizer of MurmurHash3: FNV's upper bits hang too little on the last characters. */
    private static long mix(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
