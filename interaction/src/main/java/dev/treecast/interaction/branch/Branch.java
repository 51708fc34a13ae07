package dev.treecast.interaction.branch;

import dev.treecast.interaction.bus.Interaction;
import dev.treecast.interaction.bus.Outbox;
import dev.treecast.interaction.bus.SeenFrameClock;
import dev.treecast.interaction.input.FoldTable;
import dev.treecast.interaction.protocol.ByteReader;
import dev.treecast.interaction.protocol.ByteWriter;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Refusal;
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
 * <p>Presses and moves that are counted and no more are folded here, as far as the show says, see {@link EdgeInput}. What else clients say goes up in numbered pieces, kept until the trunk has them and sent again when nothing comes back, by whatever way there is then. So
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
    private final EdgeInput input;
    /** What the trunk has said may be folded, by its numbers; it counts on the last ones being known. */
    private final BoundedTables tables = new BoundedTables();
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
        input = new EdgeInput(nowNs, edge, options, timeUs, random, up);
        sentNs = nowNs;
        progressNs = nowNs;
        missingToldNs = nowNs;
        heardNs = nowNs;
    }

    /** A client's connection has opened, as of {@link Interaction#connect}. */
    public Interaction.Client connect(long nowNs, String address, SeenFrameClock clock, Outbox outbox) {
        BranchClient client = new BranchClient(nowNs, this, ++lastClient, clock, outbox);
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

    /** A client's input came. */
    void presses(long nowNs, BranchClient client, byte[] data, int offset, int length) {
        boolean keeps = input.take(nowNs, client.folded(), client.clock(), data, offset, length);
        byte[] rest = input.rest();
        if (rest.length > 0) {
            says(nowNs, Kind.BINARY, client, rest, 0, rest.length);
        }
        if (!keeps) {
            long retryMs = client.folded().discrete.retryAfterMs();
            client.tell(new Refusal(ErrorCode.RATE, "At most 10 inputs and 4 KB a second.", null, retryMs));
            if (client.folded().strikes.strike(nowNs)) {
                client.bye(ErrorCode.STRIKES, "Three messages broke the rules: too many inputs.", false);
                leaves(nowNs, client);
            }
        }
    }

    void leaves(long nowNs, BranchClient client) {
        if (clients.remove(client.number(), client)) {
            input.release(nowNs, client.folded());
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
        TickMarks.read(bytes).ifPresent(ticks -> marks(nowNs, ticks));
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

    private void marks(long nowNs, TickMarks ticks) {
        if (ticks.show() == show) {
            ticks.marks().stream()
                    .filter(mark -> mark.leaf() == edge)
                    .forEach(mark -> input.mark(nowNs, show, mark.upTo(), mark.refused()));
        }
    }

    private void deliver(long nowNs, byte[] letter) {
        ByteReader in = new ByteReader(letter, 0, letter.length);
        int kind = in.u8();
        List<BranchClient> to = new ArrayList<>();
        boolean[] concerns = new boolean[1];
        Recipients.read(in, edge, lastClient + 1, number -> {
            concerns[0] = true;
            BranchClient client = clients.get(number);
            if (client != null) {
                to.add(client);
            }
        });
        if (!concerns[0]) {
            return;
        }
        switch (kind) {
            case Kind.VIEWER -> {
                long viewer = in.u64();
                to.forEach(client -> client.folded().is(viewer));
            }
            case Kind.TABLE -> {
                // Also when the client has gone: the trunk does not say it again.
                FoldTable table = tables.put(in.varint(), FoldTable.read(in).orElse(FoldTable.EMPTY));
                to.forEach(client -> client.folded().may(table));
            }
            case Kind.SAME_TABLE -> {
                FoldTable table = tables.get(in.varint());
                to.forEach(client -> client.folded().may(table));
            }
            case Kind.RELEASE -> to.forEach(client -> input.release(nowNs, client.folded()));
            default -> tell(nowNs, to, kind, letter, in.position());
        }
    }

    private void tell(long nowNs, List<BranchClient> to, int kind, byte[] letter, int from) {
        byte[] body = Arrays.copyOfRange(letter, from, letter.length);
        to.forEach(client -> {
            if (!client.deliver(kind, body)) {
                leaves(nowNs, client);
            }
        });
    }

    /** There is another way up: what may have been lost on the old one goes there at once. */
    public void moved(long nowNs) {
        input.resend(nowNs, show);
        resendLetters(nowNs);
    }

    private void resendLetters(long nowNs) {
        unsent = sent.first();
        sendBy(nowNs);
    }

    private void beginAnew(long nowNs) {
        List<BranchClient> all = List.copyOf(clients.values());
        clients.clear();
        edge = random.nextLong();
        sent = new Sent(options.upBytesMax());
        input.beginAnew(edge);
        tables.clear();
        unsent = 1;
        received = null;
        missing = false;
        progressNs = nowNs;
        sendNs = Long.MAX_VALUE;
        all.forEach(client -> client.bye(ErrorCode.SHUTDOWN, "The show is to be found anew."));
    }

    public long nextDeadlineNs() {
        long next = Math.min(input.nextDeadlineNs(), Math.min(sendNs, sentNs + options.keepaliveNs()));
        next = clients.isEmpty() ? next : Math.min(next, heardNs + options.lostNs());
        return sent.first() < unsent ? Math.min(next, progressNs + options.resendNs()) : next;
    }

    public void timeout(long nowNs) {
        if (!clients.isEmpty() && nowNs - heardNs >= options.lostNs()) {
            beginAnew(nowNs);
        }
        input.timeout(nowNs, show);
        if (sent.first() < unsent && nowNs - progressNs >= options.resendNs()) {
            progressNs = nowNs;
            resendLetters(nowNs);
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
            up.accept(new UpPacket(
                            missing,
                            true,
                            edge,
                            from == null ? 0 : show,
                            from == null ? 0 : from.have(),
                            unsent,
                            pieces)
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
        input.send(nowNs, show);
        timeout(Math.max(nowNs, sendNs == Long.MAX_VALUE ? nowNs : sendNs));
    }

    /** Whether nothing would be lost without it. A trunk that is silent will find out by itself that the clients have gone. */
    public boolean isIdle(long nowNs) {
        boolean hasAll = sent.first() == sent.next() && input.isEmpty();
        boolean toldAll = hasAll || received == null || nowNs - heardNs >= options.lostNs();
        return clients.isEmpty() && toldAll;
    }

    public int clients() {
        return clients.size();
    }

    /** Messages that were dropped because the way up was full. */
    public long dropped() {
        return dropped;
    }

    /** Inputs that were dropped because a viewer says more than it may. */
    public long beyondLimits() {
        return input.beyondLimits();
    }

    /** Inputs that were folded here. */
    public long folded() {
        return input.folded();
    }
}
