package dev.treecast.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All that {@code treecast serve} runs with, a record per area.
 *
 * @param data the data folder: the publish key, and what later roles keep; {@code ~/.treecast}, as a server started from any folder should
 *     find the same key
 * @param publishKey as the operator gave it; empty: {@link PublishKey} keeps one in the data folder
 * @param iceServers for clients, in the order they should try them
 * @param cluster empty: a cluster of one, with every role
 */
public record ServerOptions(
        HttpOptions http,
        MediaOptions media,
        LimitOptions limits,
        Optional<TlsOptions> tls,
        Path data,
        Optional<String> publishKey,
        List<IceServer> iceServers,
        InteractionOptions interaction,
        Optional<ClusterOptions> cluster) {

    public ServerOptions {
        iceServers = List.copyOf(iceServers);
    }

    /** One process with every role. */
    public ServerOptions(
            HttpOptions http,
            MediaOptions media,
            LimitOptions limits,
            Optional<TlsOptions> tls,
            Path data,
            Optional<String> publishKey,
            List<IceServer> iceServers,
            InteractionOptions interaction) {
        this(http, media, limits, tls, data, publishKey, iceServers, interaction, Optional.empty());
    }

    public ServerOptions withCluster(ClusterOptions node) {
        return new ServerOptions(
                http, media, limits, tls, data, publishKey, iceServers, interaction, Optional.of(node));
    }

    public static ServerOptions defaults() {
        return new ServerOptions(
                HttpOptions.defaults(),
                MediaOptions.defaults(),
                LimitOptions.defaults(),
                Optional.empty(),
                Path.of(System.getProperty("user.home", "."), ".treecast"),
                Optional.empty(),
                List.of(),
                InteractionOptions.defaults(),
                Optional.empty());
    }
}
