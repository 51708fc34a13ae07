package dev.treecast.webrtc.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.webrtc.peer.MediaLoop;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaLoopsTest {
    private static final InetAddress LOCALHOST = InetAddress.ofLiteral("127.0.0.1");

    private static MediaLoopOptions options(String host, int port, int loops, boolean preferNative) {
        return MediaLoopOptions.defaults(new InetSocketAddress(InetAddress.ofLiteral(host), port))
                .withLoops(loops)
                .withPreferNative(preferNative);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldUseEpollWhereItIsWantedAndThere(boolean preferNative) throws IOException {
        try (MediaLoops loops = MediaLoops.start(options("127.0.0.1", 0, 1, preferNative))) {
            assertThat(loops.nativeTransport()).isEqualTo(preferNative && Epoll.isAvailable());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSayWhichPortIsTakenAndWhatToDo(boolean preferNative) throws IOException {
        try (DatagramSocket taken = new DatagramSocket(0, LOCALHOST)) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> MediaLoops.start(options("127.0.0.1", port, 1, preferNative)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot bind UDP port " + port + " of 127.0.0.1")
                    .hasMessageContaining("--media");
        }
    }

    @Test
    void shouldBindAPortForEachLoopAndLetThemGoAgain() throws IOException {
        int free;
        try (MediaLoops found = MediaLoops.start(options("127.0.0.1", 0, 1, true))) {
            free = found.loops().getFirst().candidateAddresses().getFirst().getPort();
        }
        for (int attempt = 0; attempt < 2; attempt++) {
            try (MediaLoops loops = MediaLoops.start(options("127.0.0.1", free, 1, true))) {
                assertThat(loops.loops().getFirst().candidateAddresses())
                        .containsExactly(new InetSocketAddress(LOCALHOST, free));
            }
        }
        try (MediaLoops loops = MediaLoops.start(options("127.0.0.1", 0, 3, true))) {
            assertThat(loops.loops().stream()
                            .map(loop -> loop.candidateAddresses().getFirst().getPort())
                            .distinct())
                    .hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldServeIpv6(boolean preferNative) throws Exception {
        InetAddress loopback = InetAddress.ofLiteral("::1");
        try (MediaLoops loops = MediaLoops.start(options("::1", 0, 1, preferNative));
                DatagramSocket client = new DatagramSocket(0, loopback)) {
            MediaLoop loop = loops.loops().getFirst();
            InetSocketAddress address = loop.candidateAddresses().getFirst();
            assertThat(address.getAddress()).isEqualTo(loopback);
            RecordedSession session = new RecordedSession();
            session.onArrival = arrival -> loop.send(arrival.from(), arrival.data(), 0, arrival.data().length);
            CompletableFuture.runAsync(
                            () -> {
                                loop.add(session);
                                loop.claim(session, (InetSocketAddress) client.getLocalSocketAddress());
                            },
                            loop)
                    .get(10, TimeUnit.SECONDS);
            client.setSoTimeout(10_000);
            client.send(new DatagramPacket(new byte[] {(byte) 0x80, 1, 2, 3}, 4, address));
            DatagramPacket back = new DatagramPacket(new byte[100], 100);
            client.receive(back);
            assertThat(back.getLength()).isEqualTo(4);
            assertThat(back.getSocketAddress()).isEqualTo(address);
        }
    }

    @Test
    void shouldOfferThePublicAddressesWhenTheyAreGiven() throws IOException {
        List<InetAddress> given = List.of(InetAddress.ofLiteral("203.0.113.7"), InetAddress.ofLiteral("2001:db8::7"));
        MediaLoopOptions options = options("127.0.0.1", 0, 2, true).withPublicAddresses(given);
        try (MediaLoops loops = MediaLoops.start(options)) {
            for (MediaLoop loop : loops.loops()) {
                assertThat(loop.candidateAddresses())
                        .extracting(InetSocketAddress::getAddress)
                        .containsExactlyElementsOf(given);
                assertThat(loop.candidateAddresses())
                        .extracting(InetSocketAddress::getPort)
                        .doesNotContain(0)
                        .containsOnly(loop.candidateAddresses().getFirst().getPort());
            }
        }
    }

    @Test
    void shouldOfferTheAddressThatIsBound() throws IOException {
        try (MediaLoops loops = MediaLoops.start(options("127.0.0.1", 0, 1, true))) {
            assertThat(loops.loops().getFirst().candidateAddresses())
                    .extracting(InetSocketAddress::getAddress)
                    .containsExactly(LOCALHOST);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void shouldOfferTheMachinesAddressesWhenAnyIsBound(String any) throws IOException {
        try (MediaLoops loops = MediaLoops.start(options(any, 0, 1, true))) {
            List<InetSocketAddress> candidates = loops.loops().getFirst().candidateAddresses();
            assertThat(candidates).isNotEmpty().doesNotHaveDuplicates();
            assertThat(candidates)
                    .extracting(InetSocketAddress::getAddress)
                    .noneMatch(InetAddress::isAnyLocalAddress)
                    .noneMatch(InetAddress::isLinkLocalAddress);
            if (candidates.size() > 1) {
                assertThat(candidates)
                        .extracting(InetSocketAddress::getAddress)
                        .noneMatch(InetAddress::isLoopbackAddress);
            }
            boolean ipv4Before = true;
            for (InetSocketAddress candidate : candidates) {
                boolean ipv4 = candidate.getAddress() instanceof Inet4Address;
                assertThat(ipv4 && !ipv4Before).as("IPv4 first").isFalse();
                ipv4Before = ipv4;
            }
            if (any.equals("0.0.0.0")) {
                assertThat(ipv4Before).isTrue();
            }
        }
    }

    @Test
    void shouldGiveNewSessionsTheLoopWithTheFewest() throws Exception {
        try (MediaLoops loops = MediaLoops.start(options("127.0.0.1", 0, 2, true))) {
            MediaLoop first = loops.leastLoaded();
            CompletableFuture.runAsync(() -> first.add(new RecordedSession()), first)
                    .get(10, TimeUnit.SECONDS);
            assertThat(loops.leastLoaded()).isNotSameAs(first);
        }
    }
}
