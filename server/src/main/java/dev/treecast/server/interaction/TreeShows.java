package dev.treecast.server.interaction;

import dev.treecast.interaction.branch.NodeShows;
import dev.treecast.interaction.branch.ShowTree;
import dev.treecast.interaction.bus.Interaction;
import dev.treecast.server.ledger.Fence;
import java.util.Set;
import java.util.function.Consumer;

/** What other nodes say of shows, brought to the thread that owns them; from any thread. What finds no place is dropped: it is sent again. */
public final class TreeShows {
    private final InteractionLoop loop;
    private final NodeShows shows;
    private final Interaction bus;
    private volatile ShowTree tree = ShowTree.ALONE;
    private volatile Fence fence = stream -> 0;

    /** @param bus the shows that are here, which {@code shows} has within it */
    public TreeShows(InteractionLoop loop, NodeShows shows, Interaction bus) {
        this.loop = loop;
        this.shows = shows;
        this.bus = bus;
    }

    /**
     * The node has become part of a tree.
     *
     * @param leases what it holds of each stream
     */
    public void join(ShowTree joined, Fence leases) {
        tree = joined;
        fence = leases;
        post(() -> shows.join(joined));
    }

    /** The fencing token of this node's lease of a stream; 0 without one. */
    public long token(String stream) {
        return fence.token(stream);
    }

    /** A packet of an edge came to the node that ingests the stream. Other nodes hand it on to their parent, and not to this; ticks they {@link #merge}. */
    public void up(String stream, byte[] packet) {
        post(() -> shows.up(loop.nowNs(), stream, packet));
    }

    /** Ticks of a child came for a show at another node: they go up with those of other children. */
    public void merge(String stream, String child, byte[] packet) {
        post(() -> shows.merge(loop.nowNs(), stream, child, packet));
    }

    /** A packet of the stream's ingest node came. */
    public void down(String stream, byte[] packet) {
        post(() -> shows.down(loop.nowNs(), stream, packet));
    }

    /** A stream has another parent, or is published at another node than before. */
    public void moved(String stream) {
        post(() -> {
            shows.moved(loop.nowNs(), stream);
            if (!tree.isHere(stream)) {
                bus.leave(loop.nowNs(), stream);
            }
        });
    }

    /** Tells of the streams from elsewhere whose shows clients here take part in, on the bus's thread. */
    public void elsewhere(Consumer<Set<String>> told) {
        post(() -> told.accept(shows.elsewhere()));
    }

    private void post(Runnable command) {
        if (!loop.offer(command)) {
            loop.messageDropped();
        }
    }
}
