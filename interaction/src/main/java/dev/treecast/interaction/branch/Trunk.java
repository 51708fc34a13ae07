package dev.treecast.interaction.branch;

import dev.treecast.interaction.bus.Interaction;
import dev.treecast.interaction.input.FoldTable;
import dev.treecast.interaction.input.Summary;
import dev.treecast.interaction.input.TickPacket;
import dev.treecast.interaction.input.TickRoot;
import dev.treecast.interaction.protocol.ByteReader;
import dev.treecast.interaction.protocol.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A show's end of the tree, at the stream's ingest node: clients of all edges become clients of the bus here.
 *
 * <p>What they are told goes down once for all, in one numbered sequence of which each edge takes what is for its clients; a message for many is one
 * letter. It is kept until every edge has it. What edges have folded arrives as ticks, of which each counts once. The owner calls {@link #timeout} at {@link #nextDeadlineNs}, which is at once when something was said.
 */
public final class Trunk {
    /** Edges that were given up and may not go on. An edge that this has forgotten as well is told apart by the show it names. */
    private static final int LOST_MAX = 4_096;

    private static final int MARKS_MAX = 200;
    /** Packets of one repetition, after which the others get their turn: 700 KB. */
    private static final int RESEND_PACKETS_MAX = 64;

    // Given.
    private final long show;
    private final String stream;
    private final BranchOptions options;
    private final Interaction bus;
    private final Consumer<byte[]> down;

    // State.
    private final Map<Long, TrunkEdge> edges = new LinkedHashMap<>();
    private final Set<Long> lost = new LinkedHashSet<>();
    /** Those that are to be told that they are not known any more. */
    private final Set<Long> anew = new LinkedHashSet<>();

    private final Sent sent;
    private long unsent = 1;
    private final TickRoot ticks = new TickRoot();
    private final NumberedTables tables = new NumberedTables();
    private long markedNs;

    /** What is being said: one message to more and more clients. */
    private Recipients recipients = new Recipients();

    private int saidKind;
    private byte[] said = new byte[0];
    private long lastNs;
    /** When an edge was there. */
    private long usedNs;

    private long malformed;

    /**
     * @param show when it begins, microseconds since 1970: edges go with the youngest trunk of a stream
     * @param down sends a packet to all edges; it may be lost
     */
    public Trunk(long nowNs, long show, String stream, BranchOptions options, Interaction bus, Consumer<byte[]> down) {
        this.show = show;
        this.stream = stream;
        this.options = options;
        this.bus = bus;
        this.down = down;
        sent = new Sent(options.downBytesMax());
        lastNs = nowNs;
        usedNs = nowNs;
        markedNs = nowNs;
    }

    /** A packet of an edge came, by whatever way. */
    public void up(long nowNs, byte[] bytes) {
        lastNs = nowNs;
        if (TickPacket.isTick(bytes)) {
            TickPacket.read(bytes).ifPresentOrElse(packet -> take(nowNs, packet), () -> malformed++);
            return;
        }
        UpPacket packet = UpPacket.read(bytes).orElse(null);
        if (packet == null) {
            malformed++;
            return;
        }
        TrunkEdge edge = edge(nowNs, packet);
        if (edge == null) {
            return;
        }
        edge.heardNs = nowNs;
        usedNs = nowNs;
        if (packet.show() == show && packet.have() > edge.have && packet.have() < unsent) {
            edge.have = packet.have();
            edge.waitingNs = nowNs;
        }
        edge.missing |= packet.missing();
        // Always, since an edge takes a trunk that says nothing for dead.
        edge.markDue = true;
        boolean unusedWhole = edge.received.take(packet.first(), packet.pieces(), letter -> take(nowNs, edge, letter));
        if (edge.received.isBroken()) {
            lose(nowNs, edge);
        }
    }

    private void take(long nowNs, TickPacket packet) {
        if (packet.show() == show && ticks.accept(packet.tick())) {
            bus.folded(nowNs, stream, packet.tick().summaries());
        }
    }

    private @Nullable TrunkEdge edge(long nowNs, UpPacket packet) {
        TrunkEdge edge = edges.get(packet.edge());
        boolean ours = packet.show() == 0 || packet.show() == show;
        if (edge != null && ours) {
            return edge;
        }
        // Who was here before may have been counted already.
        if (edge != null || packet.show() != 0 || lost.contains(packet.edge())) {
            if (anew.size() < MARKS_MAX) {
                anew.add(packet.edge());
            }
            return null;
        }
        if (edges.size() >= options.edgesMax()) {
            return null;
        }
        seal();
        edge = new TrunkEdge(nowNs, packet.edge(), sent.next() - 1, packet.folds());
        edges.put(edge.number, edge);
        ticks.open(edge.number);
        return edge;
    }

    private void take(long nowNs, TrunkEdge edge, byte[] letter) {
        ByteReader in = new ByteReader(letter, 0, letter.length);
        int kind = in.u8();
        long number = in.varint();
        int at = in.position();
        int length = letter.length - at;
        if (kind == Kind.OPEN) {
            open(nowNs, edge, number, new String(letter, at, length, StandardCharsets.UTF_8));
            return;
        }
        TrunkClient remote = edge.clients.get(number);
        Interaction.Client client = remote == null ? null : remote.client();
        if (remote == null || client == null) {
            return;
        }
        switch (kind) {
            case Kind.TEXT -> client.text(nowNs, letter, at, length);
            case Kind.BINARY -> client.binary(nowNs, letter, at, length);
            case Kind.CLOCK -> remote.clock.anchor((int) in.u32(), in.u64());
            case Kind.CLOSE -> {
                edge.clients.remove(number);
                client.gone(nowNs);
            }
            default -> malformed++;
        }
    }

    private void open(long nowNs, TrunkEdge edge, long number, String address) {
        if (edge.clients.size() >= options.clientsMax() || edge.clients.containsKey(number)) {
            malformed++;
            return;
        }
        TrunkClient remote = new TrunkClient(this, edge.number, number, edge.folds);
        edge.clients.put(number, remote);
        remote.connected(bus.connect(nowNs, stream, address, remote.clock, remote));
    }

    /** The bus tells a client something. The same array to one after another is one letter. */
    void say(int kind, long edge, long client, byte[] body) {
        if (body != said || kind != saidKind || !recipients.add(edge, client)) {
            seal();
            saidKind = kind;
            said = body;
            boolean unusedNew = recipients.add(edge, client);
        }
    }

    /** What an edge may fold of a client's input; said whole to an edge that has not heard it. */
    void table(long edge, long client, FoldTable table) {
        TrunkEdge to = edges.get(edge);
        if (to == null) {
            return;
        }
        NumberedTables.Numbered numbered = tables.of(table);
        boolean saying = said == numbered.whole() && saidKind == Kind.TABLE;
        if (saying || !to.tables.knows(numbered.number())) {
            to.tables.put(numbered.number(), table);
            say(Kind.TABLE, edge, client, numbered.whole());
        } else {
            say(Kind.SAME_TABLE, edge, client, numbered.name());
        }
    }

    private void seal() {
        if (recipients.isEmpty()) {
            return;
        }
        ByteWriter letter = new ByteWriter(said.length + 64).u8(saidKind);
        recipients.write(letter);
        sent.add(letter.bytes(said, 0, said.length).toBytes());
        recipients = new Recipients();
    }

    private void lose(long nowNs, TrunkEdge edge) {
        if (!edges.remove(edge.number, edge)) {
            return;
        }
        lost.add(edge.number);
        if (lost.size() > LOST_MAX) {
            lost.remove(lost.iterator().next());
        }
        anew.add(edge.number);
        List<TrunkClient> all = new ArrayList<>(edge.clients.values());
        edge.clients.clear();
        all.forEach(remote -> {
            Interaction.Client client = remote.client();
            if (client != null) {
                client.gone(nowNs);
            }
        });
        Map<Integer, Summary> held = ticks.close(edge.number);
        if (!held.isEmpty()) {
            bus.folded(nowNs, stream, held);
        }
    }

    public long nextDeadlineNs() {
        if (!recipients.isEmpty() || unsent < sent.next() || !anew.isEmpty() || ticks.isRefused()) {
            return lastNs;
        }
        long next = ticks.isDue() ? markedNs + options.markNs() : Long.MAX_VALUE;
        for (TrunkEdge edge : edges.values()) {
            if (edge.markDue) {
                return lastNs;
            }
            next = Math.min(next, edge.heardNs + options.lostNs());
            if (edge.have < unsent - 1) {
                next = Math.min(next, edge.missing ? edge.waitingNs : edge.waitingNs + options.resendNs());
            }
        }
        return next;
    }

    public void timeout(long nowNs) {
        lastNs = nowNs;
        for (TrunkEdge edge : List.copyOf(edges.values())) {
            if (nowNs - edge.heardNs >= options.lostNs()) {
                lose(nowNs, edge);
            }
        }
        seal();
        for (Iterator<TrunkEdge> each = List.copyOf(edges.values()).iterator(); sent.isFull() && each.hasNext(); ) {
            TrunkEdge edge = each.next();
            if (edge.have < sent.first()) {
                lose(nowNs, edge);
                forget();
            }
        }
        resend(nowNs);
        sendNew(nowNs);
        markTicks(nowNs);
        forget();
    }

    private void markTicks(long nowNs) {
        if (!ticks.isRefused() && (!ticks.isDue() || nowNs - markedNs < options.markNs())) {
            return;
        }
        markedNs = nowNs;
        List<TickRoot.Mark> marks = ticks.marks();
        for (int from = 0; from < marks.size(); from += TickMarks.MARKS_MAX) {
            List<TickRoot.Mark> some = marks.subList(from, Math.min(marks.size(), from + TickMarks.MARKS_MAX));
            down.accept(new TickMarks(show, some).toBytes());
        }
    }

    /** Forgets what every edge has. */
    private void forget() {
        long all = unsent - 1;
        for (TrunkEdge edge : edges.values()) {
            all = Math.min(all, edge.have);
        }
        sent.acknowledged(all);
    }

    private void resend(long nowNs) {
        long from = Long.MAX_VALUE;
        for (TrunkEdge edge : edges.values()) {
            boolean due = edge.missing || nowNs - edge.waitingNs >= options.resendNs();
            if (edge.have < unsent - 1 && due) {
                edge.waitingNs = nowNs;
                from = Math.min(from, edge.have + 1);
            }
            edge.missing = false;
        }
        for (int packets = 0; from < unsent && packets < RESEND_PACKETS_MAX; packets++) {
            List<Piece> pieces = sent.from(from, options.packetBytesMax() - DownPacket.HEAD_BYTES);
            send(List.of(), from, pieces);
            from += pieces.size();
        }
    }

    private void sendNew(long nowNs) {
        if (unsent < sent.next()) {
            edges.values().stream().filter(edge -> edge.have == unsent - 1).forEach(edge -> edge.waitingNs = nowNs);
        }
        List<DownPacket.Mark> marks = new ArrayList<>();
        anew.forEach(edge -> marks.add(new DownPacket.Mark(edge, DownPacket.Mark.BEGIN_ANEW, 0)));
        anew.clear();
        for (TrunkEdge edge : edges.values()) {
            if (edge.markDue) {
                edge.markDue = false;
                marks.add(new DownPacket.Mark(edge.number, edge.received.have(), edge.from));
            }
        }
        int told = 0;
        while (told < marks.size() || unsent < sent.next()) {
            List<DownPacket.Mark> some = marks.subList(told, Math.min(marks.size(), told + MARKS_MAX));
            told += some.size();
            int room = options.packetBytesMax() - DownPacket.HEAD_BYTES - some.size() * DownPacket.Mark.BYTES;
            List<Piece> pieces = sent.from(unsent, room);
            send(some, unsent, pieces);
            unsent += pieces.size();
        }
    }

    private void send(List<DownPacket.Mark> marks, long first, List<Piece> pieces) {
        down.accept(new DownPacket(show, marks, first, pieces).toBytes());
    }

    /** The show ends here: nobody's client stays. The bus has said goodbye before, if it wanted to. */
    public void close(long nowNs) {
        timeout(nowNs);
        List.copyOf(edges.values()).forEach(edge -> lose(nowNs, edge));
        timeout(nowNs);
    }

    /** Whether no edge is there, and none that was given up comes back under its old number. */
    public boolean isIdle(long nowNs) {
        return edges.isEmpty() && anew.isEmpty() && nowNs - usedNs >= 6 * options.lostNs();
    }

    public int edges() {
        return edges.size();
    }

    /** Packets and letters that no edge of ours sends. */
    public long malformed() {
        return malformed;
    }
}
