package dev.treecast.interaction.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.ballot.Round;
import dev.treecast.interaction.document.Control;
import dev.treecast.interaction.document.ControlKind;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Identifier;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Members;
import dev.treecast.interaction.protocol.Refusal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The methods of {@code call}. */
final class Calls {
    /** Every method. */
    static final List<String> METHODS = List.of(
            "poll.open",
            "poll.close",
            "effect.start",
            "effect.pause",
            "effect.resume",
            "effect.end",
            "group.set",
            "crew.set",
            "out.rate",
            "moderation.mute",
            "moderation.ban",
            "moderation.pardon",
            "credits.grant",
            "viewers",
            "moderation.queue");

    private static final int ID_LENGTH_MAX = 255;
    private static final long MINUTE_NS = 60_000_000_000L;

    private final Show show;
    private final Services services;

    Calls(Show show, Services services) {
        this.show = show;
        this.services = services;
    }

    void ofGame(long nowNs, Game game, Members message) throws Refusal {
        JsonNode id = Peer.number(message, "id");
        String method = message.text("method", Identifier.LENGTH_MAX);
        Members params = message.has("params") ? message.object("params") : Members.of(Json.object());
        params = new Members(params.object(), "params/", ErrorCode.INVALID);
        if (method.equals("credits.grant")) {
            grant(nowNs, game, id, params);
            return;
        }
        ObjectNode result = switch (method) {
            case "poll.open" -> openPoll(nowNs, params);
            case "poll.close" -> closePoll(nowNs, params);
            case "effect.start", "effect.pause", "effect.resume", "effect.end" ->
                show.effects().call(nowNs, game, method, params);
            case "group.set" -> setGroup(nowNs, params);
            case "crew.set" -> setCrew(params);
            case "out.rate" -> {
                show.out().setHz((int) params.integer("hz", 1, ShowOptions.OUT_HZ_MAX));
                yield Json.object();
            }
            default -> moderation(nowNs, method, params);
        };
        services.settled().soon(nowNs, sentNs -> game.send(Messages.reply(id, result)));
    }

    void ofViewer(long nowNs, Viewer viewer, Members message) throws Refusal {
        JsonNode id = Peer.number(message, "id");
        String method = message.text("method", Identifier.LENGTH_MAX);
        Members params = message.has("params") ? message.object("params") : Members.of(Json.object());
        if (!viewer.isModerator()) {
            throw new Refusal(
                    METHODS.contains(method) ? ErrorCode.FORBIDDEN : ErrorCode.NOT_FOUND,
                    "Viewers who are not moderators call nothing.",
                    method);
        }
        params = new Members(params.object(), "params/", ErrorCode.INVALID);
        ObjectNode result = moderation(nowNs, method, params);
        services.settled().soon(nowNs, sentNs -> viewer.send(Messages.reply(id, result)));
    }

    private ObjectNode moderation(long nowNs, String method, Members params) throws Refusal {
        switch (method) {
            case "moderation.mute" -> show.moderation().mute(viewerId(params), untilNs(nowNs, params));
            case "moderation.ban" -> show.moderation().ban(nowNs, viewerId(params), untilNs(nowNs, params));
            case "moderation.pardon" -> show.moderation().pardon(viewerId(params));
            case "moderation.queue" -> {
                return show.texts().queue();
            }
            case "viewers" -> {
                return viewers(params);
            }
            default ->
                throw new Refusal(
                        METHODS.contains(method) ? ErrorCode.FORBIDDEN : ErrorCode.NOT_FOUND,
                        "There is no such method here.",
                        method);
        }
        return Json.object();
    }

    private static String viewerId(Members params) throws Refusal {
        return params.text("viewer", ID_LENGTH_MAX);
    }

    private static long untilNs(long nowNs, Members params) throws Refusal {
        long minutes = params.integer("minutes", 1, 525_600, 0);
        return minutes == 0 ? Long.MAX_VALUE : nowNs + minutes * MINUTE_NS;
    }

