package dev.treecast.interaction.branch;

import dev.treecast.interaction.bus.Interaction;
import dev.treecast.interaction.bus.Outbox;
import dev.treecast.interaction.bus.SeenFrameClock;
import dev.treecast.interaction.protocol.ByteReader;
import dev.treecast.interaction.protocol.ByteWriter;
import dev.treecast.interaction.protocol.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An edge's part of a show that is at another node: clients here are clients of the trunk there.
 *
 * <p>What clients say goes up in numbered pieces, kept until the trunk has them and sent again when nothing comes back, by whatever way there is then. So
 * each message arrives once and in order, whichever relays die. What the trunk says comes the same way. When the trunk is another one than before, has
 * given this edge up or is silent for too long, clients are asked to connect anew.
 */
public final class Branch {
    // Given.
    private final BranchOptions options;
    private final LongUnaryOperator timeUs;
    private final RandomGenerator random;
    private final Consumer<byte[]> up;

    // State.
    private final Map<Long, BranchClient> clients = new LinkedHashMap<>();
    private long lastClient;
    private long edge;
    private Sent sent;
    /** The first piece that was never sent. */
    private long unsent = 1;
    /** Null before the trunk has taken this edge in. */
    private @Nullable Received received;
    /** The youngest trunk that was heard of. */
    private long show;

    private boolean missing;
    private long sendNs = Long.MAX_VALUE;
    private long sentNs;
    private long progressNs;
    private long missingToldNs;
    /** When the trunk was heard, or the first client came. */
    private long heardNs;

    private long dropped;

    /**
     * @param timeUs the stream time of a moment of {@code nowNs}, microseconds since 1970
     * @param up sends a packet towards the ingest node; it may be lost
     */
    public Branch(
            long nowNs, BranchOptions options, LongUnaryOperator timeUs, RandomGenerator random, Consumer<byte[]> up) {
        this.options = options;
        this.timeUs = timeUs;
        this.random = random;
        this.up = up;
        edge = random.nextLong();
        sent = new Sent(options.upBytesMax());
        sentNs = nowNs;
        progressNs = nowNs;
        missingToldNs = nowNs;
        heardNs = nowNs;
    }

    /** A client's connection has opened, as of {@link Interaction#connect}. */
    public Interaction.Client connect(long nowNs, String address, SeenFrameClock clock, Outbox outbox) {
        BranchClient client = new BranchClient(this, ++lastClient, clock, outbox);
        if (clients.size() >= options.clientsMax() || sent.isFull()) {
            client.bye(ErrorCode.LIMIT, "Too many are connected.");
            return client;
        }
        if (clients.isEmpty()) {
            heardNs = Math.max(heardNs, nowNs);
        }
        clients.put(client.number(), client);
        byte[] utf8 = address.getBytes(StandardCharsets.UTF_8);
        letter(nowNs, Kind.OPEN, client, utf8, 0, utf8.length);
        return client;
    }

    void says(long nowNs, int kind, BranchClient client, byte[] data, int offset, int length) {
        if (sent.isFull()) {
            dropped++;
            if (kind == Kind.TEXT) {
                // What is said in order cannot have a hole.
                client.bye(ErrorCode.LIMIT, "The way to the show is full.");
                leaves(nowNs, client);
            }
            return;
        }
        byte[] anchor = client.anchor(nowNs, timeUs.applyAsLong(nowNs));
        if (anchor.length > 0) {
            letter(nowNs, Kind.CLOCK, client, anchor, 0, anchor.length);
        }
        letter(nowNs, kind, client, data, offset, length);
    }

    void leaves(long nowNs, BranchClient client) {
        if (clients.remove(client.number(), client)) {
            letter(nowNs, Kind.CLOSE, client, new byte[0], 0, 0);
        }
    }

    private void letter(long nowNs, int kind, BranchClient client, byte[] data, int offset, int length) {
        if (sent.first() == sent.next()) {
            progressNs = nowNs;
        }
        sent.add(new ByteWriter(length + 6)
                .u8(kind)
                .varint(client.number())
                .bytes(data, offset, length)
                .toBytes());
        sendBy(nowNs + options.gatherNs());
    }

    private void sendBy(long atNs) {
        sendNs = Math.min(sendNs, atNs);
    }

