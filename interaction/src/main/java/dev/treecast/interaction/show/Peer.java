package dev.treecast.interaction.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.input.Strikes;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Members;
import dev.treecast.interaction.protocol.Refusal;
import org.jspecify.annotations.Nullable;

/** A connection that has said hello: what viewers and games have in common. */
public abstract class Peer {
    private final Link link;
    private final Counters counters;
    private final int textBytesMax;
    private final long bufferedMax;
    private final Strikes strikes = new Strikes();
    private boolean gone;

    Peer(Link link, Counters counters, int textBytesMax, long bufferedMax) {
        this.link = link;
        this.counters = counters;
        this.textBytesMax = textBytesMax;
        this.bufferedMax = bufferedMax;
    }

    /** Takes a message whose type {@code Peer} does not know. */
    abstract void handle(long nowNs, String type, Members message) throws Refusal;

    abstract void handleBinary(long nowNs, byte[] data, int offset, int length) throws Refusal;

    /** Counts bytes against what this client may send. */
    abstract void meter(long nowNs, int bytes) throws Refusal;

    abstract long timeUs(long nowNs);

    /** The connection is gone. Harmless twice. */
    public abstract void leave(long nowNs);

    /** A JSON message came. */
    public final void text(long nowNs, byte[] utf8, int offset, int length) {
        if (gone) {
            return;
        }
        JsonNode id = null;
        try {
            if (length > textBytesMax) {
                throw new Refusal(ErrorCode.TOO_LARGE, "A message has at most " + textBytesMax + " bytes.");
            }
            meter(nowNs, length);
            ObjectNode message = Json.read(utf8, offset, length);
            id = message.get("id");
            Members members = Members.of(message);
            String type = members.text("type", 64);
            if (type.equals("time")) {
                ObjectNode answer = Messages.of("time").put("time", timeUs(nowNs));
                answer.set("t0", number(members, "t0"));
                send(Json.bytes(answer));
            } else {
                handle(nowNs, type, members);
            }
        } catch (Refusal refusal) {
            refuse(nowNs, refusal, id);
        }
    }

    static JsonNode number(Members message, String name) throws Refusal {
        JsonNode value = message.object().get(name);
        if (value == null || !value.isNumber()) {
            throw message.misfit(name, "a number");
        }
        return value;
    }

    /** A binary message came. */
    public final void binary(long nowNs, byte[] data, int offset, int length) {
        if (gone) {
            return;
        }
        try {
            meter(nowNs, length);
            handleBinary(nowNs, data, offset, length);
        } catch (Refusal refusal) {
            refuse(nowNs, refusal, null);
        }
    }

    /** Counts a refusal, says it, and lets the client go with its last strike. */
    final void refuse(long nowNs, Refusal refusal, @Nullable JsonNode id) {
        counters.drop(refusal.code());
        tell(nowNs, refusal, id);
    }

    /** As {@link #refuse}, of what is counted already. */
    final void tell(long nowNs, Refusal refusal, @Nullable JsonNode id) {
        send(Messages.error(refusal, id));
        if (refusal.code().isStrike() && strikes.strike(nowNs)) {
            bye(nowNs, ErrorCode.STRIKES, "Three messages broke the rules; the last one: " + refusal.sentence(), false);
        }
    }

    final void send(byte[] message) {
        if (gone) {
            return;
        }
        if (link.bufferedBytes() > bufferedMax) {
            gone = true;
            counters.drop(ErrorCode.LIMIT);
            link.text(Messages.bye(ErrorCode.LIMIT, "Too much waits to be sent to you.", true));
            link.close();
            return;
        }
        link.text(message);
    }

    final void sendBinary(byte[] message) {
        if (!gone) {
            link.binary(message);
        }
    }

    /** Says goodbye, and leaves. */
    final void bye(long nowNs, ErrorCode code, String message, boolean reconnect) {
        if (!gone) {
            link.text(Messages.bye(code, message, reconnect));
            link.close();
            leave(nowNs);
        }
    }

    final Link link() {
        return link;
    }

    final boolean isGone() {
        return gone;
    }

    final void setGone() {
        gone = true;
    }
}
