package dev.treecast.bench.loss;

/** One XOR packet over each group of packets that follow each other: brings back one lost packet, when all the others are there. */
final class FecGroups {
    private final int size;
    private final int[] came;
    private final boolean[] protectedBy;

    FecGroups(int packets, int size) {
        this.size = size;
        this.came = new int[packets / size + 1];
        this.protectedBy = new boolean[packets / size + 1];
    }

    int group(int packet) {
        return packet / size;
    }

    boolean ends(int packet) {
        return packet % size == size - 1;
    }

    /** A media packet of a group came. */
    void came(int group) {
        came[group]++;
    }

    void fecCame(int group) {
        protectedBy[group] = true;
    }

    /** The packet of a group that can be had without having come, or −1. */
    int recovered(int group, Viewer viewer) {
        if (!protectedBy[group] || came[group] != size - 1) {
            return -1;
        }
        for (int packet = group * size; packet < (group + 1) * size; packet++) {
            if (viewer.arrivedNs(packet) == 0) {
                return packet;
            }
        }
        return -1;
    }
}
