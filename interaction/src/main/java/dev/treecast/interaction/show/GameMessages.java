package dev.treecast.interaction.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.document.ShowDocument;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Identifier;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Members;
import dev.treecast.interaction.protocol.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The JSON messages of games. */
final class GameMessages {
    private final Show show;

    GameMessages(Show show) {
        this.show = show;
    }

    void handle(long nowNs, Game game, String type, Members message) throws Refusal {
        switch (type) {
            case "patch" -> patch(nowNs, game, message);
            case "ready" -> show.ready(nowNs);
            case "event" -> {
                game.meterEvent(nowNs);
                event(message);
            }
            case "cue" -> {
                game.meterEvent(nowNs);
                cue(message);
            }
            case "capture" -> show.purchases().capture(nowNs, game, message);
            case "void" -> show.purchases().release(nowNs, game, message);
            case "call" -> show.calls().ofGame(nowNs, game, message);
            default -> throw new Refusal(ErrorCode.UNKNOWN_TYPE, "A game sends no such message.", type);
        }
    }

    private void patch(long nowNs, Game game, Members message) throws Refusal {
        JsonNode id = Peer.number(message, "id");
        game.meterPatch(nowNs);
        ObjectNode ops = message.object("ops").object();
        show.patch(nowNs, ops, Json.bytes(ops).length);
        ObjectNode result = Json.object().put("ver", show.views().version());
        ObjectNode numbers = result.putObject("numbers");
        if (ops.get("scenes") instanceof ObjectNode scenes) {
            ShowDocument document = show.document();
            scenes.fieldNames().forEachRemaining(scene -> {
                if (document.scenes().containsKey(scene)) {
                    ObjectNode byId = numbers.putObject(scene);
                    document.scenes()
                            .get(scene)
                            .controls()
                            .values()
                            .forEach(control -> byId.put(control.id(), control.number()));
                }
            });
        }
        game.send(Messages.reply(id, result));
    }

    /** Whom an event or cue is for. */
    private List<Viewer> audience(Members message) throws Refusal {
        String scope = message.text("scope", 16);
        switch (scope) {
            case "everyone" -> {
                return show.viewers().all();
            }
            case "group" -> {
                String to = message.identifier("to");
                GroupView group = show.views()
                        .group(to)
                        .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no such group.", to));
                return List.copyOf(group.viewers());
            }
            case "scene" -> {
                String to = message.identifier("to");
                if (!show.document().scenes().containsKey(to)) {
                    throw new Refusal(ErrorCode.NOT_FOUND, "There is no such scene.", to);
                }
                return show.viewers().ofScene(to);
            }
            case "viewer" -> {
                String to = message.text("to", 4 * Identifier.LENGTH_MAX);
                Participant participant = show.viewers().participant(to);
                if (participant == null) {
                    throw new Refusal(ErrorCode.NOT_FOUND, "There is no such viewer.", to);
                }
                return show.viewers().of(participant);
            }
            default -> throw message.misfit("scope", "'everyone', 'group', 'scene' or 'viewer'");
        }
    }

    private static ObjectNode named(String type, Members message) throws Refusal {
        ObjectNode out = Messages.of(type).put("name", message.identifier("name"));
        JsonNode data = message.object().get("data");
        if (data != null) {
            if (Json.bytes(data).length > ShowOptions.EVENT_BYTES_MAX) {
                throw message.misfit("data", "at most 8 KiB");
            }
            out.set("data", data);
        }
        return out;
    }

    private void event(Members message) throws Refusal {
        byte[] event = Json.bytes(named("event", message));
        audience(message).forEach(viewer -> viewer.send(event));
    }

    private void cue(Members message) throws Refusal {
        long at = message.integer("at", 0, Long.MAX_VALUE);
        byte[] cue = Json.bytes(named("cue", message).put("at", at));
        // Viewers' RTP timestamps differ, the rest is written once.
        String open = new String(cue, 0, cue.length - 1, StandardCharsets.UTF_8);
        for (Viewer viewer : audience(message)) {
            long rtp = viewer.link().rtpTimestamp(at);
            viewer.send(rtp == Link.UNKNOWN ? cue : (open + ",\"rtp\":" + rtp + "}").getBytes(StandardCharsets.UTF_8));
        }
    }
}
