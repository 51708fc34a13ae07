package dev.treecast.server.interaction;

import dev.treecast.interaction.bus.Interaction;
import dev.treecast.interaction.bus.Outbox;
import dev.treecast.interaction.bus.SeenFrameClock;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection, as its carrier holds it. What comes from the client goes to {@link #text} and {@link #binary}, from any one thread at a time;
 * what goes to it comes out of the {@link Outbox} that the carrier gave, on the loop's thread. Whatever happens, the carrier says {@link #gone} in the end.
 */
public final class InteractionConnection {
    private static final Logger LOG = LoggerFactory.getLogger(InteractionConnection.class);

    /** What a waiting message costs beside its bytes: the array's header, the record, its place in the queue. */
    private static final int MESSAGE_BYTES = 48;

    // Given.
    private final InteractionLoop loop;
    private final int bytesMax;
    private final String stream;
    private final String address;
    private final SeenFrameClock clock;
    private final Outbox carrier;

    // Shared.
    private final AtomicInteger queuedBytes = new AtomicInteger();
    private final AtomicReference<@Nullable Runnable> room = new AtomicReference<>();
    private final AtomicBoolean gone = new AtomicBoolean();

    // The loop's.
    private Interaction.@Nullable Client client;
    private boolean ended;

    InteractionConnection(
            InteractionLoop loop, int bytesMax, String stream, String address, SeenFrameClock clock, Outbox carrier) {
        this.loop = loop;
        this.bytesMax = bytesMax;
        this.stream = stream;
        this.address = address;
        this.clock = clock;
        this.carrier = carrier;
    }

    /**
     * A JSON message came.
     *
     * @param utf8 is not changed any more
     * @return false when it was dropped, and counted: too much of this client's waits, the loop is full, or the connection has ended
     */
    public boolean text(byte[] utf8) {
        return take(utf8, true);
    }

    /** A binary message came; as {@link #text}. */
    public boolean binary(byte[] data) {
        return take(data, false);
    }

    private boolean take(byte[] data, boolean text) {
        if (gone.get()) {
            return false;
        }
        int cost = data.length + MESSAGE_BYTES;
        if (queuedBytes.addAndGet(cost) <= bytesMax && loop.offer(new Message(this, data, text, cost))) {
            return true;
        }
        queuedBytes.addAndGet(-cost);
        loop.messageDropped();
        return false;
    }

    /** The connection is gone. Harmless twice, and never lost. */
    public void gone() {
        if (!gone.getAndSet(true)) {
            loop.leave(this);
        }
    }

    /** Bytes of this client's that wait for the loop. */
    public int queuedBytes() {
        return queuedBytes.get();
    }

    /** Whether the carrier had better stop reading, where it can, until there is {@linkplain #whenRoom room}. */
    public boolean isFull() {
        return queuedBytes.get() > bytesMax / 2;
    }

    /** Runs this once when there is room, on any thread; a carrier has one such wish at a time. */
    public void whenRoom(Runnable wish) {
        room.set(wish);
        if (!isFull()) {
            grantRoom();
        }
    }

    private void grantRoom() {
        Runnable wish = room.getAndSet(null);
        if (wish != null) {
            wish.run();
        }
    }

    private static final class Message implements Runnable {
        private final InteractionConnection from;
        private final byte[] data;
        private final boolean text;
        private final int cost;

        Message(InteractionConnection from, byte[] data, boolean text, int cost) {
            this.from = from;
            this.data = data;
            this.text = text;
            this.cost = cost;
        }

        @Override
        public void run() {
            from.handle(this);
        }
    }

    // What follows runs on the loop's thread.

    /** Makes itself known to the bus, once. Messages may overtake the command that asks for it. */
    void open() {
        if (client == null && !ended) {
            try {
                client = loop.interaction().connect(loop.nowNs(), stream, address, clock, new Guarded());
            } catch (RuntimeException e) {
                fail(e);
            }
        }
    }

    private void handle(Message message) {
        queuedBytes.addAndGet(-message.cost);
        open();
        if (client != null && !ended) {
            try {
                if (message.text) {
                    client.text(loop.nowNs(), message.data, 0, message.data.length);
                } else {
                    client.binary(loop.nowNs(), message.data, 0, message.data.length);
                }
            } catch (RuntimeException | StackOverflowError e) {
                fail(e);
            }
        }
        if (room.get() != null && !isFull()) {
            grantRoom();
        }
    }

    void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (client != null) {
            try {
                client.gone(loop.nowNs());
            } catch (RuntimeException e) {
                loop.failed("A client's leaving failed", e);
            }
        }
    }

    /** A fault of ours with this client's message: it goes, the others stay. */
    private void fail(Throwable e) {
        loop.failed("A client's message failed; the client is let go", e);
        end();
        refuse();
    }

    void refuse() {
        ended = true;
        gone.set(true);
        try {
            carrier.close();
        } catch (RuntimeException e) {
            LOG.debug("A carrier did not close", e);
        }
    }

    /** Keeps a carrier's faults away from the bus, which may be in the middle of telling everybody. */
    private final class Guarded implements Outbox {
        @Override
        public void text(byte[] utf8) {
            try {
                if (!ended) {
                    carrier.text(utf8);
                }
            } catch (RuntimeException e) {
                carrierFailed(e);
            }
        }

        @Override
        public void binary(byte[] data) {
            try {
                if (!ended) {
                    carrier.binary(data);
                }
            } catch (RuntimeException e) {
                carrierFailed(e);
            }
        }

        @Override
        public long bufferedBytes() {
            try {
                return carrier.bufferedBytes();
            } catch (RuntimeException e) {
                carrierFailed(e);
                return 0;
            }
        }

        @Override
        public void close() {
            try {
                carrier.close();
            } catch (RuntimeException e) {
                carrierFailed(e);
            }
        }

        private void carrierFailed(RuntimeException e) {
            if (!gone.getAndSet(true)) {
                loop.failed("A carrier failed; its client is let go", e);
                loop.leave(InteractionConnection.this);
                refuseCarrier();
            }
        }

        private void refuseCarrier() {
            try {
                carrier.close();
            } catch (RuntimeException e) {
                LOG.debug("A carrier did not close", e);
            }
        }
    }
}
