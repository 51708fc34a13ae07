package dev.treecast.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.treecast.webrtc.datachannel.DataChannel;
import dev.treecast.webrtc.datachannel.DataChannelTransport;
import dev.treecast.webrtc.datachannel.Reliability;
import dev.treecast.webrtc.peer.DataChannelApplication;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.function.Consumer;

/** Hears on the control channel (docs/interaction/protocol.md) where a server that leaves wants its publisher to go on. */
final class MoveOrders implements DataChannelApplication, DataChannelApplication.Channels {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONTROL = "ctl";
    private static final String PROTOCOL = "treecast.v1";
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final Consumer<URI> moved;

    /** @param moved told, on the loop, of the WHIP endpoint to go to; may be told again */
    MoveOrders(Consumer<URI> moved) {
        this.moved = moved;
    }

    @Override
    public boolean wanted() {
        return true;
    }

    @Override
    public Channels attach(Peer peer) {
        return this;
    }

    @Override
    public void start(long nowNs, DataChannelTransport transport) {
        var unusedChannel = transport.negotiated(0, CONTROL, PROTOCOL, Reliability.reliable());
    }

    @Override
    public void connected(long nowNs) {
        // A publisher only listens.
    }

    @Override
    public void opened(long nowNs, DataChannel channel) {}

    @Override
    public void message(long nowNs, DataChannel channel, boolean text, byte[] data, int offset, int length) {
        try {
            JsonNode message = JSON.readTree(data, offset, length);
            URI whip = URI.create(message.path("whip").asText());
            if (message.path("type").asText().equals("move") && SCHEMES.contains(String.valueOf(whip.getScheme()))) {
                moved.accept(whip);
            }
        } catch (IOException | IllegalArgumentException notForUs) {
            // What is said of shows is not for a publisher.
        }
    }

    @Override
    public void channelClosed(long nowNs, DataChannel channel) {}

    @Override
    public void closed(long nowNs, String reason) {}
}
