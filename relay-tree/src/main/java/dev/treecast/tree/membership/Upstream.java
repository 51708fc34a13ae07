package dev.treecast.tree.membership;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way up: the parent of one stream, and the search for another when the parent falls silent, leaves, or can be bettered.
 *
 * <p>While a search goes on, a parent that still sends is kept, and left only when another has accepted. When all candidates have failed the
 * search begins again later, ever later, and never at the same time as everybody else's.
 */
final class Upstream {
    /** Relays below are let go when the ingest node, the only parent that they allow, could not be had twice. */
    private static final int ATTEMPTS_WITH_RELAYS = 1;

    private final StreamState state;
    private final NodeContext context;
    private final String stream;
    private final ParentSearch search;
    private final Standby standby;
    private final SourceWait wait;
    final UpstreamMessages messages;

    private @Nullable String parent;
    private @Nullable Source source;
    private Optional<String> ingestKnown = Optional.empty();
    private int attempts;
    /** The parent sends, and yet another has to be found. */
    private boolean leaving;
    /** It leaves because the parent is silent, as everybody else is. */
    private boolean silent;

    private final Set<String> lost = new LinkedHashSet<>();
    private long searchNs = Deadlines.NEVER;
    private long reviewNs = Deadlines.NEVER;

    Upstream(StreamState state) {
        this.state = state;
        this.context = state.context;
        this.stream = state.stream;
        search = new ParentSearch(state);
        standby = new Standby(state);
        wait = new SourceWait(state);
        messages = new UpstreamMessages(state, this, search);
    }

    @Nullable
    String parent() {
        return parent;
    }

    @Nullable
    Source source() {
        return source;
    }

    @Nullable
    String standbyNode() {
        return standby.readyNode();
    }

    /** Whether a node is, or is about to be, between this node and the ingest node. */
    boolean isAbove(String node) {
        return node.equals(parent)
                || search.isAsking(node)
                || (source != null && source.path().contains(node));
    }

    /** Somebody wants the stream: finds a parent unless there is one, or a search has begun. */
    void want(long nowNs) {
        if (parent == null && !search.isAsking() && searchNs == Deadlines.NEVER && !context.draining) {
            orphaned(nowNs);
            search(nowNs);
        }
    }

    /** There is no source any more. */
    void orphaned(long nowNs) {
        wait.begin(nowNs);
    }

    private void search(long nowNs) {
        searchNs = Deadlines.NEVER;
        ingestKnown = context.view.ingestNode(stream);
        search.begin(nowNs, parent, standby.readyNode());
        askNext(nowNs);
    }

    /** Asks the next candidate; when all have failed it begins again later. */
    void askNext(long nowNs) {
        if (search.askNext(nowNs)) {
            return;
        }
        if (parent == null && state.downstream.height() > 1 && attempts == ATTEMPTS_WITH_RELAYS) {
            attempts++;
            state.downstream.dismissHigher(nowNs, 0);
            search(nowNs);
            return;
        }
        if (source != null && !leaving) {
            attempts = 0;
            return; // only a better one was looked for
        }
        long spanNs = Math.min(context.options.retryNsMax(), context.options.retryNs() << Math.min(attempts, 10));
        attempts++;
        searchBy(context.jittered(nowNs, spanNs));
    }

    private void searchBy(long deadlineNs) {
        searchNs = deadlineNs;
        context.wakeBy(deadlineNs);
    }

    void linkReady(long nowNs, String node) {
        search.linkReady(nowNs, node);
        standby.linkReady(node);
    }

    void linkLost(long nowNs, String node) {
        if (standby.is(node)) {
            standby.drop(nowNs);
        }
        if (node.equals(parent)) {
            lost.add(node);
            parentGone(nowNs);
        } else if (search.isAsking(node)) {
            search.answered();
            askNext(nowNs);
        }
    }

