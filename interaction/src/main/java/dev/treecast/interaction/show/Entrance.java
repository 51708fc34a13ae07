package dev.treecast.interaction.show;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.ledger.Ledger;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.FrameType;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Members;
import dev.treecast.interaction.protocol.Refusal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets viewers and games in, and tells them where they are. */
final class Entrance {
    private static final long EPOCH_MAX = 1L << 53;

    private final Show show;
    private final Services services;

    Entrance(Show show, Services services) {
        this.show = show;
        this.services = services;
    }

    Viewer viewer(long nowNs, Link link, @Nullable Who named, Members hello) throws Refusal {
        String secret = Names.secret(services.random());
        Session session = null;
        long version = -1;
        if (hello.has("resume")) {
            Members resume = hello.object("resume");
            String given = resume.text("session", Names.SECRET_LENGTH);
            version = resume.integer("ver", 0, Long.MAX_VALUE);
            if (!Names.isSecret(given)) {
                throw hello.misfit("resume/session", "what an earlier welcome said");
            }
            session = show.viewers().session(given, named);
            boolean free = session == null && named == null && !show.viewers().isTaken(given);
            secret = free ? given : secret;
        }
        Who who = named == null ? Names.anonymous(secret) : named;
        who = session == null ? who : session.participant().who();
        if (show.moderation().isBanned(nowNs, who, link.address())) {
            throw new Refusal(ErrorCode.FORBIDDEN, "You were banned from this show.");
        }
        Optional<List<byte[]>> missed = Optional.empty();
        if (session == null) {
            session = show.viewers().begin(nowNs, secret, who);
        } else {
            show.viewers().regroup(nowNs, session.participant());
            GroupView group = session.participant().group();
            if (session.knows(group)) {
                missed = group.ring().since(nowNs, version, group.version());
            }
        }
        Viewer viewer = show.viewers().connect(nowNs, link, session);
        viewer.foldWhatItMay();
        ObjectNode welcome =
                welcome(nowNs, session.secret(), missed.isPresent(), who, ShowOptions.VIEWER_TEXT_BYTES_MAX);
        long balance = show.purchases().balance(viewer);
        viewer.send(Json.bytes(balance == Ledger.UNKNOWN ? welcome : welcome.put("balance", balance)));
        missed.ifPresentOrElse(
                patches -> patches.forEach(viewer::send), () -> viewer.send(show.snapshot(viewer.group())));
        show.purchases().tellRecent(viewer);
        return viewer;
    }

    Game game(long nowNs, Link link, Who who, Members hello) throws Refusal {
        long epoch = hello.integer("epoch", 0, EPOCH_MAX, show.epoch() + 1);
        if (epoch <= show.epoch()) {
            throw new Refusal(ErrorCode.SUPERSEDED, "The show is at epoch " + show.epoch() + " already.", "epoch");
        }
        long messages = Long.MAX_VALUE;
        long bytes = Long.MAX_VALUE;
        if (hello.has("budget")) {
            Members budget = hello.object("budget");
            messages = budget.integer("messagesPerSecond", 1, 1_000_000, messages);
            bytes = budget.integer("bytesPerSecond", 1, 1_000_000_000, bytes);
        }
        Game game = new Game(nowNs, show, link, epoch, new Budget(messages, bytes));
        show.take(nowNs, game);
        game.send(Json.bytes(
                welcome(nowNs, Names.secret(services.random()), false, who, ShowOptions.GAME_TEXT_BYTES_MAX)));
        ObjectNode snapshot = Messages.of("snapshot").put("ver", show.views().version());
        snapshot.set("document", show.views().forGame());
        snapshot.set("effects", show.effects().all());
        game.send(Json.bytes(snapshot));
        show.purchases().deliverAll();
        return game;
    }

    private ObjectNode welcome(long nowNs, String session, boolean resumed, Who who, int textBytesMax) {
        ObjectNode welcome = Messages.of("welcome").put("session", session).put("resumed", resumed);
        welcome.set("viewer", Messages.viewer(who));
        welcome.put("epoch", show.epoch())
                .put("time", show.timeUs(nowNs))
                .put("tickMs", services.options().tickNs() / 1_000_000);
        welcome.putObject("limits")
                .put("discretePerSecond", ShowOptions.DISCRETE_PER_SECOND)
                .put("continuousPerSecond", ShowOptions.CONTINUOUS_PER_SECOND)
                .put("bytesPerSecond", ShowOptions.BYTES_PER_SECOND)
                .put("textBytesMax", textBytesMax)
                .put("binaryBytesMax", FrameType.BYTES_MAX);
        return welcome;
    }
}
