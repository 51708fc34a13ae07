package dev.treecast.tree.membership;

import dev.treecast.tree.pki.NodeRole;

/** What neighbours say, and who takes it: the streams above and below, the parcels that pass through, or what is known of the neighbour itself. */
final class Dialogue {
    private final NodeContext context;
    private final StreamTable streams;
    private final Parcels parcels;
    private final Strangers strangers;

    /** Told of neighbours that cannot be understood, or that lie about who they are. */
    interface Strangers {
        void gaveUp(long nowNs, String node);
    }

    Dialogue(NodeContext context, StreamTable streams, Parcels parcels, Strangers strangers) {
        this.context = context;
        this.streams = streams;
        this.parcels = parcels;
        this.strangers = strangers;
    }

    void take(long nowNs, String node, TreeMessage message) {
        context.counters.received++;
        Neighbour from = context.neighbours.get(node);
        if (from == null || !from.up || (!from.greeted && !(message instanceof TreeMessage.Hello))) {
            context.counters.ignored++;
            return;
        }
        from.messageHeardNs = nowNs;
        switch (message) {
            case TreeMessage.Hello hello -> hello(nowNs, from, hello);
            case TreeMessage.Subscribe asked -> subscribe(nowNs, from, asked);
            case TreeMessage.Accept accept ->
                streams.known(accept.stream())
                        .ifPresentOrElse(
                                state -> state.upstream.messages.accepted(nowNs, node, accept),
                                () -> unwanted(nowNs, node, accept.stream()));
            case TreeMessage.Redirect redirect ->
                streams.known(redirect.stream())
                        .ifPresent(state -> state.upstream.messages.redirected(nowNs, node, redirect));
            case TreeMessage.Refuse refuse ->
                streams.known(refuse.stream()).ifPresent(state -> state.upstream.messages.refused(nowNs, node, refuse));
            case TreeMessage.Unsubscribe gone ->
                streams.known(gone.stream()).ifPresent(state -> state.downstream.remove(nowNs, node));
            case TreeMessage.Layers layers ->
                streams.known(layers.stream())
                        .ifPresent(state -> state.downstream.layers(nowNs, node, layers.layers()));
            case TreeMessage.PathChanged changed ->
                streams.known(changed.stream())
                        .ifPresent(state -> state.upstream.messages.pathChanged(nowNs, node, changed));
            case TreeMessage.Ended ended -> ended(nowNs, node, ended.stream());
            case TreeMessage.Keepalive keepalive -> keepalive(nowNs, from, keepalive);
            case TreeMessage.Drain drain -> drained(nowNs, from, drain.withinMs() * 1_000_000L);
            case TreeMessage.KeyRequest request ->
                streams.known(request.stream()).ifPresent(state -> parcels.keyRequest(nowNs, state, from, request));
            case TreeMessage.KeyRelease release ->
                streams.known(release.stream()).ifPresent(state -> parcels.keyRelease(nowNs, state, from, release));
            case TreeMessage.KeyAnswer answer ->
                streams.fromParent(node, answer.stream())
                        .ifPresent(state -> parcels.keyAnswer(nowNs, answer.stream(), answer.edge(), answer.body()));
            case TreeMessage.Tick tick ->
                streams.known(tick.stream())
                        .filter(state -> state.downstream.isServed(node))
                        .ifPresent(state -> context.listener.tick(tick.stream(), node, tick.body()));
            case TreeMessage.Event event ->
                streams.fromParent(node, event.stream()).ifPresent(state -> {
                    parcels.event(nowNs, state, event.body());
                    context.listener.event(event.stream(), event.body());
                });
            case TreeMessage.LayerRates rates ->
                streams.known(rates.stream()).ifPresent(state -> state.rates(nowNs, node, rates));
        }
    }

    private void hello(long nowNs, Neighbour from, TreeMessage.Hello hello) {
        if (!context.neighbours.greeted(from, hello)) {
            strangers.gaveUp(nowNs, from.node);
            return;
        }
        if (context.draining) {
            context.neighbours.send(nowNs, from.node, new TreeMessage.Drain(0));
        }
        streams.all().forEach(state -> state.linkReady(nowNs, from.node));
    }

    private void subscribe(long nowNs, Neighbour from, TreeMessage.Subscribe asked) {
        boolean child = from.roles.contains(asked.height() == 0 ? NodeRole.EDGE : NodeRole.RELAY)
                || from.roles.contains(NodeRole.RELAY);
        StreamState state = null;
        if (child && from.mayAsk(nowNs, context.options.subscribesMax())) {
            state = streams.getOrAdd(asked.stream());
        }
        if (state == null) {
            context.counters.refusals++;
            context.neighbours.send(
                    nowNs,
                    from.node,
                    new TreeMessage.Refuse(asked.request(), asked.stream(), RefusalCode.TOO_MANY, 1_000));
            return;
        }
        state.downstream.subscribe(nowNs, from, asked);
    }

    private void unwanted(long nowNs, String node, String stream) {
        context.counters.ignored++;
        context.neighbours.send(nowNs, node, new TreeMessage.Unsubscribe(stream));
    }

    private void ended(long nowNs, String node, String stream) {
        StreamState state = streams.get(stream);
        if (state == null || !node.equals(state.upstream.parent())) {
            context.counters.ignored++;
            return;
        }
        state.end(nowNs);
        context.wakeBy(nowNs);
    }

    private void keepalive(long nowNs, Neighbour from, TreeMessage.Keepalive keepalive) {
        from.children = keepalive.children();
        from.capacity = keepalive.capacity();
        from.clock.received(keepalive, context.readings.wallClockNs(nowNs));
        long roundTripNs = from.roundTripNs();
        if (roundTripNs > 0 && from.opened) {
            context.choice.measured(from.region, roundTripNs);
        }
    }

    private void drained(long nowNs, Neighbour from, long withinNs) {
        from.draining = true;
        streams.all().forEach(state -> state.upstream.drained(nowNs, from.node, withinNs));
    }
}
