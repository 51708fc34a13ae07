package dev.treecast.server;

import dev.treecast.interaction.branch.BranchOptions;
import dev.treecast.interaction.branch.NodeShows;
import dev.treecast.interaction.bus.BusOptions;
import dev.treecast.interaction.bus.Identities;
import dev.treecast.interaction.bus.InteractionBus;
import dev.treecast.interaction.ledger.Ledger;
import dev.treecast.interaction.ledger.file.FileLedger;
import dev.treecast.server.config.ClusterOptions;
import dev.treecast.server.config.ConfigurationException;
import dev.treecast.server.config.PublishKey;
import dev.treecast.server.config.ServerOptions;
import dev.treecast.server.identity.FailedAttempts;
import dev.treecast.server.identity.GuardedIdentities;
import dev.treecast.server.identity.TokenKey;
import dev.treecast.server.identity.TokenReader;
import dev.treecast.server.interaction.InteractionChannels;
import dev.treecast.server.interaction.InteractionLoop;
import dev.treecast.server.interaction.InteractionLoopOptions;
import dev.treecast.server.interaction.TreeShows;
import dev.treecast.server.ledger.Fence;
import dev.treecast.server.ledger.RedisLedger;
import dev.treecast.server.texts.TextHooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The interaction side of one process: the bus, the loop that owns it, its ledger, its text hooks and its identities, joined. */
public final class InteractionPlane implements Drainable, AutoCloseable {
    /** In the data folder. */
    private static final String LEDGER = "ledger";

    private final InteractionLoop loop;
    private final Ledger ledger;
    private final TextHooks texts;
    private final InteractionChannels channels;
    private final TreeShows tree;

    /** @param epochUs stream time, microseconds since 1970, at {@code System.nanoTime()} 0 */
    private InteractionPlane(InteractionLoop loop, TreeShows tree, Ledger ledger, TextHooks texts, long epochUs) {
        this.loop = loop;
        this.tree = tree;
        this.ledger = ledger;
        this.texts = texts;
        this.channels = new InteractionChannels(loop, () -> epochUs + Math.floorDiv(System.nanoTime(), 1_000));
    }

    /** Opens the ledger, reads the key of tokens and the list of words, and starts the loop. */
    public static InteractionPlane start(ServerOptions options, PublishKey publishKey, SecureRandom random)
            throws ConfigurationException, StartupException {
        TokenKey key = TokenKey.load(options.interaction().tokenKey(), options.data(), random);
        Identities identities = new GuardedIdentities(
                new TokenReader(key, publishKey.value(), Clock.systemUTC()),
                new FailedAttempts(
                        options.limits().keyFailuresPerMinuteMax(),
                        options.limits().keyFailureAddressesMax()),
                System::nanoTime);
        TextHooks texts = TextHooks.open(options.interaction().texts());
        Path file = options.data().resolve(LEDGER);
        // Stream time goes on evenly from here, whatever becomes of the system's clock.
        long epochUs =
                ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - Math.floorDiv(System.nanoTime(), 1_000);
        try {
            BusOptions bounds = BusOptions.defaults(epochUs);
            // With both keys given, nothing else has made the folder.
            Files.createDirectories(options.data());
            AtomicReference<@Nullable TreeShows> tree = new AtomicReference<>();
            Fence fence = stream -> {
                TreeShows joined = tree.get();
                return joined == null ? 0 : joined.token(stream);
            };
            Ledger ledger = ledger(options, file, bounds.show().startingCredits(), fence, random);
            AtomicReference<InteractionBus> bus = new AtomicReference<>();
            AtomicReference<NodeShows> shows = new AtomicReference<>();
            InteractionLoop loop = InteractionLoop.start(
                    executor -> {
                        bus.set(new InteractionBus(bounds, identities, ledger, texts.start(executor), random));
                        shows.set(new NodeShows(
                                bus.get(), BranchOptions.defaults(), bounds.show()::timeUs, random, bounds.showsMax()));
                        return shows.get();
                    },
                    System::nanoTime,
                    InteractionLoopOptions.defaults());
            TreeShows made = new TreeShows(loop, shows.get(), bus.get());
            tree.set(made);
            return new InteractionPlane(loop, made, ledger, texts, epochUs);
        } catch (IOException e) {
            throw new StartupException("The ledger cannot be kept in " + file + " (" + e.getMessage()
                    + "); choose another folder with --data DIR.");
        }
    }

    /** Nodes that share a directory share the ledger that is with it; a stream's ingest node has its show's books. */
    private static Ledger ledger(
            ServerOptions options, Path file, long startingCredits, Fence fence, SecureRandom random)
            throws IOException {
        Optional<ClusterOptions> cluster =
                options.cluster().filter(node -> node.redis().isPresent());
        return cluster.isPresent()
                ? RedisLedger.connect(
                        cluster.get().redis().get(),
                        cluster.get().redisCa(),
                        cluster.get().nodeId(),
                        fence,
                        startingCredits,
                        random)
                : FileLedger.open(file, startingCredits);
    }

    /** The way of shows to other nodes and from them. */
    public TreeShows tree() {
        return tree;
    }

    /** What carriers hand messages to. */
    public InteractionLoop loop() {
        return loop;
    }

    /** The bus on data channels. */
    public InteractionChannels channels() {
        return channels;
    }

    @Override
    public CompletionStage<Void> drain() {
        return loop.drain();
    }

    /** Ends the loop, then what it used. */
    @Override
    public void close() {
        loop.close();
        texts.close();
        ledger.close();
    }
}