    /** The parent is there no more. */
    void parentGone(long nowNs) {
        context.counters.failovers++;
        parent = null;
        leaving = false;
        silent = false;
        if (source != null) {
            source = null;
            context.listener.sourceLost(stream);
        }
        orphaned(nowNs);
        if (!search.isAsking()) {
            search(nowNs);
        }
    }

    /**
     * The parent has been quiet for longer than its packets usually are apart. The standby is asked at once; whoever sends first has it: numbers are the
     * same, so what comes twice is known.
     */
    void parentQuiet(long nowNs, String node) {
        String other = standby.readyNode();
        if (!node.equals(parent) || other == null || search.isAsking() || context.draining) {
            return;
        }
        context.counters.hedges++;
        lost.add(node);
        search.begin(other);
        askNext(nowNs);
    }

    /** The parent is silent, and so is everybody else. Another is looked for, and the parent is kept until there is one: it may be heard again first. */
    void parentSilent(long nowNs, String node) {
        if (!node.equals(parent) || context.draining) {
            return;
        }
        lost.add(node);
        leaving = true;
        silent = true;
        if (!search.isAsking()) {
            search(nowNs);
        }
    }

    /** The parent that was silent with everybody else is heard again, and goes on sending. */
    void parentBack(long nowNs, String node) {
        if (!node.equals(parent) || source == null) {
            return;
        }
        lost.remove(node);
        leaving = false;
        silent = false;
        attempts = 0;
        searchNs = Deadlines.NEVER;
        search.drop(nowNs);
        checkIngest(nowNs);
        if (standby.node() == null) {
            standby.findSoon(nowNs);
        }
    }

    /** Whom the stream came from until it fell silent, since it last came from somebody. */
    Set<String> lost() {
        return lost;
    }

    /** A node that was asked sends the stream from now on. */
    void moveTo(long nowNs, String from, Source accepted) {
        String left = parent;
        parent = from;
        Map<Integer, Long> have = search.have();
        search.answered();
        searchNs = Deadlines.NEVER;
        leaving = false;
        silent = false;
        if (left != null && !left.equals(from)) {
            context.neighbours.send(nowNs, left, new TreeMessage.Unsubscribe(stream));
            if (lost.contains(left)) {
                context.neighbours.left(nowNs, left);
            }
        }
        if (standby.is(from)) {
            standby.drop(nowNs);
        } else {
            standby.findSoon(nowNs);
        }
        reviewNs = context.jittered(nowNs, context.options.reviewNs());
        if (state.layersAsked() != state.layers() && state.layers() != 0) {
            state.layersSent(state.layers());
            context.neighbours.send(nowNs, from, new TreeMessage.Layers(stream, state.layers()));
        }
        take(nowNs, from, accepted, have);
    }

    /** The parent has a source, or another one. */
    void take(long nowNs, String from, Source taken, Map<Integer, Long> have) {
        if (source == null) {
            search.drop(nowNs);
            searchNs = Deadlines.NEVER;
        }
        source = taken;
        attempts = 0;
        lost.clear();
        wait.end();
        context.listener.takeStream(stream, from, taken, have);
        context.listener.layersWanted(stream, state.layersAsked());
        state.sourceChanged(nowNs);
        checkIngest(nowNs);
    }

    /** The parent wants this child to go to one of those. */
    void sentAway(long nowNs, List<String> candidates) {
        leaving = true;
        searchNs = Deadlines.NEVER;
        search.begin(nowNs, parent, null);
        search.follow(candidates);
        askNext(nowNs);
    }

    /** The parent has no source: it looks for one, and so do all below, but later, and not all at once. */
    void parentDry(long nowNs) {
        if (source == null) {
            return;
        }
        source = null;
        orphaned(nowNs);
        wait.childrenKnow();
        context.listener.sourceLost(stream);
        state.sourceLost(nowNs);
        searchBy(context.jittered(nowNs, 2 * context.options.orphanNs()));
        directoryChanged(nowNs);
    }

