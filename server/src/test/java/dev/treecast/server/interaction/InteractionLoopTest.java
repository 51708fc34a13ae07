package dev.treecast.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.interaction.bus.Outbox;
import dev.treecast.interaction.bus.SeenFrameClock;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InteractionLoopTest {
    private final FakeInteraction bus = new FakeInteraction();
    private InteractionLoop loop = InteractionLoop.start(bus, System::nanoTime, InteractionLoopOptions.defaults());

    @AfterEach
    void stop() {
        loop.close();
    }

    /** A carrier that keeps what it is given. */
    private static class Carrier implements Outbox {
        final BlockingQueue<String> sent = new LinkedBlockingQueue<>();

        @Override
        public void text(byte[] utf8) {
            sent.add(new String(utf8, StandardCharsets.UTF_8));
        }

        @Override
        public void binary(byte[] data) {
            sent.add("binary " + data.length);
        }

        @Override
        public long bufferedBytes() {
            return 0;
        }

        @Override
        public void close() {
            sent.add("closed");
        }

        String next() throws InterruptedException {
            String next = sent.poll(10, TimeUnit.SECONDS);
            return next == null ? "nothing was sent" : next;
        }
    }

    @Test
    void shouldCarryMessagesBothWaysOnOneThread() throws Exception {
        Carrier carrier = new Carrier();
        InteractionConnection connection = connect(carrier);
        assertThat(bus.next()).isEqualTo("connect demo");
        assertThat(connection.text(utf8("echo hello"))).isTrue();
        assertThat(connection.binary(new byte[3])).isTrue();
        assertThat(bus.next()).isEqualTo("text echo hello");
        assertThat(bus.next()).isEqualTo("binary 3");
        assertThat(carrier.next()).isEqualTo("hello");
        assertThat(carrier.next()).isEqualTo("binary 3");
        connection.gone();
        connection.gone();
        assertThat(bus.next()).isEqualTo("gone");
        assertThat(connection.text(utf8("late"))).isFalse();
        assertThat(bus.threads)
                .hasSize(1)
                .allMatch(t -> t.isDaemon() && t.getName().equals("interaction"));
    }

    @Test
    void shouldWakeForADeadlineThatAMessageSets() throws Exception {
        bus.onText = text -> bus.deadlineNs = System.nanoTime() + 20_000_000;
        connect(new Carrier()).text(utf8("soon"));
        assertThat(bus.next()).isEqualTo("connect demo");
        assertThat(bus.next()).isEqualTo("text soon");
        assertThat(bus.next()).isEqualTo("timeout");
    }

    @Test
    void shouldLetOnlyTheClientGoWhoseMessageBreaks() throws Exception {
        Carrier bad = new Carrier();
        Carrier good = new Carrier();
        InteractionConnection breaking = connect(bad);
        InteractionConnection other = connect(good);
        breaking.text(utf8("break"));
        assertThat(bad.next()).isEqualTo("closed");
        assertThat(breaking.text(utf8("echo more"))).isFalse();
        other.text(utf8("echo fine"));
        assertThat(good.next()).isEqualTo("fine");
        assertThat(bus.events).containsSubsequence("text break", "gone", "text echo fine");
        assertThat(loop.failures()).isOne();
    }

    @Test
    void shouldSurviveCarriersThatFail() throws Exception {
        Carrier failing = new Carrier() {
            @Override
            public void text(byte[] utf8) {
                throw new IllegalStateException("carrier");
            }
        };
        connect(failing).text(utf8("echo x"));
        assertThat(failing.next()).isEqualTo("closed");
        assertThat(bus.next()).isEqualTo("connect demo");
        assertThat(bus.next()).isEqualTo("text echo x");
        assertThat(bus.next()).isEqualTo("gone");
    }

    @Test
    void shouldBoundWhatWaitsOfAConnectionAndSayWhenThereIsRoom() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        bus.onText = text -> await(busy, text.equals("hold"));
        InteractionConnection connection = connect(new Carrier());
        connection.text(utf8("hold"));
        assertThat(bus.next()).isEqualTo("connect demo");
        assertThat(bus.next()).isEqualTo("text hold");
        int taken = 0;
        while (connection.text(new byte[16 << 10])) {
            taken++;
        }
        assertThat(taken).isEqualTo(7);
        assertThat(connection.isFull()).isTrue();
        assertThat(connection.queuedBytes()).isBetween(7 << 14, 128 << 10);
        assertThat(loop.messagesDropped()).isOne();
        assertThat(connect(new Carrier()).text(utf8("others may"))).isTrue();
        CountDownLatch room = new CountDownLatch(1);
        connection.whenRoom(room::countDown);
        assertThat(room.getCount()).isOne();
        busy.countDown();
        assertThat(room.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(connection.text(new byte[16 << 10])).isTrue();
    }

    @Test
    void shouldDropMessagesOfAFullQueueButLoseNoGoodbye() throws Exception {
        loop.close();
        loop = InteractionLoop.start(bus, System::nanoTime, new InteractionLoopOptions(16, 128 << 10));
        CountDownLatch busy = new CountDownLatch(1);
        bus.onText = text -> await(busy, text.equals("hold"));
        InteractionConnection connection = connect(new Carrier());
        connection.text(utf8("hold"));
        assertThat(bus.next()).isEqualTo("connect demo");
        assertThat(bus.next()).isEqualTo("text hold");
        while (connection.text(utf8("x"))) {
            assertThat(connection.queuedBytes()).isLessThan(100_000);
        }
        assertThat(loop.messagesDropped()).isOne();
        Carrier refused = new Carrier();
        connect(refused);
        assertThat(refused.next()).isEqualTo("closed");
        assertThat(loop.connectionsRefused()).isOne();
        assertThat(loop.stateJson("demo").toCompletableFuture()).isCompletedExceptionally();
        connection.gone();
        busy.countDown();
        String event = bus.next();
        while (event.equals("text x")) {
            event = bus.next();
        }
        assertThat(event).isEqualTo("gone");
    }

    @Test
    void shouldSayGoodbyeAndTakeNobodyAnyMore() throws Exception {
        Carrier carrier = new Carrier();
        connect(carrier);
        loop.drain().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(carrier.next()).isEqualTo("closed");
        Carrier late = new Carrier();
        connect(late);
        assertThat(late.next()).isEqualTo("closed");
        loop.close();
        assertThat(bus.threads)
                .allSatisfy(thread -> assertThat(thread.join(java.time.Duration.ofSeconds(10)))
                        .isTrue());
        assertThat(bus.events).containsExactly("connect demo", "shutdown");
    }

    @Test
    void shouldRunOnItsThreadWhatTheBusWaitsForAndDropItWhenTheQueueIsFull() throws Exception {
        loop.close();
        BlockingQueue<Executor> given = new LinkedBlockingQueue<>();
        loop = InteractionLoop.start(
                executor -> {
                    given.add(executor);
                    return bus;
                },
                System::nanoTime,
                new InteractionLoopOptions(16, 128 << 10));
        Executor executor = given.take();
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        CountDownLatch busy = new CountDownLatch(1);
        executor.execute(() -> {
            threads.add(Thread.currentThread());
            await(busy, true);
        });
        assertThat(threads.take().getName()).isEqualTo("interaction");
        AtomicInteger ran = new AtomicInteger();
        int handed = 0;
        while (loop.messagesDropped() == 0 && handed < 1_000) {
            executor.execute(ran::incrementAndGet);
            handed++;
        }
        assertThat(handed).isEqualTo(17);
        busy.countDown();
        while (ran.get() < 16) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldPublishCountersAndState() throws Exception {
        InteractionConnection connection = connect(new Carrier());
        connection.text(utf8("one"));
        while (loop.counters().received() != 1) {
            Thread.onSpinWait();
        }
        assertThat(loop.counters().dropped()).containsEntry("rate", 7L);
        assertThat(loop.stateJson("demo").toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isEqualTo("{\"viewers\":0}");
    }

    /** Many short sleeps meet many senders: a wake-up that got lost would leave a message lying. */
    @Test
    void shouldMissNoMessageWhileFallingAsleep() throws Exception {
        AtomicInteger received = new AtomicInteger();
        bus.onText = text -> received.incrementAndGet();
        Thread[] senders = new Thread[3];
        for (int i = 0; i < senders.length; i++) {
            InteractionConnection connection = connect(new Carrier());
            senders[i] = Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 2_000; n++) {
                    int before = received.get();
                    while (!connection.text(utf8("x"))) {
                        Thread.onSpinWait();
                    }
                    // Lets the loop run dry each time.
                    while (received.get() == before) {
                        Thread.onSpinWait();
                    }
                }
            });
        }
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(received).hasValue(6_000);
    }

    @Test
    void shouldCountAnIpv6NetworkAsOneAddress() {
        InetAddress one = InetAddress.ofLiteral("2001:db8:1:2::1");
        assertThat(ClientAddress.counted(one))
                .isEqualTo(ClientAddress.counted(InetAddress.ofLiteral("2001:db8:1:2:ffff::9")))
                .isNotEqualTo(ClientAddress.counted(InetAddress.ofLiteral("2001:db8:1:3::1")));
        assertThat(ClientAddress.counted(InetAddress.ofLiteral("192.0.2.1")))
                .isNotEqualTo(ClientAddress.counted(InetAddress.ofLiteral("192.0.2.2")));
    }

    private InteractionConnection connect(Outbox outbox) {
        return loop.connect("demo", "address", SeenFrameClock.NONE, outbox);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch, boolean really) {
        try {
            if (really) {
                assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
