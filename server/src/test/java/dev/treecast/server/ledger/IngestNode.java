package dev.treecast.server.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.treecast.interaction.branch.BranchOptions;
import dev.treecast.interaction.branch.NodeShows;
import dev.treecast.interaction.branch.ShowTree;
import dev.treecast.interaction.bus.BusOptions;
import dev.treecast.interaction.bus.Identity;
import dev.treecast.interaction.bus.InteractionBus;
import dev.treecast.interaction.bus.Outbox;
import dev.treecast.interaction.bus.Role;
import dev.treecast.interaction.bus.SeenFrameClock;
import dev.treecast.interaction.show.TextHook;
import dev.treecast.server.interaction.InteractionConnection;
import dev.treecast.server.interaction.InteractionLoop;
import dev.treecast.server.interaction.InteractionLoopOptions;
import dev.treecast.server.interaction.TreeShows;
import dev.treecast.tree.directory.Lease;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** What an ingest node has of shows: the bus on its thread, and the ledger in Redis. What it knows of leases the test tells it. */
final class IngestNode {
    static final String STREAM = "castle";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final InteractionLoop loop;
    private final TreeShows tree;
    /** As this node knows it, which may be old. */
    private volatile Lease lease = new Lease("", "", 0);

    IngestNode(String id, String redis) {
        SecureRandom random = new SecureRandom();
        long epochUs =
                ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - Math.floorDiv(System.nanoTime(), 1_000);
        BusOptions options = BusOptions.defaults(epochUs);
        AtomicReference<TreeShows> joined = new AtomicReference<>();
        RedisLedger ledger = RedisLedger.connect(
                redis,
                Optional.empty(),
                id,
                stream -> joined.get().token(stream),
                options.show().startingCredits(),
                random);
        InteractionBus bus = new InteractionBus(
                options,
                (stream, token, address) -> {
                    List<String> parts = List.of(token.split(":", 2));
                    Role role = Role.valueOf(parts.getFirst().toUpperCase(Locale.ROOT));
                    return new Identity(parts.getLast(), parts.getLast(), Set.of(role));
                },
                ledger,
                TextHook.ALLOW,
                random);
        NodeShows shows =
                new NodeShows(bus, BranchOptions.defaults(), options.show()::timeUs, random, options.showsMax());
        loop = InteractionLoop.start(shows, System::nanoTime, InteractionLoopOptions.defaults());
        tree = new TreeShows(loop, shows, bus);
        joined.set(tree);
        tree.join(
                new ShowTree() {
                    @Override
                    public boolean isHere(String stream) {
                        return lease.node().equals(id);
                    }

                    @Override
                    public void up(String stream, byte[] packet) {}

                    @Override
                    public void down(String stream, byte[] packet) {}
                },
                stream -> lease.node().equals(id) ? lease.token() : 0);
    }

    /** The node hears who has the stream. */
    void hears(Lease now) {
        lease = now;
        tree.moved(STREAM);
    }

    /** Says nothing and writes nothing from here on. */
    void kill() {
        loop.close();
    }

    Client viewer(String name) {
        return connect("{'type':'hello','version':1,'role':'viewer','token':'viewer:" + name + "'}");
    }

    /** A game that shows these controls, and is ready. */
    Client game(String controls) {
        Client game = connect("{'type':'hello','version':1,'role':'game','token':'game:g'}");
        game.say("{'type':'patch','id':1,'ops':{'scenes':{'default':{'controls':" + controls + "}}}}");
        game.say("{'type':'ready'}");
        return game;
    }

    private Client connect(String hello) {
        Client client = new Client();
        client.connection = loop.connect(STREAM, "127.0.0.1", SeenFrameClock.NONE, client);
        client.say(hello);
        return client;
    }

    /** A client's end of the line. */
    static final class Client implements Outbox {
        private final List<JsonNode> heard = new CopyOnWriteArrayList<>();

        @SuppressWarnings("NullAway.Init") // It and the client are made for each other.
        private InteractionConnection connection;

        @Override
        public void text(byte[] utf8) {
            try {
                heard.add(MAPPER.readTree(utf8));
            } catch (java.io.IOException e) {
                throw new AssertionError(new String(utf8, StandardCharsets.UTF_8), e);
            }
        }

        @Override
        public void binary(byte[] data) {}

        @Override
        public long bufferedBytes() {
            return 0;
        }

        @Override
        public void close() {}

        void say(String json) {
            if (!connection.text(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))) {
                throw new AssertionError("no room for " + json);
            }
        }

        /** The first message of this type that fits; waits for it. */
        JsonNode hears(String type, Predicate<JsonNode> fits) {
            return first(type, each -> each.path("type").asText().equals(type) && fits.test(each));
        }

        /** Waits until the show is as it should be, whether the viewer came before or after: in a patch or in its snapshot. */
        void sees(String part) {
            first(
                    part,
                    each -> each.path("type").asText().matches("patch|snapshot")
                            && each.toString().contains(part));
        }

        private JsonNode first(String what, Predicate<JsonNode> fits) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (System.nanoTime() < end) {
                for (JsonNode each : heard) {
                    if (fits.test(each)) {
                        return each;
                    }
                }
                Thread.onSpinWait();
            }
            throw new AssertionError("No " + what + " among " + heard);
        }

        JsonNode hears(String type) {
            return hears(type, each -> true);
        }

        boolean hasHeard(String type) {
            return heard.stream().anyMatch(each -> each.path("type").asText().equals(type));
        }
    }
}
