package dev.treecast.server.cluster;

import dev.treecast.server.config.ClusterOptions;
import dev.treecast.server.http.ClusterState.DirectoryState;
import dev.treecast.tree.directory.Directory;
import dev.treecast.tree.directory.DirectoryListener;
import dev.treecast.tree.directory.Lease;
import dev.treecast.tree.directory.NodeEntry;
import dev.treecast.tree.directory.redis.RedisStore;
import dev.treecast.tree.membership.DirectoryView;
import dev.treecast.tree.membership.NodeRecord;
import dev.treecast.tree.node.Announcements;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The directory in Redis, on a thread of its own. */
final class RedisDirectory implements NodeDirectory {
    private static final long TICK_MS = 100;
    private static final int REPORT_LENGTH_MAX = 65_536;
    private static final int ADDRESSES_MAX = 8;

    private final NodeRecord self;
    private final List<String> addresses;
    private final String url;
    private final RandomGenerator random;
    /** What comes when the process ends is dropped. */
    private final ScheduledExecutorService thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("directory").daemon().factory(), new ThreadPoolExecutor.DiscardPolicy());

    private final Directory directory;
    /** When each node's entry was last seen to change, which it does every second; ns. */
    private final Map<String, Long> heardNs = new ConcurrentHashMap<>();

    private volatile @Nullable Listener listener;

    /** @param media where this node's media sockets are */
    RedisDirectory(
            String redis,
            ClusterOptions options,
            NodeRecord self,
            List<InetSocketAddress> media,
            RandomGenerator random) {
        this.self = self;
        this.random = random;
        this.addresses = media.stream()
                .limit(ADDRESSES_MAX)
                .map(address -> literal(address) + ":" + address.getPort())
                .toList();
        this.url = options.url().map(Object::toString).orElse("");
        this.directory = new Directory(
                entry(0, Map.of(), false, ""),
                options.parents().stream().map(ClusterOptions.Parent::nodeId).toList(),
                new RedisStore(redis, options.redisCa()),
                thread,
                random,
                new Changes());
    }

    private static String literal(InetSocketAddress address) {
        String literal = address.getAddress().getHostAddress();
        int zone = literal.indexOf('%');
        return zone < 0 ? literal : literal.substring(0, zone);
    }

    private NodeEntry entry(int children, Map<String, Integer> viewers, boolean draining, String report) {
        NodeRecord now = new NodeRecord(self.id(), self.region(), self.roles(), self.capacity(), children, draining);
        String shown = report.length() <= REPORT_LENGTH_MAX ? report : "";
        return new NodeEntry(now, addresses, url, viewers, Map.of(), shown);
    }

    private final class Changes implements DirectoryListener {
        @Override
        public void streamChanged(String stream) {
            Listener told = listener;
            if (told != null) {
                told.streamChanged(stream);
            }
        }

        @Override
        public void nodeChanged(String id) {
            if (directory.node(id).isPresent()) {
                heardNs.put(id, System.nanoTime());
                return;
            }
            heardNs.remove(id);
            Listener told = listener;
            if (told != null) {
                told.nodeLeft(id);
            }
        }

        @Override
        public void claimLost(String stream) {
            Listener told = listener;
            if (told != null) {
                told.claimLost(stream);
            }
        }
    }

    @Override
    public void start(Listener told) {
        listener = told;
        var unusedTask = thread.scheduleWithFixedDelay(
                () -> directory.timeout(System.nanoTime()), 0, TICK_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public DirectoryView view() {
        return directory;
    }

    @Override
    public Announcements announcements() {
        return directory;
    }

    /** Of one of its loops, drawn by lot: each has a port of its own. */
    @Override
    public List<InetSocketAddress> addresses(String node) {
        List<InetSocketAddress> all = directory.addresses(node);
        if (all.isEmpty()) {
            return all;
        }
        int port = all.get(random.nextInt(all.size())).getPort();
        return all.stream().filter(address -> address.getPort() == port).toList();
    }

    @Override
    public Collection<Entry> others() {
        long nowNs = System.nanoTime();
        List<Entry> others = new ArrayList<>();
        directory.nodes().forEach((id, entry) -> {
            if (!id.equals(self.id())) {
                double age = (nowNs - heardNs.getOrDefault(id, nowNs)) / 1e9;
                others.add(new Entry(
                        entry.node(),
                        entry.url().isEmpty() ? null : entry.url(),
                        age,
                        entry.viewers(),
                        entry.report()));
            }
        });
        return others;
    }

    @Override
    public Set<String> publishedElsewhere() {
        return directory.streams().entrySet().stream()
                .filter(each -> !each.getValue().node().equals(self.id()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public boolean mayBeLive(String stream) {
        return directory.ingestNode(stream).isPresent();
    }

    @Override
    public CompletionStage<Claim> claim(String stream, String principal) {
        return directory
                .claim(stream, principal)
                .thenApply(claim -> claim instanceof dev.treecast.tree.directory.Claim.Won ? Claim.WON : Claim.HELD);
    }

    @Override
    public long token(String stream) {
        Lease lease = directory.streams().get(stream);
        return lease != null && lease.node().equals(self.id()) ? lease.token() : 0;
    }

    @Override
    public void release(String stream) {
        directory.release(stream);
    }

    @Override
    public void update(int children, Map<String, Integer> viewers, boolean draining, String report) {
        directory.update(entry(children, viewers, draining, report));
    }

    @Override
    public DirectoryState state() {
        Directory.Status status = directory.status();
        long seconds = status.sinceNs() == 0 ? 0 : (System.nanoTime() - status.sinceNs()) / 1_000_000_000L;
        return new DirectoryState("redis", status.connected() ? "connected" : "away", seconds);
    }

    @Override
    public void close() {
        directory.close();
        thread.shutdown();
    }
}
