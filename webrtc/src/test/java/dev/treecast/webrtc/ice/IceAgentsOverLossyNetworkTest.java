package dev.treecast.webrtc.ice;

import static dev.treecast.webrtc.ice.IceFixtures.HOME;
import static dev.treecast.webrtc.ice.IceFixtures.MOBILE;
import static dev.treecast.webrtc.ice.IceFixtures.OPTIONS;
import static dev.treecast.webrtc.ice.IceFixtures.SECOND;
import static dev.treecast.webrtc.ice.IceFixtures.SERVER;
import static dev.treecast.webrtc.ice.IceFixtures.SERVER_ADDRESS;
import static dev.treecast.webrtc.ice.IceFixtures.STRANGER;
import static dev.treecast.webrtc.ice.IceFixtures.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both agents against each other. The server's first address is dead; the seed is in the test's name. */
class IceAgentsOverLossyNetworkTest {
    private static final long START = 1_000_000 * SECOND;

    private final RecordingOutput serverEvents = new RecordingOutput();
    private final RecordingOutput viewerEvents = new RecordingOutput();
    private IceNetwork network = new IceNetwork(0, 0, 0, START);
    private IceLiteAgent server = new IceLiteAgent(SERVER, OPTIONS, START);
    private IceControllingAgent viewer = IceControllingHarness.agent();
    private InetSocketAddress viewerAddress = HOME;
    private long nowNs = START;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void shouldConnectMoveAndExpire(long seed) {
        connect(seed, 0.1);
        run(START + 14 * SECOND);
        assertThat(viewer.selectedAddress()).isEqualTo(SERVER_ADDRESS);
        assertThat(server.selectedAddress()).isEqualTo(HOME);
        assertThat(viewer.mappedAddress()).isEqualTo(HOME);

        moveViewer(MOBILE);
        run(nowNs + 28 * SECOND);
        assertThat(server.selectedAddress()).isEqualTo(MOBILE);
        assertThat(server.expired(nowNs)).isFalse();
        assertThat(viewer.mappedAddress()).isEqualTo(MOBILE);

        run(nowNs + 120 * SECOND);
        assertThat(viewerEvents.events).doesNotContain("failed CONSENT_EXPIRED");
        assertThat(server.expired(nowNs)).isFalse();
        assertThat(server.counters().wrongIntegrity()).isZero();
        assertThat(server.counters().malformed()).isZero();

        network.detach(SERVER_ADDRESS);
        run(nowNs + 31 * SECOND);
        assertThat(viewerEvents.events).endsWith("failed CONSENT_EXPIRED");
        assertThat(server.expired(nowNs)).isTrue();
    }

    private void connect(long seed, double loss) {
        network = new IceNetwork(seed, loss, 0.2, START);
        server = new IceLiteAgent(SERVER, OPTIONS, START);
        server.remoteCredentials(VIEWER);
        viewer = new IceControllingAgent(
                VIEWER, SERVER, List.of(STRANGER, SERVER_ADDRESS), seed, OPTIONS, new Random(seed));
        network.attach(
                SERVER_ADDRESS,
                (now, from, data) ->
                        server.handle(now, from, data, 0, data.length, over(SERVER_ADDRESS, serverEvents)));
        moveViewer(HOME);
        viewer.start(START);
    }

    private void moveViewer(InetSocketAddress address) {
        network.detach(viewerAddress);
        viewerAddress = address;
        network.attach(
                address,
                (now, from, data) -> viewer.handle(now, from, data, 0, data.length, over(address, viewerEvents)));
    }

    private void run(long untilNs) {
        while (true) {
            long nextNs = Math.min(viewer.nextDeadlineNs(), network.nextNs());
            if (nextNs > untilNs) {
                nowNs = untilNs;
                return;
            }
            nowNs = Math.max(nowNs, nextNs);
            network.deliver(nowNs);
            viewer.poll(nowNs, over(viewerAddress, viewerEvents));
        }
    }

    private IceOutput over(InetSocketAddress from, RecordingOutput events) {
        return new IceOutput() {
            @Override
            public void send(InetSocketAddress to, byte[] data, int off, int len) {
                network.send(nowNs, from, to, Arrays.copyOfRange(data, off, off + len));
            }

            @Override
            public void selected(InetSocketAddress address) {
                events.selected(address);
            }

            @Override
            public void failed(IceFailure failure) {
                events.failed(failure);
            }
        };
    }
}
