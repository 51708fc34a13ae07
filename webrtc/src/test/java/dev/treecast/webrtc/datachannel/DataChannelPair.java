package dev.treecast.webrtc.datachannel;

import dev.treecast.webrtc.sctp.SctpOptions;
import dev.treecast.webrtc.sctp.SctpScratch;
import dev.treecast.webrtc.simulation.PathConditions;
import dev.treecast.webrtc.simulation.SimulatedNetwork;

/** Two ends in simulated time, from a seed. */
final class DataChannelPair {
    static final long MS = 1_000_000;
    static final long SECOND = 1_000 * MS;

    final SimulatedNetwork network;
    final DataChannelEnd client;
    final DataChannelEnd server;

    DataChannelPair(long seed) {
        this(seed, SctpOptions.defaults(), SctpOptions.defaults());
    }

    DataChannelPair(long seed, SctpOptions clientOptions, SctpOptions serverOptions) {
        network = new SimulatedNetwork(seed);
        SctpScratch scratch = new SctpScratch(1_200);
        client = new DataChannelEnd(network, clientOptions, scratch, true, seed * 31 + 1);
        server = new DataChannelEnd(network, serverOptions, scratch, false, seed * 31 + 7);
        client.peer = server;
        server.peer = client;
    }

    void path(PathConditions conditions) {
        client.path = conditions;
        server.path = conditions;
    }

    /** Both start, and are connected. */
    DataChannelPair connect() {
        client.start();
        server.start();
        if (!network.runUntil(() -> client.transport.isConnected() && server.transport.isConnected(), 60 * SECOND)) {
            throw new AssertionError("not connected: " + client.closeReason + ", " + server.closeReason);
        }
        return this;
    }

    long nowNs() {
        return network.nowNs();
    }

    void runFor(long durationNs) {
        network.runFor(durationNs);
    }

    /** A negotiated channel on both ends; the client's. */
    DataChannel negotiated(int id, String label, Reliability reliability) {
        server.transport.negotiated(id, label, "test", reliability);
        return client.transport.negotiated(id, label, "test", reliability);
    }

    DataChannel serverChannel(int id) {
        return server.transport.channels().stream()
                .filter(c -> c.id() == id)
                .findFirst()
                .orElseThrow();
    }
}
