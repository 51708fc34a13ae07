package dev.treecast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.swarm.Counts;
import dev.treecast.bench.swarm.JoinRequest;
import dev.treecast.bench.swarm.JoinResult;
import dev.treecast.bench.swarm.Protocol;
import dev.treecast.bench.swarm.Swarm;
import dev.treecast.bench.swarm.SwarmOptions;
import dev.treecast.edge.Pacing;
import dev.treecast.server.LoopMediaPlane;
import dev.treecast.server.Server;
import dev.treecast.server.StartupException;
import dev.treecast.server.config.ConfigurationException;
import dev.treecast.server.config.HostPort;
import dev.treecast.server.config.HttpOptions;
import dev.treecast.server.config.InteractionOptions;
import dev.treecast.server.config.LimitOptions;
import dev.treecast.server.config.MediaOptions;
import dev.treecast.server.config.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real server and a small swarm in one JVM, on loopback: whatever the swarm says it received, it did receive. */
class FanoutSmokeTest {
    private static final String KEY = "smoke-test-key";
    private static final int VIEWERS = 6;
    private static final int CHECKING = 3;

    @TempDir
    Path data;

    private ServerOptions options() {
        HttpOptions http = HttpOptions.defaults();
        return new ServerOptions(
                new HttpOptions(
                        new HostPort("127.0.0.1", 0),
                        http.bodyBytesMax(),
                        http.headerBytesMax(),
                        http.requestLineBytesMax(),
                        http.connectionsMax(),
                        http.requestTime(),
                        http.keepAliveTime(),
                        http.answerTime(),
                        http.drainTime()),
                new MediaOptions(new HostPort("127.0.0.1", 0), List.of(), 1, Pacing.staggered(), true),
                LimitOptions.defaults(),
                Optional.empty(),
                data,
                Optional.of(KEY),
                List.of(),
                InteractionOptions.defaults());
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void shouldReceiveWhatIsPublished()
            throws IOException, BenchFailure, InterruptedException, ConfigurationException, StartupException {
        Server server = Server.start(options(), LoopMediaPlane::start);
        URI url = URI.create("http://127.0.0.1:" + server.httpPort());
        try (Swarm swarm = new Swarm(new SwarmOptions(Protocol.WHEP, url, KEY, VIEWERS, 1, 10, 0))) {
            swarm.publish(2);
            JoinResult join = swarm.join(new JoinRequest(VIEWERS, CHECKING, 50, VIEWERS), connected -> {});
            assertThat(join.failures()).isEmpty();
            assertThat(join.connected()).isEqualTo(VIEWERS);

            Counts counts = received(swarm);
            assertThat(counts.connected()).isEqualTo(VIEWERS);
            assertThat(counts.ended()).isZero();
            assertThat(counts.duplicates()).isZero();
            assertThat(counts.wrong()).isZero();
            assertThat(counts.intact()).isPositive();
            assertThat(counts.received()).isLessThanOrEqualTo(counts.expected());

            swarm.leaveAll();
            assertThat(swarm.snapshot().total()).isEqualTo(Counts.NONE);
        } finally {
            server.stop();
        }
    }

    /** Waits until every viewer must have had some hundred packets, however slow the machine. */
    private static Counts received(Swarm swarm) throws InterruptedException {
        Counts counts = swarm.snapshot().total();
        while (counts.packets() < 200 * VIEWERS || counts.intact() < 50 * CHECKING) {
            TimeUnit.MILLISECONDS.sleep(100);
            counts = swarm.snapshot().total();
        }
        return counts;
    }
}
