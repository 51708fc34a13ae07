package dev.treecast.bench.purchases;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.QuietPort;
import dev.treecast.bench.lab.ServerProcess;
import dev.treecast.bench.lab.Site;
import dev.treecast.bench.rig.Progress;
import dev.treecast.interaction.bus.BusOptions;
import dev.treecast.interaction.bus.Role;
import dev.treecast.interaction.ledger.Ledger;
import dev.treecast.interaction.ledger.file.FileLedger;
import dev.treecast.server.config.ConfigurationException;
import dev.treecast.server.identity.TokenClaims;
import dev.treecast.server.identity.TokenKey;
import dev.treecast.server.identity.TokenMaker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Viewers who buy, a game that sells, and a server that is killed (SIGKILL) and started again on the same data folder and port. The moments of the kills come
 * out of the seed, counted in orders that have ended, so that they fall while purchases are under way; the last one comes when all is over, so that what is
 * compared at the end has been read from disk.
 */
public final class PurchaseRun {
    private static final String STREAM = "market";
    private static final String LOOPBACK = "127.0.0.1";

    /** Spreads a kill over the milliseconds in which a purchase is written, said and answered. */
    private static final int KILL_DELAY_MS_MAX = 40;

    /** At one kill in three the game is started anew as well: it is a process that can die, too. */
    private static final int NEW_GAME_ONE_IN = 3;

    private static final long LOOK_MS = 2;
    private static final Duration TOKENS_LAST = Duration.ofHours(6);

    // Given.
    private final Plan plan;
    private final List<String> launcher;
    private final Path folder;
    private final Progress progress;

    // Owned.
    private final AtomicInteger finished = new AtomicInteger();
    private final List<Buyer> buyers = new ArrayList<>();
    private final int port;
    private final URI address;
    private final long deadlineNs;

    /**
     * What to do.
     *
     * @param intents orders in all; spread evenly over the viewers
     * @param kills of the server's process while orders are under way; one more follows at the end
     * @param seed of what is bought, what the game answers, and when the server is killed
     * @param seconds after which orders that have no end are given up as lost
     */
    public record Plan(int intents, int viewers, int kills, long seed, int seconds) {}

    private PurchaseRun(Plan plan, List<String> launcher, Path folder, Progress progress) throws BenchFailure {
        this.plan = plan;
        this.launcher = launcher;
        this.folder = folder;
        this.progress = progress;
        this.port = QuietPort.find();
        this.address = URI.create("http://" + LOOPBACK + ":" + port);
        this.deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(plan.seconds());
    }

    /**
     * Does it.
     *
     * @param launcher the command that takes {@code serve}
     * @param folder where the server's data and logs go
     */
    public static PurchaseResult run(Plan plan, List<String> launcher, Path folder, Progress progress)
            throws BenchFailure, InterruptedException {
        return new PurchaseRun(plan, launcher, folder, progress).run();
    }

