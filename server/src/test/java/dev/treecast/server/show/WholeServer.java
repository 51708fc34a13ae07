package dev.treecast.server.show;

import dev.treecast.interaction.bus.Role;
import dev.treecast.server.FakeMediaPlane;
import dev.treecast.server.Server;
import dev.treecast.server.StartupException;
import dev.treecast.server.config.ConfigurationException;
import dev.treecast.server.config.HostPort;
import dev.treecast.server.config.HttpOptions;
import dev.treecast.server.config.InteractionOptions;
import dev.treecast.server.config.LimitOptions;
import dev.treecast.server.config.ServerOptions;
import dev.treecast.server.identity.TokenClaims;
import dev.treecast.server.identity.TokenKey;
import dev.treecast.server.identity.TokenMaker;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A whole server but for the media, on a free port of loopback. */
final class WholeServer {
    static final String KEY = "publish-key";
    static final String STREAM = "demo";

    private final Path data;
    private Server server;

    WholeServer(Path data) throws ConfigurationException, StartupException {
        this.data = data;
        this.server = Server.start(options(), (options, channels) -> new FakeMediaPlane());
    }

    int port() {
        return server.httpPort();
    }

    void stop() {
        server.stop();
    }

    /** Another one on the same data, after {@link #stop}. */
    void start() throws ConfigurationException, StartupException {
        server = Server.start(options(), (options, channels) -> new FakeMediaPlane());
    }

    /** A game that has said what it shows, and is ready. */
    Talker playing(String show) throws Exception {
        Talker game = Talker.game(port(), STREAM, KEY);
        game.next("welcome");
        game.say(show);
        game.next("reply");
        game.say("{'type':'ready'}");
        return game;
    }

    String token(String subject, String name, Optional<String> stream, Role... roles) throws ConfigurationException {
        TokenKey key = TokenKey.load(Optional.empty(), options().data(), new SecureRandom());
        return new TokenMaker(key)
                .make(new TokenClaims(subject, name, Set.of(roles), stream), Instant.now(), Duration.ofMinutes(5));
    }

    private ServerOptions options() {
        ServerOptions defaults = ServerOptions.defaults();
        HttpOptions http = defaults.http().withBind(new HostPort("127.0.0.1", 0));
        return new ServerOptions(
                http,
                defaults.media(),
                LimitOptions.defaults(),
                Optional.empty(),
                data.resolve("made/at-the-start"),
                Optional.of(KEY),
                List.of(),
                InteractionOptions.defaults());
    }
}
