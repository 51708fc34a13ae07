package dev.treecast.server.http;

import dev.treecast.server.interaction.InteractionLoop;
import java.util.List;

/** The interaction bus's counters for Prometheus, over all shows. */
final class InteractionMetrics implements MetricsSource {
    /** The codes of docs/interaction/protocol.md, which the bus counts by. */
    private static final List<String> REASONS = List.of(
            "malformed",
            "too-large",
            "unknown-type",
            "unauthorized",
            "forbidden",
            "not-found",
            "invalid",
            "disabled",
            "cooldown",
            "rate",
            "closed",
            "funds",
            "refused",
            "unavailable",
            "limit");

    private final InteractionLoop loop;

    InteractionMetrics(InteractionLoop loop) {
        this.loop = loop;
    }

    @Override
    public void bind(MetricsSink sink) {
        sink.gauge(
                "treecast.interaction.shows",
                "Shows that exist",
                () -> loop.counters().shows());
        sink.gauge(
                "treecast.interaction.viewers",
                "Viewers that have said hello",
                () -> loop.counters().viewers());
        sink.gauge(
                "treecast.interaction.games",
                "Games that are connected",
                () -> loop.counters().games());
        sink.counter(
                "treecast.interaction.inputs.received",
                "Inputs that came, also those that edges folded",
                () -> loop.counters().received());
        sink.counter(
                "treecast.interaction.inputs.folded",
                "Inputs that this node folded for shows at other nodes",
                () -> loop.counters().folded());
        sink.counter(
                "treecast.interaction.ticks.merged",
                "Ticks of other nodes that went on as a part of a greater one",
                () -> loop.counters().ticksMerged());
        sink.counter(
                "treecast.interaction.inputs.merged",
                "Inputs that went into a tick",
                () -> loop.counters().merged());
        sink.counter(
                "treecast.interaction.inputs.sampled",
                "Inputs that reached a game one by one",
                () -> loop.counters().sampled());
        for (String reason : REASONS) {
            sink.counter(
                    "treecast.interaction.dropped",
                    "Messages and inputs that were not taken, by reason",
                    () -> loop.counters().dropped().getOrDefault(reason, 0L),
                    "reason",
                    reason);
        }
        sink.counter(
                "treecast.interaction.texts.unchecked",
                "Texts that were refused because the hook did not answer, or not sensibly",
                () -> loop.counters().textsUnchecked());
        sink.gauge(
                "treecast.interaction.ledger.writable",
                "1 while the ledger can be written; nothing is sold otherwise",
                () -> loop.counters().ledgerWritable() ? 1 : 0);
        sink.counter(
                "treecast.interaction.ledger.failures",
                "Attempts to write the ledger that failed",
                () -> loop.counters().ledgerFailures());
        sink.counter(
                "treecast.interaction.loop.dropped.messages",
                "Messages that were dropped because the interaction loop was behind",
                loop::messagesDropped);
        sink.counter(
                "treecast.interaction.connections.refused",
                "Connections that the interaction loop did not take",
                loop::connectionsRefused);
        sink.counter("treecast.interaction.failures", "Faults of ours in the interaction bus", loop::failures);
    }
}
