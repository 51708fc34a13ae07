package dev.treecast.interaction.show;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.ballot.SeenTime;
import dev.treecast.interaction.document.Control;
import dev.treecast.interaction.document.ShowDocument;
import dev.treecast.interaction.input.Fold;
import dev.treecast.interaction.input.Summary;
import dev.treecast.interaction.ledger.Purchase;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Members;
import dev.treecast.interaction.protocol.Refusal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One stream's show. It holds the document, the game and the life of the show: live with a game, frozen soon after it leaves, ended later. Everything else is
 * with its parts.
 */
public final class Show {
    // Given.
    private final String stream;
    private final ShowOptions options;

    // Parts.
    private final Counters counters;
    private final Polls polls;
    private final Effects effects;
    private final Views views;
    private final Viewers viewers;
    private final Ticks ticks;
    private final FoldTables foldTables = new FoldTables(this);
    private final InputDesk inputDesk = new InputDesk(this);
    private final Cooldowns cooldowns = new Cooldowns(this);
    private final Moderation moderation;
    private final Texts texts;
    private final Purchases purchases;
    private final Out out = new Out(this);
    private final Calls calls;
    private final Entrance entrance;
    private final ViewerMessages viewerMessages;
    private final GameMessages gameMessages = new GameMessages(this);
    private final ControlNumbers numbers = new ControlNumbers();
    private final SeenTime seenTime = new SeenTime();
    private final Stats stats;
    private final TickClock tickClock;

    // State.
    private ShowDocument document = ShowDocument.empty(1);
    private @Nullable Game game;
    private long epoch;
    private boolean ready;
    private long gameLeftNs;
    private boolean over = true;
    private long lastNs;

    public Show(long nowNs, String stream, Services services) {
        this.stream = stream;
        this.options = services.options();
        tickClock = new TickClock(this, nowNs, options.tickNs());
        lastNs = nowNs;
        counters = new Counters(services.all());
        ticks = new Ticks(new Fold(services.random()), this::control, counters);
        moderation = new Moderation(this, services);
        viewerMessages = new ViewerMessages(this, services.settled());
        texts = new Texts(this, services);
        purchases = new Purchases(this, services);
        polls = new Polls(this::toEverybody, new RoundNotes(services.ledger(), stream));
        effects = new Effects(this, services.ledger());
        views = new Views(document, this::serverMade, effects::of, this::moved);
        viewers = new Viewers(this, options);
        calls = new Calls(this, services);
        entrance = new Entrance(this, services);
        stats = new Stats(nowNs, this, seenTime);
    }

    // Its surroundings.

    /**
     * Lets a viewer in.
     *
     * @param named whom its token names, null without one
     */
    public Viewer enterViewer(long nowNs, Link link, @Nullable Who named, Members hello) throws Refusal {
        return entrance.viewer(nowNs, link, named, hello);
    }

    public Game enterGame(long nowNs, Link link, Who who, Members hello) throws Refusal {
        return entrance.game(nowNs, link, who, hello);
    }

    /** Input that edges have folded. */
    public void folded(long nowNs, Map<Integer, Summary> summaries) {
        lastNs = nowNs;
        ticks.take(nowNs, summaries);
    }

    /** A hold of this show has run out, and the ledger has voided it. */
    public void expired(Purchase purchase) {
        purchases.expired(purchase);
    }

    /** Whether nothing would be lost without it. */
    public boolean isIdle() {
        return over && game == null && viewers.isEmpty();
    }

    public int viewerCount() {
        return viewers.connected();
    }

    public boolean hasGame() {
        return game != null;
    }

    /** The ledger has the show's books from here on: what is in them holds. */
    public void restore(long nowNs) {
        moderation.restore(nowNs);
        polls.restore();
        purchases.restore();
    }

    /** Says goodbye to everybody, and why. */
    public void shutdown(long nowNs, String why) {
        viewers.all().forEach(viewer -> viewer.bye(nowNs, ErrorCode.SHUTDOWN, why, true));
        if (game != null) {
            game.bye(nowNs, ErrorCode.SHUTDOWN, why, true);
        }
    }

    public ObjectNode state() {
        return stats.state();
    }

    // Time.

    public long nextDeadlineNs() {
        long next = Math.min(viewers.nextDeadlineNs(), out.nextDeadlineNs());
        next = Math.min(next, Math.min(texts.nextDeadlineNs(), purchases.nextDeadlineNs()));
        next = Math.min(next, Math.min(inputDesk.nextDeadlineNs(), stats.nextDeadlineNs()));
        long nextUs = Math.min(polls.nextUs(), effects.nextUs());
        if (nextUs != Long.MAX_VALUE) {
            next = Math.min(next, options.nowNs(nextUs));
        }
        if (game != null) {
            next = Math.min(next, tickClock.nextDeadlineNs());
        } else if (!over) {
            next = Math.min(next, gameLeftNs + (views.isLive() ? options.freezeNs() : options.endNs()));
        }
        return next;
    }

