package dev.treecast.bench.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.treecast.bench.swarm.Protocol;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A server that a stream plays on.
 *
 * @param name for tables
 * @param pid of its process
 * @param root of its signaling
 * @param page a small page of its own, whose origin viewers have
 * @param where viewers find the stream
 * @param folder its logs
 */
record Served(String name, Protocol protocol, long pid, URI root, URI page, Where where, Path folder) {

    /**
     * Where viewers find a stream, as page.js takes it.
     *
     * @param clock whether the picture has the clock in it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Where(String protocol, String url, @Nullable Integer mountpoint, boolean clock) {}

    /** The same for pictures with the clock in them. */
    Where withClock() {
        return new Where(where.protocol, where.url, where.mountpoint, true);
    }
}
