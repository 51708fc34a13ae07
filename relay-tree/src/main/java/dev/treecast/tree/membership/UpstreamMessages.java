package dev.treecast.tree.membership;

import java.util.Map;

/** What nodes above say of one stream: heard where they were asked, or are the parent, and counted otherwise. */
final class UpstreamMessages {
    private final StreamState state;
    private final NodeContext context;
    private final Upstream upstream;
    private final ParentSearch search;

    UpstreamMessages(StreamState state, Upstream upstream, ParentSearch search) {
        this.state = state;
        this.context = state.context;
        this.upstream = upstream;
        this.search = search;
    }

    private boolean isParent(String node) {
        return node.equals(upstream.parent());
    }

    void accepted(long nowNs, String from, TreeMessage.Accept accept) {
        if (!search.isAsking(from, accept.request())) {
            context.counters.ignored++;
            if (!isParent(from) && !search.isAsking(from)) {
                context.neighbours.send(nowNs, from, new TreeMessage.Unsubscribe(state.stream));
            }
        } else if (!search.isGood(from, accept.path())) {
            search.late(nowNs);
            upstream.askNext(nowNs);
        } else {
            upstream.moveTo(nowNs, from, new Source(accept.publication(), accept.tracks(), accept.path()));
        }
    }

    void redirected(long nowNs, String from, TreeMessage.Redirect redirect) {
        if (redirect.request() == 0 && isParent(from)) {
            upstream.sentAway(nowNs, redirect.candidates());
        } else if (search.isAsking(from, redirect.request())) {
            search.follow(redirect.candidates());
            upstream.askNext(nowNs);
        } else {
            context.counters.ignored++;
        }
    }

    void refused(long nowNs, String from, TreeMessage.Refuse refuse) {
        boolean dismissed = refuse.request() == 0 && isParent(from);
        if (!dismissed && !search.isAsking(from, refuse.request())) {
            context.counters.ignored++;
            return;
        }
        search.avoid(nowNs, from, refuse.retryAfterMs() * 1_000_000L);
        if (dismissed) {
            upstream.parentGone(nowNs);
        } else {
            upstream.askNext(nowNs);
        }
    }

    void pathChanged(long nowNs, String from, TreeMessage.PathChanged changed) {
        if (!isParent(from)) {
            context.counters.ignored++;
        } else if (changed.path().isEmpty()) {
            upstream.parentDry(nowNs);
        } else if (search.isGood(from, changed.path())) {
            upstream.take(nowNs, from, new Source(changed.publication(), changed.tracks(), changed.path()), Map.of());
        } else {
            search.avoid(nowNs, from, context.options.suspectNs());
            context.neighbours.send(nowNs, from, new TreeMessage.Unsubscribe(state.stream));
            upstream.parentGone(nowNs);
        }
    }
}
