package dev.treecast.bench.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.treecast.webrtc.datachannel.DataChannel;
import dev.treecast.webrtc.datachannel.DataChannelTransport;
import dev.treecast.webrtc.datachannel.Reliability;
import dev.treecast.webrtc.peer.DataChannelApplication;
import dev.treecast.webrtc.peer.LoopSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer of the swarm does on its data channels: says hello, presses a button at a steady rate, and notes when the game's events come. It speaks
 * docs/interaction/protocol.md by itself, as a browser would. Owned by the viewer's loop.
 */
final class InteractingViewer implements ViewerApplication, DataChannelApplication.Channels {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] HELLO = ViewerApplication.hello();

    private static final int INPUT = 1;
    private static final int PRESS = 1;
    private static final int RELEASE = 2;

    /** A press or release travels in so many frames, as the channel may lose one. */
    private static final int SENT_TIMES = 3;

    private static final int HEAD_BYTES = 6;
    private static final int RECORD_BYTES = 5;

    // Given.
    private final InteractionLoad load;
    private final String control;
    private final boolean probing;
    private final long intervalNs;
    private final long phaseNs;

    // State.
    private @Nullable Peer peer;
    private @Nullable DataChannel ctl;
    private @Nullable DataChannel in;
    private int number = -1;
    private int inputs;
    private long dueNs = LoopSession.NO_DEADLINE;
    private final byte[] frame = new byte[HEAD_BYTES + SENT_TIMES * RECORD_BYTES];

    /**
     * @param probing whether it is the one whose presses are timed
     * @param phaseNs when, after its first snapshot, it begins
     */
    InteractingViewer(InteractionLoad load, boolean probing, long intervalNs, long phaseNs) {
        this.load = load;
        this.control = probing ? InteractionLoad.PROBE : InteractionLoad.PRESS;
        this.probing = probing;
        this.intervalNs = intervalNs;
        this.phaseNs = phaseNs;
    }

    @Override
    public boolean wanted() {
        return true;
    }

    @Override
    public Channels attach(Peer attached) {
        peer = attached;
        return this;
    }

    @Override
    public void start(long nowNs, DataChannelTransport transport) {
        ctl = transport.negotiated(0, "ctl", PROTOCOL, Reliability.reliable());
        in = transport.negotiated(1, "in", PROTOCOL, Reliability.lifetime(100));
        var unusedOut = transport.negotiated(2, "out", PROTOCOL, Reliability.noRetransmissions());
    }

    @Override
    public void connected(long nowNs) {
        if (ctl != null) {
            var unusedTaken = ctl.send(nowNs, true, HELLO, 0, HELLO.length);
        }
    }

    @Override
    public void opened(long nowNs, DataChannel channel) {}

    @Override
    public void message(long nowNs, DataChannel channel, boolean text, byte[] data, int offset, int length) {
        if (!text) {
            load.tallies.increment();
            return;
        }
        JsonNode message;
        try {
            message = JSON.readTree(data, offset, length);
        } catch (IOException e) {
            load.errors.increment();
            return;
        }
        switch (message.path("type").asText()) {
            case "event" -> load.event(message.path("data").path("sentNs").asLong());
            case "snapshot" -> controls(nowNs, message.path("controls"));
            case "patch" -> controls(nowNs, message.path("ops").path("controls"));
            case "welcome" -> load.welcomed.increment();
            case "error", "bye" -> load.errors.increment();
            default -> {}
        }
    }

    private void controls(long nowNs, JsonNode controls) {
        JsonNode mine = controls.path(control).path("number");
        if (mine.isInt() && number < 0) {
            number = mine.asInt();
            dueNs = nowNs + phaseNs;
        }
    }

    @Override
    public void channelClosed(long nowNs, DataChannel channel) {}

    @Override
    public void closed(long nowNs, String reason) {
        dueNs = LoopSession.NO_DEADLINE;
    }

    @Override
    public long nextDeadlineNs() {
        return dueNs;
    }

    @Override
    public void timeout(long nowNs) {
        DataChannel channel = in;
        if (nowNs < dueNs || channel == null) {
            return;
        }
        dueNs = Math.max(dueNs + intervalNs, nowNs);
        inputs++;
        if (probing && action(inputs) == PRESS) {
            load.probePressed();
        }
        int records = Math.min(SENT_TIMES, inputs);
        ByteBuffer out = ByteBuffer.wrap(frame);
        out.put((byte) INPUT).put((byte) 0).putInt(0);
        for (int input = inputs - records + 1; input <= inputs; input++) {
            out.putShort((short) number).put((byte) action(input)).putShort((short) input);
        }
        if (channel.send(nowNs, false, frame, 0, out.position())) {
            load.inputsSent.increment();
        }
        if (peer != null) {
            peer.sent();
        }
    }

    /** One input presses, the next releases. */
    private static int action(int input) {
        return input % 2 == 1 ? PRESS : RELEASE;
    }
}
