package dev.treecast.tree.membership;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A search for a parent: asks one candidate after the other, first opening a link to it where there is none, and follows redirects. */
final class ParentSearch {
    /** Of nodes that are not to be asked before a time that they said. */
    private static final int AVOIDED_MAX = 64;

    /** Round trips that a link takes to come up when nothing is lost; see {@link Neighbours}. */
    private static final int OPEN_ROUND_TRIPS = 6;

    private record Request(int number, String node, long beganNs, long sentNs, Map<Integer, Long> have) {
        boolean sent() {
            return sentNs != Deadlines.NEVER;
        }
    }

    private final StreamState state;
    private final NodeContext context;

    private final Deque<String> candidates = new ArrayDeque<>();
    private final Set<String> tried = new HashSet<>();
    private final Map<String, Long> avoided = new HashMap<>();

    /** Candidates whose links take long to come up, which are asked once more when all others have been. */
    private final Set<String> slow = new HashSet<>();

    private @Nullable Request request;
    private int redirects;
    private boolean lastResort;

    ParentSearch(StreamState state) {
        this.state = state;
        this.context = state.context;
    }

    boolean isAsking() {
        return request != null;
    }

    boolean isAsking(String node) {
        return request != null && request.node.equals(node);
    }

    /** Whether a node has a request of this number to answer. */
    boolean isAsking(String node, int number) {
        return isAsking(node) && request != null && request.number == number;
    }

    /** Nodes that are not to be asked now. */
    Set<String> avoided(long nowNs) {
        avoided.values().removeIf(untilNs -> untilNs <= nowNs);
        return avoided.keySet();
    }

    void avoid(long nowNs, String node, long spanNs) {
        if (avoided.size() < AVOIDED_MAX) {
            avoided.put(node, nowNs + spanNs);
        }
    }

    /**
     * Begins anew.
     *
     * @param parent not to be asked; null for none
     * @param standby to be asked first; null for none
     */
    void begin(long nowNs, @Nullable String parent, @Nullable String standby) {
        drop(nowNs);
        forget();
        Set<String> unwanted = new HashSet<>(avoided(nowNs));
        if (standby != null && !unwanted.contains(standby)) {
            candidates.add(standby);
        }
        if (parent != null) {
            tried.add(parent);
        }
        unwanted.addAll(state.lost());
        candidates.addAll(context.choice.parents(nowNs, state.stream, state.height(), unwanted));
        if (candidates.isEmpty() && parent == null) {
            // Where everybody is suspect nobody is: silence may have been our own.
            candidates.addAll(context.choice.lastResort(state.stream));
            lastResort = true;
        }
    }

    /** A search among one. */
    void begin(String candidate) {
        forget();
        candidates.add(candidate);
    }

    private void forget() {
        candidates.clear();
        tried.clear();
        slow.clear();
        redirects = 0;
        lastResort = false;
    }

    void follow(List<String> others) {
        if (redirects++ < context.options.redirectsMax()) {
            others.reversed().forEach(candidates::addFirst);
        }
    }

    /** Asks the next candidate; false when there is none. */
    boolean askNext(long nowNs) {
        request = null;
        while (!candidates.isEmpty()) {
            String node = candidates.removeFirst();
            boolean usable = (lastResort || context.choice.isUsable(nowNs, node)) && !state.downstream.has(node);
            if (usable && tried.add(node) && context.neighbours.open(nowNs, node) != null) {
                request = new Request(context.nextRequest(), node, nowNs, Deadlines.NEVER, Map.of());
                linkReady(nowNs, node);
                context.wakeBy(deadlineNs());
                return true;
            }
        }
        return false;
    }

    void linkReady(long nowNs, String node) {
        Neighbour neighbour = context.neighbours.get(node);
        if (request == null
                || request.sent()
                || !request.node.equals(node)
                || neighbour == null
                || !neighbour.ready()) {
            return;
        }
        Map<Integer, Long> own = context.readings.lastSequences(state.stream);
        Map<Integer, Long> have = own.isEmpty() ? state.downstream.have() : own;
        request = new Request(request.number, node, request.beganNs, nowNs, have);
        neighbour.askedNs = nowNs;
        state.layersSent(state.layers() == 0 ? 1 : state.layers());
        context.neighbours.send(
                nowNs,
                node,
                new TreeMessage.Subscribe(
                        request.number, state.stream, state.layersAsked(), state.height(), have, state.lost()));
        context.wakeBy(nowNs + context.options.silenceNs());
    }

    /** Whether a path is one to take: it ends with who says it, names nobody twice and not this node, and leaves room for what is below. */
    boolean isGood(String from, List<String> path) {
        boolean possible = path.getLast().equals(from) && new HashSet<>(path).size() == path.size();
        if (!possible) {
            context.counters.lies++;
        }
        return possible
                && !path.contains(context.self.id())
                && path.size() + state.height() <= context.options.depthMax();
    }

    /** What the node asked was told is here. */
    Map<Integer, Long> have() {
        return request == null ? Map.of() : request.have;
    }

    /** The request has its answer. */
    void answered() {
        request = null;
    }

    /** Takes the request back. */
    void drop(long nowNs) {
        if (request != null && request.sent()) {
            context.neighbours.send(nowNs, request.node, new TreeMessage.Unsubscribe(state.stream));
        }
        request = null;
    }

    void reset(long nowNs) {
        drop(nowNs);
        candidates.clear();
        avoided.clear();
    }

    void mark() {
        Neighbour neighbour = request == null ? null : context.neighbours.get(request.node);
        if (neighbour != null && request != null) {
            neighbour.asked |= request.sent();
            neighbour.spare = true;
        }
    }

    long deadlineNs() {
        if (request == null) {
            return Deadlines.NEVER;
        }
        if (request.sent()) {
            return request.sentNs + context.options.requestNs();
        }
        // The directory takes seconds to forget the dead, and all below a relay wait. Edges are too many to ask about.
        boolean impatient = state.height() > 0 && !candidates.isEmpty() && !slow.contains(request.node);
        long openNs = OPEN_ROUND_TRIPS * context.choice.roundTripNs(request.node) + context.options.quietNs();
        return impatient ? request.beganNs + openNs : Deadlines.NEVER;
    }

    /** The node asked, or its link, has taken too long; whoever called asks the next. */
    void late(long nowNs) {
        if (request != null && !request.sent()) {
            slow.add(request.node);
            tried.remove(request.node);
            candidates.addLast(request.node);
        } else if (request != null) {
            avoid(nowNs, request.node, context.options.suspectNs());
        }
        drop(nowNs);
    }
}
