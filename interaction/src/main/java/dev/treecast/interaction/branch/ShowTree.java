package dev.treecast.interaction.branch;

/** The tree of nodes as shows need it. Called on the bus's thread; hands over and returns at once. Packets are at most 11,000 bytes and may be lost. */
public interface ShowTree {
    /** A node without others: every show is here. */
    ShowTree ALONE = new ShowTree() {
        @Override
        public boolean isHere(String stream) {
            return true;
        }

        @Override
        public void up(String stream, byte[] packet) {}

        @Override
        public void down(String stream, byte[] packet) {}
    };

    /** Whether the stream's show is at this node: it ingests the stream, or would. */
    boolean isHere(String stream);

    /** Sends towards the node that ingests a stream. */
    void up(String stream, byte[] packet);

    /** Sends to all edges that take a stream from here. */
    void down(String stream, byte[] packet);
}
