package dev.treecast.server;

import dev.treecast.server.config.ConfigurationException;
import dev.treecast.server.config.PublishKey;
import dev.treecast.server.config.ServerOptions;
import dev.treecast.server.http.HttpFace;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole server in this process: media and interaction below, HTTP above. */
public final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /** The bound of {@link HandOver}, and a second: publishers for 6 s, then the nodes below for 10. */
    private static final Duration HAND_OVER = Duration.ofSeconds(17);

    private final ServerOptions options;
    private final PublishKey publishKey;
    private final MediaPlane media;
    private final InteractionPlane interaction;
    private final HttpFace http;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicReference<@Nullable CompletionStage<Void>> handOver = new AtomicReference<>();

    private Server(
            ServerOptions options,
            PublishKey publishKey,
            MediaPlane media,
            InteractionPlane interaction,
            HttpFace http) {
        this.options = options;
        this.publishKey = publishKey;
        this.media = media;
        this.interaction = interaction;
        this.http = http;
    }

    /** Starts everything; HTTP last, so that whoever reaches it finds the rest ready. */
    public static Server start(ServerOptions options, MediaPlane.Factory factory)
            throws ConfigurationException, StartupException {
        SecureRandom random = new SecureRandom();
        PublishKey publishKey = PublishKey.load(options, random);
        InteractionPlane interaction = InteractionPlane.start(options, publishKey, random);
        try {
            MediaPlane media = factory.start(options, interaction.channels());
            media.carry(interaction.tree());
            try {
                AtomicReference<@Nullable Server> self = new AtomicReference<>();
                HttpFace http = HttpFace.start(
                        options, behind(media, interaction, publishKey, () -> handOver(self.get())), System::nanoTime);
                Server made = new Server(options, publishKey, media, interaction, http);
                self.set(made);
                return made;
            } catch (IOException e) {
                media.close();
                throw new StartupException(e.getMessage() == null ? e.toString() : e.getMessage());
            }
        } catch (StartupException e) {
            interaction.close();
            throw e;
        }
    }

    private static void handOver(@Nullable Server server) {
        if (server != null) {
            var unusedDone = server.handOver();
        }
    }

    private static HttpFace.Behind behind(
            MediaPlane media, InteractionPlane interaction, PublishKey publishKey, Runnable handOver) {
        return new HttpFace.Behind(
                media.whip(),
                media.whep(),
                media.state(),
                media.metrics(),
                publishKey.value(),
                interaction.loop(),
                media.cluster(),
                handOver);
    }

    private Duration drainTime() {
        Duration goodbyes = options.http().drainTime();
        return options.cluster().isPresent() ? goodbyes.plus(HAND_OVER) : goodbyes;
    }

    public ServerOptions options() {
        return options;
    }

    public PublishKey publishKey() {
        return publishKey;
    }

    /** The HTTP port that is bound. */
    public int httpPort() {
        return http.port();
    }

    public MediaSummary media() {
        return media.summary();
    }

    /** Takes no new sessions and, where there are other nodes, hands over what is here; done when that is. Further calls do nothing. */
    CompletionStage<Void> handOver() {
        http.drain();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        if (!handOver.compareAndSet(null, begun)) {
            return Objects.requireNonNull(handOver.get());
        }
        CompletionStage<Void> handedOver = media.cluster()
                .map(node -> new HandOver(node, interaction.channels(), media::viewers, media::publishers).start())
                .orElse(CompletableFuture.completedFuture(null));
        var unusedDone = handedOver.whenComplete((done, failure) -> begun.complete(null));
        return begun;
    }

    /** No new sessions, goodbye to everybody, then the ports are free. Returns within the drain time and a second. */
    public void stop() {
        if (stopping.getAndSet(true)) {
            return;
        }
        CompletableFuture<Void> drained = handOver()
                .thenCompose(done -> interaction.drain())
                .thenCompose(done -> media.drain())
                .toCompletableFuture();
        drained.completeOnTimeout(null, drainTime().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    LOG.warn("Draining failed", failure);
                    return null;
                })
                .join();
        http.close();
        media.close();
        interaction.close();
        LOG.info("Stopped");
    }
}
