package dev.treecast.interaction.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.ledger.Ledger;
import dev.treecast.interaction.ledger.Purchase;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Refusal;
import org.jspecify.annotations.Nullable;

/** The JSON messages that need more than one line. */
public final class Messages {
    private Messages() {}

    static ObjectNode of(String type) {
        return Json.object().put("type", type);
    }

    public static byte[] bye(ErrorCode code, String message, boolean reconnect) {
        return Json.bytes(
                of("bye").put("code", code.text()).put("message", message).put("reconnect", reconnect));
    }

    public static byte[] error(Refusal refusal, @Nullable JsonNode id) {
        ObjectNode error = of("error").put("code", refusal.code().text()).put("message", refusal.sentence());
        if (refusal.path() != null) {
            error.put("path", refusal.path());
        }
        if (id != null && (id.isNumber() || (id.isTextual() && id.textValue().length() <= 64))) {
            error.set("id", id);
        }
        if (refusal.retryAfterMs() != Refusal.NEVER) {
            error.put("retryAfterMs", refusal.retryAfterMs());
        }
        return Json.bytes(error);
    }

    static byte[] reply(@Nullable JsonNode id, ObjectNode result) {
        ObjectNode reply = of("reply");
        reply.set("id", id);
        reply.set("result", result);
        return Json.bytes(reply);
    }

    static ObjectNode viewer(Who who) {
        ObjectNode viewer = Json.object().put("id", who.id()).put("name", who.name());
        who.roles().stream().sorted().forEach(viewer.putArray("roles")::add);
        return viewer;
    }

    /** What a viewer is told about the state of a purchase. */
    static byte[] state(Purchase purchase, long balance) {
        ObjectNode message = switch (purchase.state()) {
            case HELD ->
                of("hold")
                        .put("control", purchase.control())
                        .put("cost", purchase.cost())
                        .put("expiresAt", purchase.expiresUs());
            case CAPTURED -> of("capture");
            case VOIDED -> of("void").put("code", purchase.code()).put("message", purchase.message());
        };
        if (purchase.retryAfterMs() >= 0) {
            message.put("retryAfterMs", purchase.retryAfterMs());
        }
        return Json.bytes(message.put("key", purchase.key())
                .put("purchase", purchase.id())
                .put("balance", balance));
    }

    /** An intent that no purchase came of. */
    static byte[] refused(String key, Refusal refusal, long balance) {
        ObjectNode message =
                of("void").put("key", key).put("code", refusal.code().text()).put("message", refusal.sentence());
        if (balance != Ledger.UNKNOWN) {
            message.put("balance", balance);
        }
        if (refusal.retryAfterMs() != Refusal.NEVER) {
            message.put("retryAfterMs", refusal.retryAfterMs());
        }
        return Json.bytes(message);
    }

    static byte[] deliver(Purchase purchase, int attempt) {
        ObjectNode message = of("deliver")
                .put("purchase", purchase.id())
                .put("scene", purchase.scene())
                .put("control", purchase.control())
                .put("cost", purchase.cost())
                .put("expiresAt", purchase.expiresUs())
                .put("attempt", attempt);
        message.putObject("viewer").put("id", purchase.principal()).put("name", purchase.name());
        if (purchase.text() != null) {
            message.put("text", purchase.text());
        }
        if (purchase.seenUs() != Link.UNKNOWN) {
            message.put("seenAt", purchase.seenUs());
        }
        return Json.bytes(message);
    }
}
