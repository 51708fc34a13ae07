package dev.treecast.interaction.branch;

import dev.treecast.interaction.ballot.SeenTime;
import dev.treecast.interaction.bus.SeenFrameClock;
import dev.treecast.interaction.input.Fold;
import dev.treecast.interaction.input.FoldTable;
import dev.treecast.interaction.input.Summary;
import dev.treecast.interaction.input.Tick;
import dev.treecast.interaction.input.TickLeaf;
import dev.treecast.interaction.input.TickPacket;
import dev.treecast.interaction.protocol.Action;
import dev.treecast.interaction.protocol.ByteWriter;
import dev.treecast.interaction.protocol.InputFrame;
import dev.treecast.interaction.show.Link;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Folds the input of an edge's clients, as far as the show lets it, and sends what it folded in numbered ticks until the ingest node has counted them.
 *
 * <p>Edges send at the same moments of stream time, so that relays find the ticks of their children together.
 */
final class EdgeInput {
    private static final byte[] NOTHING = new byte[0];
    /** A head and a press, with which most frames are full. */
    private static final int FRAME_BYTES = 16;

    // Given.
    private final BranchOptions options;
    private final LongUnaryOperator timeUs;
    private final Consumer<byte[]> up;

    // State.
    private final Fold fold;
    private final InputFrame frame = new InputFrame();
    private final SeenTime seenTime = new SeenTime();
    /** Null as long as nothing of a frame is for the show, as of most. */
    private @Nullable ByteWriter rest;

    private TickLeaf leaf;
    /** Of the fold: a viewer's first input for a control in it counts the viewer. */
    private long generation;
    /** When the fold goes up, of one that is not empty. */
    private long tickNs = Long.MAX_VALUE;
    /** When what was sent is sent again. */
    private long resendNs = Long.MAX_VALUE;

    private long resentNs;
    private long folded;
    private long beyondLimits;

    /**
     * @param leaf the edge's number
     * @param up sends a packet towards the ingest node; it may be lost
     */
    EdgeInput(
            long nowNs,
            long leaf,
            BranchOptions options,
            LongUnaryOperator timeUs,
            RandomGenerator random,
            Consumer<byte[]> up) {
        this.options = options;
        this.timeUs = timeUs;
        this.up = up;
        this.leaf = new TickLeaf(leaf);
        fold = new Fold(random);
        resentNs = nowNs - options.resendNs();
    }

    /**
     * Takes an input frame of a client: what may be folded here; the {@link #rest} is for the show, also to refuse it.
     *
     * @return whether the client keeps its limits; what is beyond them is gone
     */
    boolean take(long nowNs, FoldedClient client, SeenFrameClock clock, byte[] data, int offset, int length) {
        rest = null;
        if (!frame.wrap(data, offset, length)) {
            toShow(length).bytes(data, offset, length);
            return true;
        }
        if (client.isKnown() && !client.bytes.take(nowNs, length)) {
            beyondLimits++;
            return false;
        }
        long nowUs = timeUs.applyAsLong(nowNs);
        long rtp = frame.seen();
        long seenUs = rtp < 0 ? Link.UNKNOWN : clock.streamTimeUs((int) rtp);
        seenUs = seenUs == Link.UNKNOWN ? seenUs : seenTime.clamp(nowUs, seenUs);
        boolean keeps = true;
        while (frame.next()) {
            if (frame.action() == Action.MOVE) {
                move(nowNs, nowUs, seenUs, client);
            } else if (client.window.take(frame.input())) {
                if (client.isKnown() && !client.discrete.take(nowNs, 1)) {
                    keeps = false;
                    beyondLimits++;
                } else {
                    discrete(nowNs, nowUs, seenUs, client);
                }
            }
        }
        return keeps;
    }

    private void discrete(long nowNs, long nowUs, long seenUs, FoldedClient client) {
        int number = frame.control();
        boolean press = frame.action() == Action.PRESS;
        FoldTable.Entry entry = client.entry(number);
        // A release goes where its press has gone, whatever may be folded meanwhile.
        boolean heldHere = !press && client.controls.isHeld(number);
        boolean heldAbove = !press && client.above.isHeld(number);
        boolean mayFold = entry != null && !entry.stick() && !heldAbove;
        if (!heldHere && !mayFold) {
            client.above.hold(client.above.slot(number), press);
            frame.copyTo(toShow(FRAME_BYTES));
            return;
        }
        int slot = client.controls.slot(number);
        int change = client.controls.hold(slot, press);
        boolean first = client.controls.isFirst(slot, generation);
        int samples = entry == null ? 0 : entry.samples();
        fold.discrete(number, client.viewer(), first, change, frame.action(), samples, nowUs, seenUs);
        took(nowNs);
    }

