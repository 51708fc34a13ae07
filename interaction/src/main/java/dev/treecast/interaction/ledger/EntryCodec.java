package dev.treecast.interaction.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.ledger.Accounts.Entry;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Members;
import dev.treecast.interaction.protocol.Refusal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Entries of the ledger as JSON, one object each, without a line break in it: an operator can read what is kept. */
public final class EntryCodec {
    private static final int TEXT_MAX = 100_000;

    private EntryCodec() {}

    public static byte[] write(Entry entry) {
        ObjectNode json = Json.object();
        switch (entry) {
            case Entry.Opened it ->
                json.put("entry", "account")
                        .put("show", it.show())
                        .put("principal", it.principal())
                        .put("balance", it.balance());
            case Entry.Granted it ->
                json.put("entry", "grant")
                        .put("show", it.show())
                        .put("principal", it.principal())
                        .put("amount", it.amount())
                        .put("key", it.key())
                        .put("at", it.atUs());
            case Entry.Held it -> writePurchase(json, it);
            case Entry.Ended it ->
                json.put("entry", "end")
                        .put("purchase", it.id())
                        .put("state", it.state().name())
                        .put("code", it.code())
                        .put("message", it.message())
                        .put("retryAfterMs", it.retryAfterMs())
                        .put("at", it.atUs());
            case Entry.Noted it ->
                json.put("entry", "note")
                        .put("show", it.show())
                        .put("section", it.section())
                        .put("key", it.key())
                        .put("value", it.value());
            case Entry.Dropped it ->
                json.put("entry", "drop").put("show", it.show()).put("section", it.section());
        }
        return Json.bytes(json);
    }

    private static void writePurchase(ObjectNode json, Entry.Held held) {
        Purchase it = held.purchase();
        json.put("entry", "hold")
                .put("charge", held.charge())
                .put("purchase", it.id())
                .put("show", it.show())
                .put("principal", it.principal())
                .put("key", it.key())
                .put("scene", it.scene())
                .put("control", it.control())
                .put("cost", it.cost())
                .put("text", it.text())
                .put("name", it.name())
                .put("seen", it.seenUs())
                .put("held", it.heldUs())
                .put("expires", it.expiresUs())
                .put("state", it.state().name())
                .put("code", it.code())
                .put("message", it.message())
                .put("retryAfterMs", it.retryAfterMs())
                .put("final", it.finalUs());
    }

    /** @throws Refusal when it is no entry, or one of a later version */
    public static Entry read(byte[] utf8) throws Refusal {
        Members in = Members.of(Json.read(utf8, 0, utf8.length));
        return switch (text(in, "entry")) {
            case "account" -> new Entry.Opened(text(in, "show"), text(in, "principal"), number(in, "balance"));
            case "grant" ->
                new Entry.Granted(
                        text(in, "show"),
                        text(in, "principal"),
                        number(in, "amount"),
                        text(in, "key"),
                        number(in, "at"));
            case "hold" -> new Entry.Held(readPurchase(in), in.bool("charge", true));
            case "end" ->
                new Entry.Ended(
                        text(in, "purchase"),
                        state(in),
                        textOrNull(in, "code"),
                        textOrNull(in, "message"),
                        number(in, "retryAfterMs"),
                        number(in, "at"));
            case "note" ->
                new Entry.Noted(text(in, "show"), text(in, "section"), text(in, "key"), textOrNull(in, "value"));
            case "drop" -> new Entry.Dropped(text(in, "show"), text(in, "section"));
            default -> throw new Refusal(ErrorCode.MALFORMED, "This is no entry of a ledger.");
        };
    }

    private static Purchase readPurchase(Members in) throws Refusal {
        return new Purchase(
                text(in, "purchase"),
                text(in, "show"),
                text(in, "principal"),
                text(in, "key"),
                text(in, "scene"),
                text(in, "control"),
                number(in, "cost"),
                textOrNull(in, "text"),
                text(in, "name"),
                number(in, "seen"),
                number(in, "held"),
                number(in, "expires"),
                state(in),
                textOrNull(in, "code"),
                textOrNull(in, "message"),
                number(in, "retryAfterMs"),
                number(in, "final"));
    }

    private static Purchase.State state(Members in) throws Refusal {
        try {
            return Purchase.State.valueOf(text(in, "state").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw in.misfit("state", "HELD, CAPTURED or VOIDED");
        }
    }

    private static String text(Members in, String name) throws Refusal {
        return in.text(name, TEXT_MAX);
    }

    private static @Nullable String textOrNull(Members in, String name) throws Refusal {
        return in.textOrNull(name, TEXT_MAX);
    }

    private static long number(Members in, String name) throws Refusal {
        return in.integer(name, Long.MIN_VALUE, Long.MAX_VALUE);
    }
}