    public void timeout(long nowNs) {
        lastNs = nowNs;
        boolean turned = polls.timeout(timeUs(nowNs), views::changed);
        boolean ended = effects.timeout(timeUs(nowNs));
        if (turned || ended) {
            showChanges(nowNs);
        }
        texts.timeout(nowNs);
        inputDesk.timeout(nowNs);
        tickClock.timeout(nowNs);
        out.timeout(nowNs);
        purchases.timeout(nowNs);
        viewers.timeout(nowNs);
        stats.timeout(nowNs);
        if (game == null && !over) {
            if (views.isLive() && nowNs - gameLeftNs >= options.freezeNs()) {
                effects.setFrozen(timeUs(nowNs), true);
                commit(nowNs, false);
            }
            if (nowNs - gameLeftNs >= options.endNs()) {
                end(nowNs);
            }
        }
    }

    // The game and its document.

    void take(long nowNs, Game next) {
        Game old = game;
        game = next;
        epoch = next.epoch();
        over = false;
        stats.restart(nowNs);
        out.restart();
        if (old != null) {
            old.bye(nowNs, ErrorCode.SUPERSEDED, "A game with epoch " + epoch + " took over.", false);
        }
        if (!views.isLive()) {
            effects.setFrozen(timeUs(nowNs), false);
            commit(nowNs, true);
        }
    }

    void gameLeft(long nowNs, Game which) {
        if (game == which) {
            game = null;
            gameLeftNs = nowNs;
        }
    }

    private void end(long nowNs) {
        over = true;
        ready = false;
        purchases.voidAll(nowNs);
        document = ShowDocument.empty(document.nextNumber());
        numbers.follow(document);
        polls.clear();
        effects.clear();
        ticks.clear();
        cooldowns.retain(number -> false);
        views.allChanged();
        commit(nowNs, false);
        viewers.all().forEach(viewer -> viewer.send(snapshot(viewer.group())));
    }

    void ready(long nowNs) {
        if (!ready) {
            ready = true;
            polls.follow(document, timeUs(nowNs), true);
            views.allChanged();
            showChanges(nowNs);
        }
    }

    void patch(long nowNs, ObjectNode ops, int bytes) throws Refusal {
        document = document.patched(ops, bytes);
        numbers.follow(document);
        polls.follow(document, timeUs(nowNs), ready);
        cooldowns.retain(number -> control(number) != null);
        showChanges(nowNs);
    }

    /** The server shows a control otherwise. */
    void changed(long nowNs, Control control) {
        views.changed(control);
        showChanges(nowNs);
    }

    /** Brings what parts have changed to viewers. */
    void showChanges(long nowNs) {
        commit(nowNs, views.isLive());
    }

    private void commit(long nowNs, boolean live) {
        foldTables.changed();
        views.commit(nowNs, document, live);
    }

    private void serverMade(Control control, ObjectNode view) {
        polls.show(control, view);
        if (!ready) {
            view.put("disabled", true);
        }
    }

    private void moved(Viewer viewer) {
        viewer.release(lastNs);
    }

    private void toEverybody(Control control, byte[] message) {
        viewers.ofScene(control.scene()).forEach(viewer -> viewer.send(message));
        if (game != null) {
            game.send(message);
        }
    }

    byte[] snapshot(GroupView group) {
        ObjectNode snapshot = Messages.of("snapshot").put("ver", group.version());
        snapshot.setAll(group.view());
        snapshot.set("tallies", polls.talliesOf(group.scene()));
        return Json.bytes(snapshot);
    }

    // What parts ask of it and of each other.

    /** Time has come to here. */
    public void at(long nowNs) {
        lastNs = nowNs;
    }

    long lastNs() {
        return lastNs;
    }

    long lastUs() {
        return timeUs(lastNs);
    }

    long timeUs(long nowNs) {
        return options.timeUs(nowNs);
    }

    /**
     * The stream time of what a viewer saw, bent to what can be.
     *
     * @param rtp an RTP timestamp, or −1
     */
    long seenUs(long nowUs, Viewer viewer, long rtp) {
        long seenUs = rtp < 0 ? Link.UNKNOWN : viewer.link().streamTimeUs((int) rtp);
        return seenUs == Link.UNKNOWN ? Link.UNKNOWN : seenTime.clamp(nowUs, seenUs);
    }

    @Nullable
    Control control(int number) {
        return numbers.get(number);
    }

    boolean takesInput() {
        return ready && views.isLive();
    }

    boolean isReady() {
        return ready;
    }

    String stream() {
        return stream;
    }

    ShowDocument document() {
        return document;
    }

    @Nullable
    Game game() {
        return game;
    }

    long epoch() {
        return epoch;
    }

    Counters counters() {
        return counters;
    }

    Polls polls() {
        return polls;
    }

    Effects effects() {
        return effects;
    }

    Views views() {
        return views;
    }

    Viewers viewers() {
        return viewers;
    }

    Ticks ticks() {
        return ticks;
    }

    FoldTables foldTables() {
        return foldTables;
    }

    InputDesk inputDesk() {
        return inputDesk;
    }

    Cooldowns cooldowns() {
        return cooldowns;
    }

    Moderation moderation() {
        return moderation;
    }

    Texts texts() {
        return texts;
    }

    Purchases purchases() {
        return purchases;
    }

    Out out() {
        return out;
    }

    Calls calls() {
        return calls;
    }

    ViewerMessages viewerMessages() {
        return viewerMessages;
    }

    GameMessages gameMessages() {
        return gameMessages;
    }
}
