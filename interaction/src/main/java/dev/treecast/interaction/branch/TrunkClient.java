package dev.treecast.interaction.branch;

import dev.treecast.interaction.bus.Interaction;
import dev.treecast.interaction.bus.Outbox;
import dev.treecast.interaction.input.FoldTable;
import dev.treecast.interaction.protocol.ByteWriter;
import org.jspecify.annotations.Nullable;

/** An edge's client, as the bus at the ingest node sees it. */
final class TrunkClient implements Outbox {
    private static final byte[] NOTHING = new byte[0];

    final AnchoredClock clock = new AnchoredClock();
    private final Trunk trunk;
    private final long edge;
    private final long number;
    private final boolean folds;
    private Interaction.@Nullable Client client;
    private boolean introduced;

    /** @param folds whether the edge understands what it may fold */
    TrunkClient(Trunk trunk, long edge, long number, boolean folds) {
        this.folds = folds;
        this.trunk = trunk;
        this.edge = edge;
        this.number = number;
    }

    void connected(Interaction.Client as) {
        client = as;
    }

    Interaction.@Nullable Client client() {
        return client;
    }

    @Override
    public void text(byte[] utf8) {
        trunk.say(Kind.TEXT, edge, number, utf8);
    }

    @Override
    public void binary(byte[] data) {
        trunk.say(Kind.BINARY, edge, number, data);
    }

    /** The edge knows what its carriers hold, and lets go of those who do not read. */
    @Override
    public long bufferedBytes() {
        return 0;
    }

    @Override
    public void fold(long viewer, FoldTable table) {
        if (!folds) {
            return;
        }
        if (!introduced) {
            introduced = true;
            trunk.say(Kind.VIEWER, edge, number, new ByteWriter(8).u64(viewer).toBytes());
        }
        trunk.table(edge, number, table);
    }

    @Override
    public void release() {
        if (introduced) {
            trunk.say(Kind.RELEASE, edge, number, NOTHING);
        }
    }

    @Override
    public void close() {
        trunk.say(Kind.CLOSE, edge, number, NOTHING);
    }
}