    private ObjectNode viewers(Members params) throws Refusal {
        String after = params.text("after", ID_LENGTH_MAX, "");
        int max = (int) params.integer("max", 1, 100, 100);
        ObjectNode result = Json.object();
        ArrayNode viewers = result.putArray("viewers");
        for (Participant each :
                show.viewers().participants().tailMap(after, false).values()) {
            if (viewers.size() == max) {
                break;
            }
            if (!show.viewers().of(each).isEmpty()) {
                viewers.add(show.viewers().describe(each));
            }
        }
        return result;
    }

    private Control poll(Members params) throws Refusal {
        String id = params.identifier("control");
        Control control = show.document().control(params.textOrNull("scene", Identifier.LENGTH_MAX), id);
        if (control == null || control.kind() != ControlKind.POLL) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no such poll.", id);
        }
        return control;
    }

    private ObjectNode openPoll(long nowNs, Members params) throws Refusal {
        Control control = poll(params);
        ObjectNode change = Json.object().put("open", true);
        if (params.has("everyMs")) {
            change.put("everyMs", params.integer("everyMs", 0, 3_600_000));
        }
        long before = round(control);
        change(nowNs, control, change);
        PollState poll = show.polls().poll(poll(params));
        if (poll == null || !show.isReady()) {
            throw new Refusal(ErrorCode.DISABLED, "Rounds begin when the game is ready.", control.id());
        }
        if (poll.round() == before) {
            show.polls().restart(poll, show.timeUs(nowNs));
            show.changed(nowNs, poll.control());
        }
        ObjectNode result = Json.object().put("round", poll.round());
        if (poll.closesUs() != Round.OPEN) {
            result.put("closesAt", poll.closesUs());
        }
        return result;
    }

    private ObjectNode closePoll(long nowNs, Members params) throws Refusal {
        Control control = poll(params);
        long round = round(control);
        change(nowNs, control, Json.object().put("open", false));
        return Json.object().put("round", round);
    }

    private long round(Control control) {
        PollState poll = show.polls().poll(control);
        return poll == null ? 0 : poll.round();
    }

    private void change(long nowNs, Control control, ObjectNode members) throws Refusal {
        ObjectNode ops = Json.object();
        ops.putObject("scenes").putObject(control.scene()).putObject("controls").set(control.id(), members);
        show.patch(nowNs, ops, Json.bytes(ops).length);
    }

    private ObjectNode setGroup(long nowNs, Members params) throws Refusal {
        String id = viewerId(params);
        Participant participant = show.viewers().participant(id);
        if (participant == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no such viewer.", id);
        }
        String name = params.identifier("group");
        GroupView group = show.views()
                .group(name)
                .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no such group.", name));
        show.viewers().move(nowNs, participant, group);
        return Json.object();
    }

    private ObjectNode setCrew(Members params) throws Refusal {
        JsonNode given = params.object().get("viewers");
        if (given == null || !given.isArray() || given.size() > ShowOptions.CREW_MAX) {
            throw params.misfit("viewers", "at most 64 ids");
        }
        Set<String> ids = new LinkedHashSet<>();
        for (JsonNode id : given) {
            if (!id.isTextual() || id.textValue().length() > ID_LENGTH_MAX) {
                throw params.misfit("viewers/" + ids.size(), "an id");
            }
            ids.add(id.textValue());
        }
        show.moderation().setCrew(ids);
        return Json.object();
    }

    private void grant(long nowNs, Game game, JsonNode id, Members params) throws Refusal {
        String viewer = viewerId(params);
        long amount = params.integer("amount", -1_000_000_000L, 1_000_000_000L);
        String key = params.identifier("key");
        long balance = services.ledger().grant(show.stream(), viewer, amount, key, show.timeUs(nowNs));
        services.settled()
                .then(sentNs -> game.send(Messages.reply(id, Json.object().put("balance", balance))));
    }
}
