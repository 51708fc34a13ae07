package dev.treecast.tree.membership;

import java.util.HashSet;
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

    private @Nullable String parent;
    private @Nullable Source source;
    private Optional<String> ingestKnown = Optional.empty();
    private int attempts;
    /** The parent sends, and yet another has to be found. */
    private boolean leaving;

    private final Set<String> lost = new LinkedHashSet<>();
    private long searchNs = Deadlines.NEVER;
    private long reviewNs = Deadlines.NEVER;
    private long orphanSinceNs = Deadlines.NEVER;
    private boolean childrenTold;

    Upstream(StreamState state) {
        this.state = state;
        this.context = state.context;
        this.stream = state.stream;
        search = new ParentSearch(state);
        standby = new Standby(state);
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

    void orphaned(long nowNs) {
        if (orphanSinceNs == Deadlines.NEVER) {
            orphanSinceNs = nowNs;
            childrenTold = false;
            context.wakeBy(nowNs + context.options.orphanNs());
        }
    }

    private void search(long nowNs) {
        searchNs = Deadlines.NEVER;
        ingestKnown = context.view.ingestNode(stream);
        search.begin(nowNs, parent, standby.readyNode());
        askNext(nowNs);
    }

    private void askNext(long nowNs) {
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

    private void parentGone(long nowNs) {
        context.counters.failovers++;
        parent = null;
        leaving = false;
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

    void accepted(long nowNs, String from, TreeMessage.Accept accept) {
        if (!search.isAsking(from, accept.request())) {
            context.counters.ignored++;
            if (!from.equals(parent) && !search.isAsking(from)) {
                context.neighbours.send(nowNs, from, new TreeMessage.Unsubscribe(stream));
            }
            return;
        }
        if (!isGood(from, accept.path())) {
            search.late(nowNs);
            askNext(nowNs);
            return;
        }
        String left = parent;
        parent = from;
        Map<Integer, Long> have = search.have();
        search.answered();
        searchNs = Deadlines.NEVER;
        leaving = false;
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
        take(nowNs, from, new Source(accept.publication(), accept.tracks(), accept.path()), have);
    }

    private void take(long nowNs, String from, Source taken, Map<Integer, Long> have) {
        source = taken;
        attempts = 0;
        lost.clear();
        orphanSinceNs = Deadlines.NEVER;
        childrenTold = false;
        context.listener.takeStream(stream, from, taken, have);
        context.listener.layersWanted(stream, state.layersAsked());
        state.sourceChanged(nowNs);
        checkIngest(nowNs);
    }

    /** A path ends with who says it, names nobody twice and not this node, and leaves room for what is below. */
    private boolean isGood(String from, List<String> path) {
        boolean possible = path.getLast().equals(from) && new HashSet<>(path).size() == path.size();
        if (!possible) {
            context.counters.lies++;
        }
        return possible
                && !path.contains(context.self.id())
                && path.size() + state.height() <= context.options.depthMax();
    }

    void redirected(long nowNs, String from, TreeMessage.Redirect redirect) {
        if (redirect.request() == 0 && from.equals(parent)) {
            leaving = true;
            searchNs = Deadlines.NEVER;
            search.begin(nowNs, parent, null);
            search.follow(redirect.candidates());
            askNext(nowNs);
        } else if (search.isAsking(from, redirect.request())) {
            search.follow(redirect.candidates());
            askNext(nowNs);
        } else {
            context.counters.ignored++;
        }
    }

    void refused(long nowNs, String from, TreeMessage.Refuse refuse) {
        boolean dismissed = refuse.request() == 0 && from.equals(parent);
        if (!dismissed && !search.isAsking(from, refuse.request())) {
            context.counters.ignored++;
            return;
        }
        search.avoid(nowNs, from, refuse.retryAfterMs() * 1_000_000L);
        if (dismissed) {
            parentGone(nowNs);
        } else {
            askNext(nowNs);
        }
    }

    void pathChanged(long nowNs, String from, TreeMessage.PathChanged changed) {
        if (!from.equals(parent)) {
            context.counters.ignored++;
        } else if (changed.path().isEmpty()) {
            parentDry(nowNs);
        } else if (isGood(from, changed.path())) {
            if (source == null) {
                search.drop(nowNs);
                searchNs = Deadlines.NEVER;
            }
            take(nowNs, from, new Source(changed.publication(), changed.tracks(), changed.path()), Map.of());
        } else {
            search.avoid(nowNs, from, context.options.suspectNs());
            context.neighbours.send(nowNs, from, new TreeMessage.Unsubscribe(stream));
            parentGone(nowNs);
        }
    }

    /** The parent has no source: it looks for one, and so do all below, but later, and not all at once. */
    private void parentDry(long nowNs) {
        if (source == null) {
            return;
        }
        source = null;
        orphaned(nowNs);
        childrenTold = true;
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
        if (orphanSinceNs != Deadlines.NEVER && ingest.isPresent() && !ingest.equals(ingestKnown) && next) {
            ingestKnown = ingest;
            attempts = 0;
            searchBy(nowNs);
            return;
        }
        checkIngest(nowNs);
    }

    private void checkIngest(long nowNs) {
        Optional<String> ingest = context.view.ingestNode(stream);
        Source current = source;
        if (current == null || ingest.isEmpty() || current.path().getFirst().equals(ingest.get())) {
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
        attempts = 0;
        searchNs = Deadlines.NEVER;
        reviewNs = Deadlines.NEVER;
        orphanSinceNs = Deadlines.NEVER;
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
        if (orphanSinceNs != Deadlines.NEVER && isOver(nowNs, orphanSinceNs)) {
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
        if (orphanSinceNs == Deadlines.NEVER) {
            return nextNs;
        }
        long orphanNs = childrenTold ? context.options.sourceNsMax() : context.options.orphanNs();
        return Math.min(nextNs, orphanSinceNs + orphanNs);
    }

    /** Tells the children when it takes long to find a source, and ends the stream when it takes too long. */
    private boolean isOver(long nowNs, long sinceNs) {
        if (!childrenTold && nowNs - sinceNs >= context.options.orphanNs()) {
            childrenTold = true;
            state.sourceLost(nowNs);
        }
        if (nowNs - sinceNs < context.options.sourceNsMax()) {
            return false;
        }
        state.end(nowNs);
        return true;
    }

    private void searchAgain(long nowNs) {
        Source current = source;
        if (current == null && !state.isWanted()) {
            searchNs = Deadlines.NEVER;
            return;
        }
        boolean settled = current != null
                && context.view
                        .ingestNode(stream)
                        .map(current.path().getFirst()::equals)
                        .orElse(true)
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
