package dev.treecast.server.media;

import dev.treecast.edge.ViewerEdge;
import dev.treecast.edge.repair.RepairCounters;
import dev.treecast.ingest.Ingest;
import dev.treecast.server.http.MetricsSource;
import dev.treecast.tree.StreamHub;
import dev.treecast.webrtc.dtls.HandshakeGate;
import dev.treecast.webrtc.netty.LoopCounters;
import dev.treecast.webrtc.peer.PeerTotals;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** The media side's counters for Prometheus. Totals only: no label grows with streams or the audience. */
public final class MediaMetrics implements MetricsSource {
    private static final String DROPPED = "treecast.media.dropped.datagrams";
    private static final String DROPPED_HELP = "Datagrams and packets that were dropped, by reason";

    private static final String REJECTED = "treecast.sessions.rejected.packets";
    private static final String REJECTED_HELP =
            "Packets from known addresses that sessions rejected, by reason; counted when a session ends";

    private static final String REFUSED = "treecast.repair.refused.packets";
    private static final String REFUSED_HELP = "Packets asked for that were not repeated, by reason";

    private final LoopCounters sockets;
    private final StreamHub hub;
    private final Ingest ingest;
    private final ViewerEdge edge;
    private final HandshakeGate gate;
    private final PeerTotals ended;

    public MediaMetrics(
            LoopCounters sockets, StreamHub hub, Ingest ingest, ViewerEdge edge, HandshakeGate gate, PeerTotals ended) {
        this.sockets = sockets;
        this.hub = hub;
        this.ingest = ingest;
        this.edge = edge;
        this.gate = gate;
        this.ended = ended;
    }

    @Override
    public void bind(MetricsSink sink) {
        sink.gauge(
                "treecast.streams",
                "Streams that are live or wait for their publisher",
                () -> hub.streams().size());
        sink.gauge("treecast.publishers", "Publishers' sessions", ingest::size);
        sink.gauge("treecast.viewers", "Viewers' sessions", edge::size);
        sink.counter("treecast.publishers.started", "Publishers' sessions begun", ingest::startedCount);
        sink.counter("treecast.viewers.started", "Viewers' sessions begun", edge::startedCount);
        sink.counter("treecast.media.received.datagrams", "Datagrams received", sockets.datagramsReceived::sum);
        sink.counter("treecast.media.sent.datagrams", "Datagrams sent", sockets.datagramsSent::sum);
        sink.counter("treecast.media.sent.bytes", "Bytes of datagrams sent", sockets.bytesSent::sum);
        sink.counter(
                "treecast.media.sent.runs",
                "Runs of datagrams to one peer, each one send to the kernel",
                sockets.runsSent::sum);
        sink.counter(DROPPED, DROPPED_HELP, sockets.malformed::sum, "reason", "malformed");
        sink.counter(DROPPED, DROPPED_HELP, sockets.unknownUsernameFragment::sum, "reason", "unknown_ufrag");
        sink.counter(DROPPED, DROPPED_HELP, sockets.unknownAddress::sum, "reason", "unknown_address");
        sink.counter(DROPPED, DROPPED_HELP, sockets.sendQueueFull::sum, "reason", "send_queue_full");
        sink.counter(DROPPED, DROPPED_HELP, edge::packetsDropped, "reason", "loop_behind");
        sink.counter(REJECTED, REJECTED_HELP, ended.unauthenticated::sum, "reason", "unauthenticated");
        sink.counter(REJECTED, REJECTED_HELP, ended.replayed::sum, "reason", "replayed");
        sink.counter(REJECTED, REJECTED_HELP, ended.tooEarly::sum, "reason", "too_early");
        sink.counter(REJECTED, REJECTED_HELP, ended.malformed::sum, "reason", "malformed");
        repairs(sink);
        sink.counter("treecast.media.socket.errors", "Errors reported by the sockets", sockets.socketErrors::sum);
        sink.counter("treecast.sessions.failed", "Sessions ended by a fault of ours", sockets.sessionsFailed::sum);
        sink.histogram(
                "treecast.glass.to.edge.seconds",
                "From the capture of a frame until it left this node, each as often as it was sent to a viewer",
                edge.sentAges().boundsSeconds(),
                edge.sentAges()::counts,
                edge.sentAges()::sumSeconds);
        syncs(sink);
        sink.gauge("treecast.dtls.handshakes.running", "DTLS handshakes under way", gate::running);
        sink.gauge("treecast.dtls.handshakes.waiting", "DTLS handshakes waiting for a place", gate::waiting);
        sink.counter("treecast.dtls.handshakes.admitted", "DTLS handshakes let in", gate::admitted);
        sink.counter("treecast.dtls.handshakes.timed.out", "DTLS handshakes that took too long", gate::timedOut);
        sink.counter("treecast.dtls.handshakes.refused", "DTLS handshakes refused, the gate being full", gate::refused);
    }

    private void syncs(MetricsSink sink) {
        sink.gauge(
                "treecast.sync.target.seconds",
                "From the capture of a picture until synchronized viewers see it; of the stream where that is longest",
                () -> hub.streams().stream()
                        .mapToDouble(stream -> stream.audience().lastTargetNs() / 1e9)
                        .max()
                        .orElse(0));
        sink.histogram(
                "treecast.sync.late.seconds",
                "By how much synchronized viewers see pictures later than they should, each once a second",
                edge.syncLates().boundsSeconds(),
                edge.syncLates()::counts,
                edge.syncLates()::sumSeconds);
        sink.counter(
                "treecast.sync.told",
                "Times that synchronized viewers were told how long to hold pictures back",
                () -> edge.syncs().stream().mapToLong(loop -> loop.told.sum()).sum());
        sink.counter(
                "treecast.sync.implausible",
                "Reports of synchronized viewers that nobody can believe",
                () -> edge.syncs().stream()
                        .mapToLong(loop -> loop.implausible.sum())
                        .sum());
    }

    private void repairs(MetricsSink sink) {
        sink.counter(
                "treecast.repair.requested.packets",
                "Packets that viewers asked for again",
                () -> repairs(counters -> counters.requested));
        sink.counter(
                "treecast.repair.repeated.packets",
                "Packets repeated to viewers",
                () -> repairs(counters -> counters.repeated));
        sink.counter(
                "treecast.repair.doubled.packets",
                "Repeats sent a second time, as there might be no other chance",
                () -> repairs(counters -> counters.doubled));
        refused(sink, "too_soon", counters -> counters.tooSoon);
        refused(sink, "too_often", counters -> counters.tooOften);
        refused(sink, "too_late", counters -> counters.tooLate);
        refused(sink, "over_budget", counters -> counters.overBudget);
        refused(sink, "unknown", counters -> counters.unknown);
    }

    private void refused(MetricsSink sink, String reason, Function<RepairCounters, LongAdder> counter) {
        sink.counter(REFUSED, REFUSED_HELP, () -> repairs(counter), "reason", reason);
    }

    private double repairs(Function<RepairCounters, LongAdder> counter) {
        return edge.repairs().stream()
                .mapToLong(counters -> counter.apply(counters).sum())
                .sum();
    }
}
