package dev.treecast.edge;

/** What the path to one viewer is believed to carry. */
final class ViewerBandwidth {
    long estimateBps(long nowNs) {
        return 1_500_000;
    }

    double loss() {
        return 0;
    }
}