    /** A packet of the trunk came. */
    public void down(long nowNs, byte[] bytes) {
        DownPacket packet = DownPacket.read(bytes).orElse(null);
        if (packet == null || packet.show() < show) {
            return;
        }
        heardNs = nowNs;
        if (packet.show() > show) {
            show = packet.show();
            if (received != null) {
                beginAnew(nowNs);
            }
        }
        for (DownPacket.Mark mark : packet.marks()) {
            if (mark.edge() == edge) {
                mark(nowNs, mark);
            }
        }
        Received into = received;
        if (into == null || packet.pieces().isEmpty()) {
            return;
        }
        if (into.take(packet.first(), packet.pieces(), letter -> deliver(nowNs, letter))) {
            missing = false;
            sendBy(nowNs + options.gatherNs());
        } else if (!missing || nowNs - missingToldNs >= options.resendNs()) {
            missing = true;
            missingToldNs = nowNs;
            sendBy(nowNs);
        }
        if (into.isBroken()) {
            beginAnew(nowNs);
        }
    }

    private void mark(long nowNs, DownPacket.Mark mark) {
        if (mark.have() == DownPacket.Mark.BEGIN_ANEW) {
            beginAnew(nowNs);
            return;
        }
        if (received == null) {
            received = new Received(mark.from());
        }
        if (mark.have() >= sent.first()) {
            sent.acknowledged(Math.min(mark.have(), unsent - 1));
            progressNs = nowNs;
        }
    }

    private void deliver(long nowNs, byte[] letter) {
        ByteReader in = new ByteReader(letter, 0, letter.length);
        int kind = in.u8();
        List<BranchClient> to = new ArrayList<>();
        Recipients.read(in, edge, lastClient + 1, number -> {
            BranchClient client = clients.get(number);
            if (client != null) {
                to.add(client);
            }
        });
        if (to.isEmpty()) {
            return;
        }
        byte[] body = Arrays.copyOfRange(letter, in.position(), letter.length);
        to.forEach(client -> {
            if (!client.deliver(kind, body)) {
                leaves(nowNs, client);
            }
        });
    }

    /** There is another way up: what may have been lost on the old one goes there at once. */
    public void moved(long nowNs) {
        unsent = sent.first();
        sendBy(nowNs);
    }

    private void beginAnew(long nowNs) {
        List<BranchClient> all = List.copyOf(clients.values());
        clients.clear();
        edge = random.nextLong();
        sent = new Sent(options.upBytesMax());
        unsent = 1;
        received = null;
        missing = false;
        progressNs = nowNs;
        sendNs = Long.MAX_VALUE;
        all.forEach(client -> client.bye(ErrorCode.SHUTDOWN, "The show is to be found anew."));
    }

    public long nextDeadlineNs() {
        long next = Math.min(sendNs, sentNs + options.keepaliveNs());
        next = clients.isEmpty() ? next : Math.min(next, heardNs + options.lostNs());
        return sent.first() < unsent ? Math.min(next, progressNs + options.resendNs()) : next;
    }

    public void timeout(long nowNs) {
        if (!clients.isEmpty() && nowNs - heardNs >= options.lostNs()) {
            beginAnew(nowNs);
        }
        if (sent.first() < unsent && nowNs - progressNs >= options.resendNs()) {
            progressNs = nowNs;
            moved(nowNs);
        }
        if (nowNs >= sendNs || nowNs - sentNs >= options.keepaliveNs()) {
            send(nowNs);
        }
    }

    private void send(long nowNs) {
        sendNs = Long.MAX_VALUE;
        sentNs = nowNs;
        Received from = received;
        do {
            List<Piece> pieces = sent.from(unsent, options.packetBytesMax() - UpPacket.HEAD_BYTES);
            up.accept(
                    new UpPacket(missing, edge, from == null ? 0 : show, from == null ? 0 : from.have(), unsent, pieces)
                            .toBytes());
            unsent += pieces.size();
        } while (unsent < sent.next());
    }

    /** Says goodbye to everybody: the edge stops. */
    public void shutdown(long nowNs) {
        List.copyOf(clients.values()).forEach(client -> {
            client.bye(ErrorCode.SHUTDOWN, "The server stops.");
            leaves(nowNs, client);
        });
        timeout(Math.max(nowNs, sendNs == Long.MAX_VALUE ? nowNs : sendNs));
    }

    /** Whether nothing would be lost without it. A trunk that is silent will find out by itself that the clients have gone. */
    public boolean isIdle(long nowNs) {
        boolean toldAll = sent.first() == sent.next() || received == null || nowNs - heardNs >= options.lostNs();
        return clients.isEmpty() && toldAll;
    }

    public int clients() {
        return clients.size();
    }

    /** Messages that were dropped because the way up was full. */
    public long dropped() {
        return dropped;
    }
}