    /** The parent leaves. */
    void drained(long nowNs, String from, long withinNs) {
        if (standby.is(from)) {
            standby.drop(nowNs);
        }
        if (from.equals(parent)) {
            leaving = true;
            searchBy(nowNs + (long) (context.random.nextDouble() * withinNs / 2));
        }
    }

    /** Is the ingest node another one? Those next to the old one move at once, the others after their parent had time to. */
    void directoryChanged(long nowNs) {
        Optional<String> ingest = context.view.ingestNode(stream);
        if (!state.isWanted()) {
            return;
        }
        boolean next = parent == null || ingestKnown.filter(parent::equals).isPresent();
        if (wait.isOn() && ingest.isPresent() && !ingest.equals(ingestKnown) && next) {
            ingestKnown = ingest;
            attempts = 0;
            searchBy(nowNs);
            return;
        }
        checkIngest(nowNs);
    }

    /** Whether the stream is published at another node than this source comes from, as far as is known. */
    private boolean isElsewhere(Source from) {
        return context.view
                .ingestNode(stream)
                .filter(ingest -> !ingest.equals(from.path().getFirst()))
                .isPresent();
    }

    private void checkIngest(long nowNs) {
        Source current = source;
        if (current == null || !isElsewhere(current)) {
            return;
        }
        boolean next = current.path().size() == 1;
        leaving = true;
        searchBy(Math.min(searchNs, next ? nowNs : context.jittered(nowNs, 3 * context.options.orphanNs())));
    }

    /** Nobody wants the stream any more, or this node publishes it itself. */
    void leave(long nowNs) {
        search.reset(nowNs);
        if (parent != null) {
            context.neighbours.send(nowNs, parent, new TreeMessage.Unsubscribe(stream));
        }
        standby.reset();
        parent = null;
        source = null;
        leaving = false;
        silent = false;
        attempts = 0;
        searchNs = Deadlines.NEVER;
        reviewNs = Deadlines.NEVER;
        wait.end();
    }

    void mark() {
        Neighbour neighbour = parent == null ? null : context.neighbours.get(parent);
        if (neighbour != null) {
            neighbour.parent = true;
        }
        search.mark();
        standby.mark();
    }

    /** @return when to be called again */
    long timeout(long nowNs) {
        if (wait.timeout(nowNs)) {
            return nowNs;
        }
        if (search.deadlineNs() <= nowNs) {
            search.late(nowNs);
            askNext(nowNs);
        }
        if (searchNs <= nowNs) {
            searchAgain(nowNs);
        }
        if (standby.dueNs() <= nowNs) {
            findStandby(nowNs);
        }
        if (reviewNs <= nowNs) {
            review(nowNs);
        }
        long nextNs = Math.min(Math.min(searchNs, reviewNs), Math.min(standby.dueNs(), search.deadlineNs()));
        return Math.min(nextNs, wait.dueNs());
    }

    private void searchAgain(long nowNs) {
        Source current = source;
        if (current == null && !state.isWanted()) {
            searchNs = Deadlines.NEVER;
            return;
        }
        boolean settled = current != null
                && !silent
                && !isElsewhere(current)
                && context.choice.isUsable(nowNs, current.path().getLast());
        if (settled) {
            leaving = false;
            searchNs = Deadlines.NEVER;
        } else {
            search(nowNs);
        }
    }

    private void findStandby(long nowNs) {
        Source current = source;
        if (current != null && !context.draining) {
            standby.find(nowNs, current.path(), search.avoided(nowNs));
        } else {
            standby.reset();
        }
    }

    private void review(long nowNs) {
        reviewNs = context.jittered(nowNs, context.options.reviewNs());
        if (source == null || parent == null || search.isAsking() || context.draining) {
            return;
        }
        if (standby.isWeak()) {
            findStandby(nowNs);
        }
        String better = context.choice.better(nowNs, stream, state.height(), parent, search.avoided(nowNs));
        if (better != null) {
            search.begin(better);
            askNext(nowNs);
        }
    }
}