    private void move(long nowNs, long nowUs, long seenUs, FoldedClient client) {
        int number = frame.control();
        FoldTable.Entry entry = client.entry(number);
        if (entry == null || !entry.stick()) {
            frame.copyTo(toShow(FRAME_BYTES));
            return;
        }
        int slot = client.controls.slot(number);
        if (!client.controls.isNewer(slot, frame.order())) {
            return;
        }
        if (!client.continuous.take(nowNs, 1)) {
            beyondLimits++;
            return;
        }
        boolean first = client.controls.isFirst(slot, generation);
        fold.move(number, client.viewer(), first, frame.x(), frame.y(), entry.samples(), nowUs, seenUs);
        took(nowNs);
    }

    private void took(long nowNs) {
        folded++;
        due(nowNs);
    }

    /** The fold goes up at the next moment that is a multiple of a tick in stream time. */
    private void due(long nowNs) {
        if (tickNs == Long.MAX_VALUE) {
            long tickUs = options.tickNs() / 1_000;
            tickNs = nowNs + (tickUs - Math.floorMod(timeUs.applyAsLong(nowNs), tickUs)) * 1_000;
        }
    }

    /** What the last frame had for the show, as a frame; empty when that is nothing. */
    byte[] rest() {
        return rest == null ? NOTHING : rest.toBytes();
    }

    private ByteWriter toShow(int capacity) {
        if (rest == null) {
            rest = new ByteWriter(capacity);
        }
        return rest;
    }

    /** The client has gone, or sees other controls: what it held is held no more. */
    void release(long nowNs, FoldedClient client) {
        for (int control : client.controls.held()) {
            fold.drop(control);
            due(nowNs);
        }
        client.controls.clear();
        client.above.clear();
    }

    /** The ingest node has counted ticks up to this one. */
    void mark(long nowNs, long show, long upTo, boolean refused) {
        if (leaf.acknowledged(upTo)) {
            resendNs = leaf.isEmpty() ? Long.MAX_VALUE : nowNs + waitNs();
        }
        // What was sent again lately is still on its way.
        if (refused && nowNs - resentNs >= options.resendNs()) {
            resend(nowNs, show);
        }
    }

    private long waitNs() {
        return options.markNs() + options.resendNs();
    }

    /** There is another way up, or no answer for too long. */
    void resend(long nowNs, long show) {
        resentNs = nowNs;
        leaf.resend(show, options.packetBytesMax()).forEach(up);
        resendNs = leaf.isEmpty() ? Long.MAX_VALUE : nowNs + waitNs();
    }

    /** The edge is another one now, of another show: what had not arrived is lost, as all else that was on its way. */
    void beginAnew(long number) {
        fold.drain();
        leaf = new TickLeaf(number);
        generation++;
        tickNs = Long.MAX_VALUE;
        resendNs = Long.MAX_VALUE;
    }

    long nextDeadlineNs() {
        return leaf.isFull() ? resendNs : Math.min(tickNs, resendNs);
    }

    void timeout(long nowNs, long show) {
        if (nowNs >= resendNs) {
            resend(nowNs, show);
        }
        if (nowNs >= tickNs && !leaf.isFull()) {
            send(nowNs, show);
        }
    }

    /** Sends what was folded. */
    void send(long nowNs, long show) {
        if (fold.isEmpty()) {
            return;
        }
        tickNs = Long.MAX_VALUE;
        generation++;
        for (Map<Integer, Summary> part : TickPacket.parts(fold.drain(), options.packetBytesMax())) {
            Tick tick = leaf.next(part);
            up.accept(new TickPacket(false, show, tick).toBytes());
        }
        resendNs = Math.min(resendNs, nowNs + waitNs());
    }

    /** Whether the ingest node has counted everything. */
    boolean isEmpty() {
        return fold.isEmpty() && leaf.isEmpty();
    }

    /** Inputs that were folded. */
    long folded() {
        return folded;
    }

    /** Inputs, and frames, beyond a viewer's limits. */
    long beyondLimits() {
        return beyondLimits;
    }
}
