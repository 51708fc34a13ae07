package dev.treecast.bench.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.treecast.webrtc.datachannel.DataChannel;
import dev.treecast.webrtc.datachannel.DataChannelTransport;
import dev.treecast.webrtc.datachannel.Reliability;
import dev.treecast.webrtc.peer.DataChannelApplication;
import dev.treecast.webrtc.peer.LoopSession;
import java.io.IOException;
import java.net.URI;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hears on the control channel where the server wants the viewer to go on. It says hello, as who does not is not kept there, and takes part in nothing else. */
final class MoveChannel implements ViewerApplication, DataChannelApplication.Channels {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] HELLO = ViewerApplication.hello();

    private final Consumer<URI> moved;
    private @Nullable DataChannel control;

    /** @param moved told, on the loop, of the WHEP endpoint to go to; may be told again */
    MoveChannel(Consumer<URI> moved) {
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
        control = transport.negotiated(0, "ctl", PROTOCOL, Reliability.reliable());
    }

    @Override
    public void connected(long nowNs) {
        if (control != null) {
            var unusedTaken = control.send(nowNs, true, HELLO, 0, HELLO.length);
        }
    }

    @Override
    public void opened(long nowNs, DataChannel channel) {}

    @Override
    public void message(long nowNs, DataChannel channel, boolean text, byte[] data, int offset, int length) {
        try {
            JsonNode message = JSON.readTree(data, offset, length);
            if (message.path("type").asText().equals("move")) {
                moved.accept(URI.create(message.path("whep").asText()));
            }
        } catch (IOException | IllegalArgumentException notForUs) {
            // What is said of shows is not for this viewer.
        }
    }

    @Override
    public void channelClosed(long nowNs, DataChannel channel) {}

    @Override
    public void closed(long nowNs, String reason) {}

    @Override
    public long nextDeadlineNs() {
        return LoopSession.NO_DEADLINE;
    }

    @Override
    public void timeout(long nowNs) {}
}
