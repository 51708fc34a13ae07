package dev.treecast.server;

import dev.treecast.server.config.ServerOptions;
import dev.treecast.server.http.ClusterFace;
import dev.treecast.server.http.LiveState;
import dev.treecast.server.http.MetricsSource;
import dev.treecast.server.interaction.TreeShows;
import dev.treecast.webrtc.peer.DataChannelApplication;
import dev.treecast.webrtc.signaling.SessionEndpoint;
import java.util.List;
import java.util.Optional;

/** Everything below HTTP, running: sockets are bound and loops turn. */
public interface MediaPlane extends Drainable, AutoCloseable {

    SessionEndpoint whip();

    SessionEndpoint whep();

    LiveState state();

    List<MetricsSource> metrics();

    MediaSummary summary();

    /** Viewers here now. */
    default int viewers() {
        return 0;
    }

    /** Publishers here now. */
    default int publishers() {
        return 0;
    }

    /** This process as a node; empty where it is none. */
    default Optional<ClusterFace> cluster() {
        return Optional.empty();
    }

    /** Gives shows the way to other nodes, where there are any. */
    default void carry(TreeShows shows) {}

    /** Lets go of sockets and threads; comes after {@link #drain()}, and does not wait. */
    @Override
    void close();

    /** Makes a running media plane of options. */
    interface Factory {
        /** @param channels what rides on publishers' and viewers' data channels */
        MediaPlane start(ServerOptions options, DataChannelApplication channels) throws StartupException;
    }
}