    private PurchaseResult run() throws BenchFailure, InterruptedException {
        long startNs = System.nanoTime();
        Seller seller = new Seller(STREAM, ServerProcess.PUBLISH_KEY, plan.seed());
        List<Double> startsMs = new ArrayList<>();
        progress.begin("starting the server");
        ServerProcess server = startServer();
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()) {
            buyers.addAll(makeBuyers(http));
            seller.start(address);
            List<Thread> buying = onThreads(Buyer::buy);
            try {
                SplittableRandom random = new SplittableRandom(plan.seed());
                int kills = 0;
                for (int after : killPoints(random)) {
                    await(() -> finished.get() >= after, seller);
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(KILL_DELAY_MS_MAX));
                    server.kill();
                    kills++;
                    progress.update(finished + " of " + plan.intents() + " orders have ended, " + kills + " kills");
                    long downNs = System.nanoTime();
                    server = startServer();
                    startsMs.add((System.nanoTime() - downNs) / 1e6);
                    if (random.nextInt(NEW_GAME_ONE_IN) == 0) {
                        seller.start(address);
                    }
                }
                await(() -> buying.stream().noneMatch(Thread::isAlive), seller);
            } finally {
                end(buying);
            }
            double buyingSeconds = (System.nanoTime() - startNs) / 1e9;
            progress.begin("comparing the books");
            server.kill();
            server = startServer();
            List<Thread> reviewing = onThreads(Buyer::review);
            try {
                await(() -> reviewing.stream().noneMatch(Thread::isAlive), seller);
            } finally {
                end(reviewing);
            }
            server.close();
            return result(seller, startsMs, buyingSeconds, audit(seller));
        } finally {
            seller.stop();
            server.close();
            progress.clear();
        }
    }

    private ServerProcess startServer() throws BenchFailure {
        return ServerProcess.start(Site.here(), launcher, LOOPBACK, port, List.of("--media-loops", "1"), folder);
    }

    /** After how many ended orders the server is killed, in rising order. */
    private Collection<Integer> killPoints(SplittableRandom random) {
        TreeSet<Integer> points = new TreeSet<>();
        while (points.size() < plan.kills()) {
            points.add(random.nextInt(plan.intents()));
        }
        return points;
    }

    private List<Buyer> makeBuyers(HttpClient http) throws BenchFailure {
        try {
            TokenMaker tokens = new TokenMaker(
                    TokenKey.load(Optional.empty(), ServerProcess.dataFolder(folder), new SecureRandom()));
            List<Buyer> made = new ArrayList<>();
            for (int i = 0; i < plan.viewers(); i++) {
                String principal = "buyer-" + i;
                TokenClaims claims = new TokenClaims(principal, principal, Set.of(Role.VIEWER), Optional.of(STREAM));
                String token = tokens.make(claims, Instant.now(), TOKENS_LAST);
                int from = (int) ((long) plan.intents() * i / plan.viewers());
                int to = (int) ((long) plan.intents() * (i + 1) / plan.viewers());
                made.add(new Buyer(
                        http, address, STREAM, principal, token, to - from, plan.seed() * 1_000_003 + i, finished));
            }
            return made;
        } catch (ConfigurationException e) {
            throw new BenchFailure("Tokens cannot be made: " + e.getMessage(), e);
        }
    }

    private List<Thread> onThreads(Consumer<Buyer> task) {
        return buyers.stream()
                .map(buyer -> Thread.ofVirtual().start(() -> task.accept(buyer)))
                .toList();
    }

    private static void end(List<Thread> threads) throws InterruptedException {
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private interface Condition {
        boolean holds();
    }

    /** Waits until something is so, or time is up: what is missing then is found by the audit. */
    private void await(Condition condition, Seller seller) throws BenchFailure, InterruptedException {
        while (!condition.holds() && System.nanoTime() - deadlineNs < 0) {
            String ended = seller.ended();
            if (ended != null) {
                throw new BenchFailure("The game's show is over, though nobody ended it: " + ended);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
    }

    private AuditFindings audit(Seller seller) throws BenchFailure {
        long startingCredits = BusOptions.defaults(0).show().startingCredits();
        Map<String, Long> balances = new HashMap<>();
        List<Order> orders = new ArrayList<>();
        buyers.forEach(buyer -> {
            balances.put(buyer.principal(), buyer.balance());
            orders.addAll(buyer.orders());
        });
        Path file = ServerProcess.dataFolder(folder).resolve("ledger");
        try (Ledger ledger = FileLedger.open(file, startingCredits)) {
            return Audit.of(STREAM, ledger, startingCredits, orders, balances, seller.sales());
        } catch (IOException e) {
            throw new BenchFailure("The ledger " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private PurchaseResult result(Seller seller, List<Double> startsMs, double seconds, AuditFindings findings) {
        Map<String, Integer> errors = new TreeMap<>();
        buyers.forEach(buyer -> buyer.errors().forEach((code, count) -> errors.merge(code, count, Integer::sum)));
        return new PurchaseResult(
                plan,
                startsMs.size(),
                startsMs.stream().mapToDouble(Double::doubleValue).average().orElse(0),
                seller.lives(),
                buyers.stream().mapToInt(Buyer::connections).sum(),
                buyers.stream().mapToInt(Buyer::intents).sum(),
                buyers.stream().mapToInt(Buyer::repeats).sum(),
                buyers.stream().mapToInt(Buyer::refusals).sum(),
                seller.redelivered(),
                seller.heardTwice(),
                seller.settledOtherwise(),
                errors,
                findings,
                seconds);
    }
}
