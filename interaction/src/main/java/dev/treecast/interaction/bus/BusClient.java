package dev.treecast.interaction.bus;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.input.FoldTable;
import dev.treecast.interaction.input.Strikes;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Members;
import dev.treecast.interaction.protocol.Refusal;
import dev.treecast.interaction.show.Link;
import dev.treecast.interaction.show.Messages;
import dev.treecast.interaction.show.Peer;
import dev.treecast.interaction.show.Show;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection: takes its hello, and hands what follows to whom it has become in its show. */
final class BusClient implements Interaction.Client, Link {
    private static final int HELLO_BYTES_MAX = 16_384;

    /** What a client says, from its hello on, while its show's books are fetched: a game's may have its document in it. */
    private static final int HELD_BYTES_MAX_VIEWER = HELLO_BYTES_MAX + 4_096;

    private static final int HELD_BYTES_MAX_GAME = 4 * 1024 * 1024;
    private static final int HELD_MAX = 64;

    private final InteractionBus bus;
    private final String stream;
    private final String address;
    private final SeenFrameClock clock;
    private final Outbox outbox;
    private final long deadlineNs;
    private final Strikes strikes = new Strikes();
    /** A hello that waits for its show's books, and what came after it. */
    private final List<byte[]> held = new ArrayList<>();

    private int heldBytes;
    private int heldBytesMax = HELD_BYTES_MAX_VIEWER;
    private @Nullable Peer peer;
    private @Nullable Show show;
    private boolean closed;
    private boolean left;

    BusClient(InteractionBus bus, String stream, String address, SeenFrameClock clock, Outbox outbox, long deadlineNs) {
        this.bus = bus;
        this.stream = stream;
        this.address = address;
        this.clock = clock;
        this.outbox = outbox;
        this.deadlineNs = deadlineNs;
    }

    /** When it must have said hello. */
    long deadlineNs() {
        return deadlineNs;
    }

    boolean isWaiting() {
        return peer == null && !closed;
    }

    String stream() {
        return stream;
    }

    @Override
    public void text(long nowNs, byte[] utf8, int offset, int length) {
        if (closed) {
            return;
        }
        if (peer != null && show != null) {
            show.at(nowNs);
            peer.text(nowNs, utf8, offset, length);
            return;
        }
        if (!held.isEmpty()) {
            hold(utf8, offset, length);
            return;
        }
        try {
            if (length > HELLO_BYTES_MAX) {
                throw new Refusal(ErrorCode.TOO_LARGE, "A hello has at most 16 KiB.");
            }
            if (!hello(nowNs, Json.read(utf8, offset, length))) {
                hold(utf8, offset, length);
            }
        } catch (Refusal refusal) {
            refuse(nowNs, refusal);
        }
    }

    private void hold(byte[] utf8, int offset, int length) {
        heldBytes += length;
        if (held.size() == HELD_MAX || heldBytes > heldBytesMax) {
            end(ErrorCode.LIMIT, "The show has not begun yet.", true);
        } else {
            held.add(Arrays.copyOfRange(utf8, offset, offset + length));
        }
    }

    /** The books may be here by now. */
    void again(long nowNs) {
        List<byte[]> said = List.copyOf(held);
        held.clear();
        heldBytes = 0;
        said.forEach(each -> text(nowNs, each, 0, each.length));
    }

    /** What was refused before hello: a strike when it broke the rules, the end when it was a hello. */
    private void refuse(long nowNs, Refusal refusal) {
        bus.all().drop(refusal.code());
        if (!refusal.code().isStrike()) {
            end(refusal.code(), refusal.sentence(), refusal.code() == ErrorCode.LIMIT);
        } else {
            outbox.text(Messages.error(refusal, null));
            if (strikes.strike(nowNs)) {
                end(ErrorCode.STRIKES, "Three messages broke the rules; the last one: " + refusal.sentence(), false);
            }
        }
    }

    /** @return false when it has to wait */
    private boolean hello(long nowNs, ObjectNode message) throws Refusal {
        Members hello = Members.of(message);
        if (!hello.text("type", 64).equals("hello")) {
            throw new Refusal(ErrorCode.UNKNOWN_TYPE, "The first message is a hello.", "type");
        }
        if (hello.integer("version", 0, Integer.MAX_VALUE) != 1) {
            throw new Refusal(ErrorCode.INVALID, "This server speaks version 1.", "version");
        }
        String role = hello.text("role", 16);
        hello.textOrNull("client", 100);
        String token = hello.textOrNull("token", 8_192);
        if (role.equals("viewer")) {
            var named = token == null ? null : bus.viewer(stream, token, address);
            if (!bus.mayEnter(nowNs, stream, this)) {
                return false;
            }
            Show into = bus.show(nowNs, stream, address);
            peer = into.enterViewer(nowNs, this, named, hello);
            show = into;
        } else if (role.equals("game")) {
            if (token == null) {
                throw new Refusal(
                        ErrorCode.UNAUTHORIZED, "A game needs the publish key or a token with the role 'game'.");
            }
            var who = bus.game(stream, token, address);
            heldBytesMax = HELD_BYTES_MAX_GAME;
            if (!bus.mayEnter(nowNs, stream, this)) {
                return false;
            }
            Show into = bus.show(nowNs, stream);
            peer = into.enterGame(nowNs, this, who, hello);
            show = into;
        } else {
            throw hello.misfit("role", "'viewer' or 'game'");
        }
        return true;
    }

    @Override
    public void binary(long nowNs, byte[] data, int offset, int length) {
        if (peer != null && show != null && !closed) {
            show.at(nowNs);
            peer.binary(nowNs, data, offset, length);
        } else {
            // Channels have no order between them: input may overtake the hello.
            bus.all().drop(ErrorCode.UNKNOWN_TYPE);
        }
    }

    @Override
    public void gone(long nowNs) {
        closed = true;
        if (!left) {
            left = true;
            bus.left(address);
        }
        if (peer != null) {
            peer.leave(nowNs);
        }
    }

    /** Says goodbye to whom has not come in. */
    void end(ErrorCode code, String message, boolean reconnect) {
        if (!closed) {
            outbox.text(Messages.bye(code, message, reconnect));
            close();
        }
    }

    @Override
    public void text(byte[] utf8) {
        if (!closed) {
            outbox.text(utf8);
        }
    }

    @Override
    public void binary(byte[] data) {
        if (!closed) {
            outbox.binary(data);
        }
    }

    @Override
    public void fold(long viewer, FoldTable table) {
        if (!closed) {
            outbox.fold(viewer, table);
        }
    }

    @Override
    public void release() {
        if (!closed) {
            outbox.release();
        }
    }

    @Override
    public long bufferedBytes() {
        return outbox.bufferedBytes();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            outbox.close();
        }
    }

    @Override
    public long streamTimeUs(int rtpTimestamp) {
        return clock.streamTimeUs(rtpTimestamp);
    }

    @Override
    public long rtpTimestamp(long streamTimeUs) {
        return clock.rtpTimestamp(streamTimeUs);
    }

    @Override
    public String address() {
        return address;
    }
}
