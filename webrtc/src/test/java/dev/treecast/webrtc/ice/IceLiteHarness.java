package dev.treecast.webrtc.ice;

import static dev.treecast.webrtc.ice.IceFixtures.OPTIONS;
import static dev.treecast.webrtc.ice.IceFixtures.SERVER;
import static dev.treecast.webrtc.ice.IceFixtures.START;
import static dev.treecast.webrtc.ice.IceFixtures.VIEWER;

import java.net.InetSocketAddress;

/** A lite agent, its output and a clock. */
class IceLiteHarness {
    final RecordingOutput output = new RecordingOutput();
    IceLiteAgent agent;
    long nowNs = START;

    IceLiteHarness() {
        agent = new IceLiteAgent(SERVER, OPTIONS, nowNs);
        agent.remoteCredentials(VIEWER);
    }

    void receive(InetSocketAddress from, byte[] datagram) {
        agent.handle(nowNs, from, datagram, 0, datagram.length, output);
    }
}
