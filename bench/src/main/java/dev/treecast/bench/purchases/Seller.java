package dev.treecast.bench.purchases;

import dev.treecast.sdk.Purchase;
import dev.treecast.sdk.Show;
import dev.treecast.sdk.Viewer;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The game, made with the Java SDK: captures most purchases and gives some back, as its seed has it, at once or a little later. It keeps its own books, which
 * outlive its lives: a purchase that a later life hears of again gets the answer that it got before, as {@link Purchase} advises.
 */
final class Seller implements AutoCloseable {
    /** One in five is given back. */
    private static final int REFUND_ONE_IN = 5;

    /** One in three is answered up to so much later, so that kills find purchases which nobody has answered. */
    private static final int LATER_ONE_IN = 3;

    private static final int LATER_MS_MAX = 150;

    /** The bound on a hold: no purchase runs out while the server is being started, which would be another end than the game's. */
    private static final Duration HOLD = Duration.ofMinutes(5);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    // Given.
    private final String stream;
    private final String key;

    // Owned.
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("seller").daemon().factory());

    // State.
    private final SplittableRandom random;
    private final Map<String, Sale> sales = new HashMap<>();
    private final Set<String> ofThisLife = new HashSet<>();
    private final AtomicInteger settledOtherwise = new AtomicInteger();
    private int lives;
    private int redelivered;
    private int heardTwice;
    private @Nullable Show show;

    /** @param key the publish key */
    Seller(String stream, String key, long seed) {
        this.stream = stream;
        this.key = key;
        this.random = new SplittableRandom(seed);
    }

    /** A new life: the one before, if any, is over, and what it had not said yet is not said. */
    void start(URI server) {
        close();
        synchronized (this) {
            lives++;
            ofThisLife.clear();
        }
        int life = lives;
        Show next = Show.builder(server.resolve("/" + stream).toString(), key)
                .patience(PATIENCE)
                .connect();
        next.button(Wares.HEAL.control()).cost(Wares.HEAL.cost()).hold(HOLD).onBuy((who, buy) -> sell(life, who, buy));
        next.textbox(Wares.SAY.control()).cost(Wares.SAY.cost()).hold(HOLD).onBuy((who, buy) -> sell(life, who, buy));
        show = next.ready();
    }

    /** Why the show is over though nobody ended it; null while it goes on. */
    @Nullable
    String ended() {
        Show present = show;
        return present == null || present.isOpen()
                ? null
                : Objects.toString(present.ended().getNow(null));
    }

    private synchronized void sell(int life, Viewer who, Purchase buy) {
        if (life != lives) {
            // Its process would be gone by now.
            return;
        }
        Sale known = sales.get(buy.id());
        if (!ofThisLife.add(buy.id())) {
            heardTwice++;
        } else if (known != null) {
            redelivered++;
        }
        Sale sale = known == null
                ? new Sale(buy.id(), who.id(), buy.text(), buy.cost(), random.nextInt(REFUND_ONE_IN) > 0)
                : known;
        sales.put(buy.id(), sale);
        buy.onSettled(captured -> {
            if (captured != sale.captures()) {
                settledOtherwise.incrementAndGet();
            }
        });
        int way = random.nextInt(3);
        if (random.nextInt(LATER_ONE_IN) == 0) {
            var unused = later.schedule(
                    () -> answer(buy, sale.captures(), way), random.nextInt(LATER_MS_MAX), TimeUnit.MILLISECONDS);
        } else {
            answer(buy, sale.captures(), way);
        }
    }

    private static void answer(Purchase buy, boolean captures, int way) {
        boolean unusedFirst = captures
                ? buy.capture()
                : switch (way) {
                    case 0 -> buy.refund("full health");
                    case 1 -> buy.unavailable("sold out");
                    default -> buy.retryAfter(Duration.ofSeconds(1), "not now");
                };
    }

    /** The game's books. */
    synchronized Collection<Sale> sales() {
        return List.copyOf(sales.values());
    }

    /** How often it began. */
    synchronized int lives() {
        return lives;
    }

    /** Purchases that a later life heard of again. */
    synchronized int redelivered() {
        return redelivered;
    }

    /** Purchases that one life heard of twice, which the SDK promises not to let happen. */
    synchronized int heardTwice() {
        return heardTwice;
    }

    /** Answers that the server says it carried out otherwise. */
    int settledOtherwise() {
        return settledOtherwise.get();
    }

    @Override
    public void close() {
        Show present = show;
        if (present != null) {
            present.close();
        }
    }

    /** The game is over. */
    void stop() {
        close();
        later.shutdownNow();
    }
}
