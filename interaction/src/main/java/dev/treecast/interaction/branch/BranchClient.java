package dev.treecast.interaction.branch;

import dev.treecast.interaction.bus.Interaction;
import dev.treecast.interaction.bus.Outbox;
import dev.treecast.interaction.bus.SeenFrameClock;
import dev.treecast.interaction.protocol.ByteWriter;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.FrameType;
import dev.treecast.interaction.protocol.Refusal;
import dev.treecast.interaction.show.Messages;
import dev.treecast.interaction.show.ShowOptions;

/** A client at an edge. */
final class BranchClient implements Interaction.Client {
    private static final long ANCHOR_NS = 1_000_000_000L;
    /** Clocks of encoders drift by less in a second; a new splice jumps by more. */
    private static final long DRIFT_US_MAX = 5_000;

    private final Branch branch;
    private final long number;
    private final SeenFrameClock clock;
    private final Outbox outbox;
    private final AnchoredClock told = new AnchoredClock();
    private final FoldedClient folded;
    private long anchoredNs = Long.MIN_VALUE;
    private boolean closed;

    BranchClient(long nowNs, Branch branch, long number, SeenFrameClock clock, Outbox outbox) {
        folded = new FoldedClient(nowNs);
        this.branch = branch;
        this.number = number;
        this.clock = clock;
        this.outbox = outbox;
    }

    long number() {
        return number;
    }

    SeenFrameClock clock() {
        return clock;
    }

    FoldedClient folded() {
        return folded;
    }

    @Override
    public void text(long nowNs, byte[] utf8, int offset, int length) {
        // Whoever says more than a game may is refused by the show, which need not have all of it for that.
        if (!closed) {
            branch.says(nowNs, Kind.TEXT, this, utf8, offset, Math.min(length, ShowOptions.GAME_TEXT_BYTES_MAX + 1));
        }
    }

    @Override
    public void binary(long nowNs, byte[] data, int offset, int length) {
        if (closed) {
            return;
        }
        if (length > 0 && length <= FrameType.BYTES_MAX && data[offset] == FrameType.INPUT) {
            branch.presses(nowNs, this, data, offset, length);
        } else {
            branch.says(nowNs, Kind.BINARY, this, data, offset, Math.min(length, ShowOptions.GAME_TEXT_BYTES_MAX + 1));
        }
    }

    @Override
    public void gone(long nowNs) {
        closed = true;
        branch.leaves(nowNs, this);
    }

    /** @return whether the client can still be told anything */
    boolean deliver(int kind, byte[] body) {
        if (closed) {
            return true;
        }
        if (kind == Kind.BINARY) {
            outbox.binary(body);
        } else if (kind == Kind.CLOSE) {
            closed = true;
            outbox.close();
        } else if (outbox.bufferedBytes() > ShowOptions.VIEWER_BUFFERED_MAX) {
            bye(ErrorCode.LIMIT, "Too much waits to be sent to you.");
            return false;
        } else {
            outbox.text(body);
        }
        return true;
    }

    void tell(Refusal refusal) {
        if (!closed) {
            outbox.text(Messages.error(refusal, null));
        }
    }

    void bye(ErrorCode code, String sentence) {
        bye(code, sentence, true);
    }

    void bye(ErrorCode code, String sentence, boolean reconnect) {
        if (!closed) {
            closed = true;
            outbox.text(Messages.bye(code, sentence, reconnect));
            outbox.close();
        }
    }

    /** What to tell of the client's clock before its next message; empty when what was told is still right. */
    byte[] anchor(long nowNs, long nowUs) {
        if (anchoredNs != Long.MIN_VALUE && nowNs - anchoredNs < ANCHOR_NS) {
            return new byte[0];
        }
        long rtp = clock.rtpTimestamp(nowUs);
        long streamUs = rtp == SeenFrameClock.UNKNOWN ? rtp : clock.streamTimeUs((int) rtp);
        if (streamUs == SeenFrameClock.UNKNOWN) {
            return new byte[0];
        }
        anchoredNs = nowNs;
        long toldUs = told.streamTimeUs((int) rtp);
        if (toldUs != SeenFrameClock.UNKNOWN && Math.abs(toldUs - streamUs) <= DRIFT_US_MAX) {
            return new byte[0];
        }
        told.anchor((int) rtp, streamUs);
        return new ByteWriter(12).u32(rtp).u64(streamUs).toBytes();
    }
}
