package dev.treecast.webrtc.ice;

import static dev.treecast.webrtc.ice.IceFixtures.OPTIONS;
import static dev.treecast.webrtc.ice.IceFixtures.SERVER;
import static dev.treecast.webrtc.ice.IceFixtures.START;
import static dev.treecast.webrtc.ice.IceFixtures.VIEWER;

import dev.treecast.webrtc.stun.MessageIntegrity;
import dev.treecast.webrtc.stun.StunMessage;
import dev.treecast.webrtc.stun.StunWriter;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A controlling agent, its output, a clock, and a peer's answers made by hand. */
class IceControllingHarness {
    final RecordingOutput output = new RecordingOutput();
    long nowNs = START;
    IceControllingAgent agent = agent(IceFixtures.SERVER_ADDRESS);

    static IceControllingAgent agent(InetSocketAddress... remote) {
        return new IceControllingAgent(VIEWER, SERVER, List.of(remote), 42, OPTIONS, new Random(1));
    }

    void start() {
        agent.start(nowNs);
        agent.poll(nowNs, output);
    }

    /** Polls at each deadline until {@code untilNs}. */
    void run(long untilNs) {
        while (agent.nextDeadlineNs() != IceAgent.NO_DEADLINE && agent.nextDeadlineNs() - untilNs <= 0) {
            nowNs = agent.nextDeadlineNs();
            agent.poll(nowNs, output);
        }
        nowNs = untilNs;
    }

    void answer(RecordingOutput.Sent check) {
        answer(check, check.to(), SERVER.password());
    }

    void answer(RecordingOutput.Sent check, InetSocketAddress from, String password) {
        StunWriter writer = new StunWriter(200)
                .begin(StunMessage.BINDING_SUCCESS, check.data(), 8)
                .xorMappedAddress(IceFixtures.HOME);
        receive(from, writer, writer.finish(new MessageIntegrity(password)));
    }

    void refuse(RecordingOutput.Sent check, int code) {
        StunWriter writer = new StunWriter(200)
                .begin(StunMessage.BINDING_ERROR, check.data(), 8)
                .errorCode(code, "no");
        receive(check.to(), writer, writer.finish(new MessageIntegrity(SERVER.password())));
    }

    void receive(InetSocketAddress from, StunWriter writer, int length) {
        byte[] data = Arrays.copyOf(writer.buffer(), length);
        agent.handle(nowNs, from, data, 0, length, output);
    }

    void connect() {
        start();
        answer(output.last());
        answer(output.last());
    }
}
