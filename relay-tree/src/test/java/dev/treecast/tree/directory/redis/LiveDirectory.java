package dev.treecast.tree.directory.redis;

import dev.treecast.tree.directory.Claim;
import dev.treecast.tree.directory.Directory;
import dev.treecast.tree.directory.DirectoryListener;
import dev.treecast.tree.directory.NodeEntry;
import dev.treecast.tree.membership.NodeRecord;
import dev.treecast.tree.pki.NodeRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A node's directory at work on a thread of its own, with a store in a real Redis. */
final class LiveDirectory implements AutoCloseable {
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().factory(), new ThreadPoolExecutor.DiscardPolicy());
    private final RedisStore store;
    private final Directory directory;
    /** Streams that were lost to another node. */
    final Queue<String> lost = new ConcurrentLinkedQueue<>();

    LiveDirectory(String id, String url) {
        this(id, url, Optional.empty());
    }

    LiveDirectory(String id, String url, Optional<Path> ca) {
        NodeRecord node = new NodeRecord(id, "eu", Set.of(NodeRole.RELAY, NodeRole.INGEST), 10, 0, false);
        NodeEntry entry = new NodeEntry(node, List.of("127.0.0.1:7000"), "", Map.of(), Map.of(), "");
        store = new RedisStore(url, ca);
        directory = new Directory(
                entry, List.of(), new RedisStore(url, ca), thread, new Random(id.hashCode()), new DirectoryListener() {
                    @Override
                    public void claimLost(String stream) {
                        lost.add(stream);
                    }
                });
        var unused =
                thread.scheduleWithFixedDelay(() -> directory.timeout(System.nanoTime()), 0, 50, TimeUnit.MILLISECONDS);
    }

    Directory directory() {
        return directory;
    }

    void awaitConnected() {
        RedisServer.await("the directory answers", () -> directory.status().connected());
    }

    /** Waits until it has been told, and returns why the directory is away. */
    String awaitAway(String word) {
        RedisServer.await(
                "'" + word + "' is the reason: " + directory.status().reason(),
                () -> !directory.status().connected()
                        && directory.status().reason().contains(word));
        return directory.status().reason();
    }

    /** Publishes a stream here. */
    Claim claim(String stream) throws Exception {
        return directory.claim(stream, "of " + stream).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        directory.close();
        thread.shutdown();
        // Where Redis does not answer, the directory comes to this too late.
        store.close();
    }
}
