package dev.treecast.server.interaction;

import dev.treecast.interaction.bus.Interaction;
import dev.treecast.interaction.bus.InteractionCounters;
import dev.treecast.interaction.bus.Outbox;
import dev.treecast.interaction.bus.SeenFrameClock;
import dev.treecast.interaction.input.Summary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A bus that notes what it is called with, answers {@code echo …}, {@code flood} and {@code bye}, and breaks on {@code break}. */
public final class FakeInteraction implements Interaction {
    /** Events in order: {@code connect demo}, {@code text hello}, {@code binary 3}, {@code gone}, {@code timeout}, {@code shutdown}. */
    public final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    public final Set<Thread> threads = java.util.concurrent.ConcurrentHashMap.newKeySet();
    public volatile long deadlineNs = NO_DEADLINE;
    /** Runs inside of each message. */
    public volatile Consumer<String> onText = text -> {};

    private final List<Outbox> outboxes = new ArrayList<>();
    private final Set<Outbox> left = new HashSet<>();
    private long received;

    @Override
    public Client connect(long nowNs, String stream, String address, SeenFrameClock clock, Outbox outbox) {
        note("connect " + stream);
        outboxes.add(outbox);
        return new FakeClient(outbox);
    }

    private final class FakeClient implements Client {
        private final Outbox outbox;

        FakeClient(Outbox outbox) {
            this.outbox = outbox;
        }

        @Override
        public void text(long nowNs, byte[] utf8, int offset, int length) {
            received++;
            String text = new String(utf8, offset, length, StandardCharsets.UTF_8);
            note("text " + (length > 100 ? length : text));
            onText.accept(text);
            if (text.startsWith("echo ")) {
                outbox.text(text.substring(5).getBytes(StandardCharsets.UTF_8));
            } else if (text.equals("flood")) {
                // As the bus does with a slow reader: it lets it go once enough waits.
                while (outbox.bufferedBytes() < 256 << 10) {
                    outbox.text(new byte[16 << 10]);
                }
                outbox.close();
            } else if (text.equals("bye")) {
                outbox.close();
            } else if (text.equals("break")) {
                throw new IllegalStateException("asked to break");
            }
        }

        @Override
        public void binary(long nowNs, byte[] data, int offset, int length) {
            note("binary " + length);
            outbox.binary(java.util.Arrays.copyOfRange(data, offset, offset + length));
        }

        @Override
        public void gone(long nowNs) {
            note("gone");
            left.add(outbox);
        }
    }

    @Override
    public void folded(long nowNs, String stream, Map<Integer, Summary> summaries) {}

    @Override
    public long nextDeadlineNs() {
        return deadlineNs;
    }

    @Override
    public void timeout(long nowNs) {
        deadlineNs = NO_DEADLINE;
        note("timeout");
    }

    @Override
    public void shutdown(long nowNs) {
        note("shutdown");
        outboxes.stream().filter(o -> !left.contains(o)).forEach(Outbox::close);
    }

    @Override
    public String stateJson(long nowNs, String stream) {
        return stream.equals("demo") ? "{\"viewers\":0}" : "{}";
    }

    @Override
    public InteractionCounters counters() {
        return new InteractionCounters(1, 2, 3, received, 0, 0, 5, 6, Map.of("rate", 7L), 8, true, 9);
    }

    private void note(String event) {
        threads.add(Thread.currentThread());
        events.add(event);
    }

    /** The next event, waited for. */
    public String next() throws InterruptedException {
        String event = events.poll(10, TimeUnit.SECONDS);
        return event == null ? "nothing happened" : event;
    }
}
