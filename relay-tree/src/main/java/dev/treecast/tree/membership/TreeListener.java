package dev.treecast.tree.membership;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a {@link TreeNode} wants done. Called from within its inputs; must not call back into it. */
public interface TreeListener {

    /** Open a link to a node; a no-op where one is up or under way. Answered by {@link TreeNode#linkUp} or {@link TreeNode#linkDown}. */
    void openLink(String node);

    /** Close a link, or stop opening it. No {@code linkDown} is expected. */
    void closeLink(String node);

    /** Send over a link that is up, reliably and in order. */
    void send(String node, TreeMessage message);

    /**
     * Take a stream from this node from now on. What other nodes still send of it is a repetition: same tracks, same sequence numbers. The
     * publication, its tracks or the path may be others than before. Ask for the keys again when the parent is another.
     *
     * @param have what the parent was told is there already, by track index: it begins with what follows. Empty: it begins where it likes
     */
    void takeStream(String stream, String parent, Source source, Map<Integer, Long> have);

    /** Which link stands by to take over; null while none does. */
    default void standby(String stream, @Nullable String node) {}

    /** The stream has no source for now. Keep its viewers: a source may come back. */
    void sourceLost(String stream);

    /** The stream is over: its publisher ended it, or none came back in time. */
    void streamEnded(String stream);

    /**
     * Serve a stream to a child, also when the child is served already and wants other layers.
     *
     * @param layers bit i is layer i of the video; sound is in all
     * @param have the last sequence numbers the child has, by track index: first what the cache holds after them. Empty: from now on
     */
    void serve(String stream, String child, int layers, Map<Integer, Long> have);

    void stopServing(String stream, String child);

    /** Layers wanted below or here, of a stream that is taken from a parent. */
    default void layersWanted(String stream, int layers) {}

    /** What the publisher of a stream that is taken from a parent sends of each layer; it has been passed on already. */
    default void layerRates(TreeMessage.LayerRates rates) {}

    /** For the directory: this node can serve the stream, so many links below its ingest node. */
    default void carrying(String stream, int depth) {}

    /** For the directory: it no longer can. */
    default void notCarrying(String stream) {}

    /** At the ingest node: an edge asks for the stream's keys, answered by {@link TreeNode#answerKey}, or says that it wants them no longer. */
    default void keyRequest(String stream, String edge, Opaque body) {}

    /** At the edge: keys have come. */
    default void keyAnswer(String stream, Opaque body) {}

    /** Merged input of a child's viewers has come up. */
    default void tick(String stream, String child, Opaque body) {}

    /** Something for viewers has come down; it has been passed on to the children already. */
    default void event(String stream, Opaque body) {}

    /** After {@link TreeNode#drain}: nobody takes anything from this node any more, or the deadline has passed. */
    default void drained() {}
}
