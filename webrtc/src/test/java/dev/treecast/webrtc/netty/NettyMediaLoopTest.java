package dev.treecast.webrtc.netty;

import static dev.treecast.webrtc.netty.RecordedSession.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.peer.Destination;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.stun.MessageIntegrity;
import dev.treecast.webrtc.stun.StunMessage;
import dev.treecast.webrtc.stun.StunWriter;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** One loop on a real loopback socket, under epoll (where there is Linux) and under NIO. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class NettyMediaLoopTest {
    private static final InetAddress LOCALHOST = InetAddress.ofLiteral("127.0.0.1");
    private static final byte[] MEDIA = {(byte) 0x80, 96, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

    private final MediaLoops loops;
    private final MediaLoop loop;
    private final LoopCounters counters;
    private final DatagramSocket client = socket();
    private final RecordedSession session = new RecordedSession();

    NettyMediaLoopTest(boolean preferNative) throws IOException {
        loops = MediaLoops.start(MediaLoopOptions.defaults(new InetSocketAddress(LOCALHOST, 0))
                .withLoops(1)
                .withPreferNative(preferNative));
        loop = loops.loops().getFirst();
        counters = loops.counters();
    }

    private static DatagramSocket socket() {
        try {
            DatagramSocket socket = new DatagramSocket(0, LOCALHOST);
            socket.setSoTimeout(10_000);
            return socket;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() {
        client.close();
        loops.close();
    }

    @Test
    void shouldBringStunToTheSessionOfItsUsernameFragment() throws Exception {
        RecordedSession other = new RecordedSession();
        onLoop(() -> {
            loop.add(session);
            loop.claim(session, "mine");
            loop.add(other);
            loop.claim(other, "other");
        });
        byte[] check = check("mine");
        send(client, check);
        RecordedSession.Arrival arrival = next(session.arrivals);
        assertThat(arrival.data()).isEqualTo(check);
        assertThat(arrival.from()).isEqualTo(client.getLocalSocketAddress());
        send(client, check("other"));
        next(other.arrivals);
        assertThat(session.arrivals).isEmpty();
        assertThat(counters.datagramsReceived.sum()).isEqualTo(2);
    }

    @Test
    void shouldBringEverythingElseToTheSessionOfItsAddress() throws Exception {
        onLoop(() -> {
            loop.add(session);
            loop.claim(session, (InetSocketAddress) client.getLocalSocketAddress());
        });
        send(client, MEDIA);
        assertThat(next(session.arrivals).data()).isEqualTo(MEDIA);
        byte[] handshake = {22, 1, 2, 3};
        send(client, handshake);
        assertThat(next(session.arrivals).data()).isEqualTo(handshake);
        byte[] answer = bare(StunMessage.BINDING_SUCCESS);
        send(client, answer);
        assertThat(next(session.arrivals).data())
                .as("an answer to a check of our own names nobody")
                .isEqualTo(answer);
    }

    @Test
    void shouldCountWhatIsForNobodyAndNotAnswer() throws Exception {
        session.onArrival = arrival -> loop.send(arrival.from(), MEDIA, 0, MEDIA.length);
        onLoop(() -> {
            loop.add(session);
            loop.claim(session, "mine");
        });
        send(client, check("stranger"));
        send(client, MEDIA);
        send(client, new byte[] {22, 1, 2, 3});
        send(client, bare(StunMessage.BINDING_SUCCESS));
        send(client, check("mine"));
        assertThat(receive(client)).as("the first thing that comes back").isEqualTo(MEDIA);
        assertThat(counters.unknownUsernameFragment.sum()).isEqualTo(2);
        assertThat(counters.unknownAddress.sum()).isEqualTo(2);
        assertThat(counters.datagramsReceived.sum()).isEqualTo(5);
        assertThat(datagramsSent()).isEqualTo(1);
        assertThat(session.arrivals).hasSize(1);
    }

    @Test
    void shouldCountEmptyDatagrams() throws Exception {
        onLoop(() -> {
            loop.add(session);
            loop.claim(session, "mine");
            loop.claim(session, (InetSocketAddress) client.getLocalSocketAddress());
        });
        send(client, new byte[0]);
        send(client, check("mine"));
        assertThat(next(session.arrivals).data()).isNotEmpty();
        assertThat(counters.malformed.sum()).isEqualTo(1);
    }

    @Test
    void shouldForgetARemovedSession() throws Exception {
        RecordedSession last = new RecordedSession();
        onLoop(() -> {
            loop.add(session);
            loop.claim(session, "mine");
            loop.claim(session, (InetSocketAddress) client.getLocalSocketAddress());
            loop.add(last);
            loop.claim(last, "last");
            session.deadlineNs = loop.nowNs() + 20_000_000;
            loop.reschedule(session);
            loop.remove(session);
            last.deadlineNs = loop.nowNs() + 40_000_000;
            loop.reschedule(last);
        });
        last.onTimeout = nowNs -> last.deadlineNs = LoopSession.NO_DEADLINE;
        send(client, check("mine"));
        send(client, MEDIA);
        send(client, check("last"));
        next(last.arrivals);
        next(last.timeouts);
        assertThat(session.arrivals).isEmpty();
        assertThat(session.timeouts).isEmpty();
        assertThat(loop.sessions()).isEqualTo(1);
        assertThat(counters.unknownUsernameFragment.sum()).isEqualTo(1);
        assertThat(counters.unknownAddress.sum()).isEqualTo(1);
    }

    @Test
    void shouldGiveAnAddressToTheNewestClaim() throws Exception {
        RecordedSession newer = new RecordedSession();
        InetSocketAddress address = (InetSocketAddress) client.getLocalSocketAddress();
        onLoop(() -> {
            loop.add(session);
            loop.claim(session, address);
            loop.add(newer);
            loop.claim(newer, address);
            // The loser's end must not take the route with it.
            loop.remove(session);
        });
        send(client, MEDIA);
        assertThat(next(newer.arrivals).data()).isEqualTo(MEDIA);
        assertThat(session.arrivals).isEmpty();
    }

    @Test
    void shouldFireDeadlinesInOrderAndNotEarly() throws Exception {
        RecordedSession later = new RecordedSession();
        session.onTimeout = nowNs -> session.deadlineNs = LoopSession.NO_DEADLINE;
        later.onTimeout = nowNs -> later.deadlineNs = LoopSession.NO_DEADLINE;
        long[] due = new long[2];
        onLoop(() -> {
            due[1] = loop.nowNs() + 60_000_000;
            later.deadlineNs = due[1];
            loop.add(later);
            due[0] = loop.nowNs() + 20_000_000;
            session.deadlineNs = due[0];
            loop.add(session);
        });
        assertThat(next(session.timeouts)).isGreaterThanOrEqualTo(due[0]);
        assertThat(next(later.timeouts)).isGreaterThanOrEqualTo(due[1]);
        assertThat(session.timeouts).isEmpty();
    }

    @Test
    void shouldMoveADeadlineForward() throws Exception {
        session.onTimeout = nowNs -> session.deadlineNs = LoopSession.NO_DEADLINE;
        onLoop(() -> {
            session.deadlineNs = loop.nowNs() + 3_600_000_000_000L;
            loop.add(session);
        });
        onLoop(() -> {
            session.deadlineNs = loop.nowNs() + 10_000_000;
            loop.reschedule(session);
        });
        next(session.timeouts);
    }

    @Test
    void shouldNotBeHeldByASessionThatAsksForThePast() throws Exception {
        onLoop(() -> {
            session.deadlineNs = 0;
            loop.add(session);
            loop.claim(session, "mine");
        });
        for (int i = 0; i < 5; i++) {
            next(session.timeouts);
        }
        send(client, check("mine"));
        next(session.arrivals);
    }

    @Test
    void shouldEndASessionThatThrowsOnADatagramAndGoOn() throws Exception {
        RuntimeException fault = new IllegalStateException("a fault of the test's");
        session.onArrival = arrival -> {
            throw fault;
        };
        assertGoesOnWithout(() -> send(client, check("mine")), fault);
    }

    @Test
    void shouldEndASessionThatThrowsOnADeadlineAndGoOn() throws Exception {
        Error fault = new AssertionError("a fault of the test's");
        session.onTimeout = nowNs -> {
            throw fault;
        };
        assertGoesOnWithout(
                () -> onLoop(() -> {
                    session.deadlineNs = loop.nowNs();
                    loop.reschedule(session);
                }),
                fault);
    }

    @Test
    void shouldEndASessionThatThrowsWhileItIsEnded() throws Exception {
        Error fault = new AssertionError("a fault of the test's");
        session.onTimeout = nowNs -> {
            throw fault;
        };
        session.onFailure = cause -> {
            throw new AssertionError("another");
        };
        assertGoesOnWithout(
                () -> onLoop(() -> {
                    session.deadlineNs = loop.nowNs();
                    loop.reschedule(session);
                }),
                fault);
    }

    private interface Step {
        void run() throws Exception;
    }

    private void assertGoesOnWithout(Step step, Throwable fault) throws Exception {
        RecordedSession other = new RecordedSession();
        onLoop(() -> {
            loop.add(session);
            loop.claim(session, "mine");
            loop.add(other);
            loop.claim(other, "other");
        });
        step.run();
        assertThat(next(session.failures)).isSameAs(fault);
        other.onTimeout = nowNs -> other.deadlineNs = LoopSession.NO_DEADLINE;
        onLoop(() -> {
            other.deadlineNs = loop.nowNs() + 5_000_000;
            loop.reschedule(other);
        });
        next(other.timeouts);
        send(client, check("mine"));
        send(client, check("other"));
        next(other.arrivals);
        assertThat(loop.sessions()).isEqualTo(1);
        assertThat(counters.sessionsFailed.sum()).isEqualTo(1);
        assertThat(counters.unknownUsernameFragment.sum()).isPositive();
    }

    @Test
    void shouldSendWhatSessionsSend() throws Exception {
        byte[] data = new byte[1_200];
        onLoop(() -> {
            for (int i = 0; i < 20; i++) {
                Arrays.fill(data, (byte) i);
                loop.send((InetSocketAddress) client.getLocalSocketAddress(), data, 100, 1_000);
            }
        });
        for (int i = 0; i < 20; i++) {
            byte[] got = receive(client);
            assertThat(got).hasSize(1_000).containsOnly(i);
        }
        assertThat(datagramsSent()).isEqualTo(20);
    }

    @Test
    void shouldSendRunsOfAnyLengthsAsTheDatagramsTheyAre() throws Exception {
        Destination to = new Destination((InetSocketAddress) client.getLocalSocketAddress());
        Destination twin = new Destination((InetSocketAddress) client.getLocalSocketAddress());
        // Few enough for the client's receive buffer.
        int[] lengths = new int[80];
        Random random = new Random(7);
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = i < 66 || random.nextInt(4) > 0 ? 100 : 1 + random.nextInt(1_400);
        }
        onLoop(() -> {
            byte[] data = new byte[1_400];
            for (int i = 0; i < lengths.length; i++) {
                Arrays.fill(data, (byte) i);
                loop.send(i < 75 ? to : twin, data, 0, lengths[i]);
            }
        });
        for (int i = 0; i < lengths.length; i++) {
            assertThat(receive(client)).as("datagram %d", i).hasSize(lengths[i]).containsOnly(i);
        }
        assertThat(datagramsSent()).isEqualTo(lengths.length);
        assertThat(counters.bytesSent.sum()).isEqualTo(Arrays.stream(lengths).sum());
        assertThat(runsSent()).isLessThanOrEqualTo(lengths.length);
        if (loops.nativeTransport()) {
            assertThat(runsSent()).isBetween(3L, 14L);
        }
    }

    @Test
    void shouldGoOnBehindADatagramThatCannotBeSent() throws Exception {
        Destination nowhere = new Destination(new InetSocketAddress(InetAddress.ofLiteral("255.255.255.255"), 9));
        onLoop(() -> {
            loop.send(nowhere, MEDIA, 0, MEDIA.length);
            loop.send(nowhere, MEDIA, 0, MEDIA.length);
            loop.send((InetSocketAddress) client.getLocalSocketAddress(), MEDIA, 0, MEDIA.length);
        });
        assertThat(receive(client)).isEqualTo(MEDIA);
        onLoop(() -> {});
        assertThat(counters.socketErrors.sum()).isPositive();
        if (loops.nativeTransport()) {
            assertThat(counters.bytesSent.sum()).isEqualTo(MEDIA.length);
        }
    }

    @Test
    void shouldKeepAClockThatIsPositive() {
        long nowNs = loop.nowNs();
        assertThat(nowNs).isGreaterThanOrEqualTo(1_000_000_000L);
        long unixNs = loop.nowNs() + loop.unixMinusMonotonicNs();
        assertThat(Math.abs(unixNs / 1_000_000 - System.currentTimeMillis())).isLessThan(1_000);
    }

    /** Read behind whatever the loop is doing: it counts what it has sent after the datagrams have left. */
    private long datagramsSent() {
        onLoop(() -> {});
        return counters.datagramsSent.sum();
    }

    private long runsSent() {
        onLoop(() -> {});
        return counters.runsSent.sum();
    }

    /** Runs a step on the loop and waits for it. */
    private void onLoop(Runnable step) {
        try {
            CompletableFuture.runAsync(step, loop).get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void send(DatagramSocket from, byte[] data) throws IOException {
        from.send(
                new DatagramPacket(data, data.length, loop.candidateAddresses().getFirst()));
    }

    private static byte[] receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static byte[] check(String fragment) {
        StunWriter writer = new StunWriter(200)
                .begin(StunMessage.BINDING_REQUEST, new byte[12], 0)
                .username((fragment + ":peer").getBytes(StandardCharsets.US_ASCII));
        return Arrays.copyOf(writer.buffer(), writer.finish(new MessageIntegrity("passwordpasswordpassword")));
    }

    private static byte[] bare(int type) {
        StunWriter writer = new StunWriter(200).begin(type, new byte[12], 0);
        return Arrays.copyOf(writer.buffer(), writer.finishBare());
    }
}
