package dev.treecast.server;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Holds what docs/architecture.md draws: the arrows between modules, and where clocks, sockets and threads may be. */
class ArchitectureTest {
    private static final JavaClasses TREECAST = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // webrtc's simulated network comes to this module's tests as a jar.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.treecast");

    /** Packages that are pure protocol: (now, bytes) in, bytes and events and the next deadline out. */
    private static final String[] PROTOCOL = {
        "dev.treecast.webrtc.stun..",
        "dev.treecast.webrtc.ice..",
        "dev.treecast.webrtc.srtp..",
        "dev.treecast.webrtc.rtp..",
        "dev.treecast.webrtc.rtcp..",
        "dev.treecast.webrtc.sdp..",
        "dev.treecast.webrtc.congestion..",
        "dev.treecast.webrtc.peer..",
        "dev.treecast.tree..",
        "dev.treecast.ingest..",
        "dev.treecast.edge..",
        "dev.treecast.interaction.."
    };

    @Test
    void shouldSeeEveryModule() {
        List<String> packages =
                TREECAST.stream().map(JavaClass::getPackageName).distinct().toList();
        Assertions.assertThat(packages)
                .contains(
                        "dev.treecast.webrtc.peer",
                        "dev.treecast.webrtc.netty",
                        "dev.treecast.tree",
                        "dev.treecast.ingest",
                        "dev.treecast.edge",
                        "dev.treecast.server.http");
    }

    @Test
    void shouldPointArrowsOneWayOnly() {
        forbid(
                "dev.treecast.webrtc..",
                "dev.treecast.tree..",
                "dev.treecast.ingest..",
                "dev.treecast.edge..",
                "dev.treecast.interaction..",
                "dev.treecast.server..");
        forbid(
                "dev.treecast.tree..",
                "dev.treecast.ingest..",
                "dev.treecast.edge..",
                "dev.treecast.interaction..",
                "dev.treecast.server..");
        forbid("dev.treecast.ingest..", "dev.treecast.edge..", "dev.treecast.interaction..", "dev.treecast.server..");
        forbid("dev.treecast.edge..", "dev.treecast.ingest..", "dev.treecast.interaction..", "dev.treecast.server..");
        forbid("dev.treecast.interaction..", "dev.treecast.ingest..", "dev.treecast.edge..", "dev.treecast.server..");
    }

    /** Games get the SDK without the server, and only the demo's game is one. */
    @Test
    void shouldKeepTheSdkToItself() {
        forbid(
                "dev.treecast.sdk..",
                "dev.treecast.webrtc..",
                "dev.treecast.tree..",
                "dev.treecast.ingest..",
                "dev.treecast.edge..",
                "dev.treecast.interaction..",
                "dev.treecast.server..");
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.treecast.sdk..", "dev.treecast.server.demo.game..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.treecast.sdk..")
                .check(TREECAST);
    }

    private static void forbid(String from, String... to) {
        noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to)
                .check(TREECAST);
    }

    @Test
    void shouldKeepPackagesFreeOfCycles() {
        slices().matching("dev.treecast.(**)").should().beFreeOfCycles().check(TREECAST);
    }

    @Test
    void shouldReadNoClockInProtocols() {
        Stream.of(
                        "java.lang.System#(nanoTime|currentTimeMillis)",
                        "java.time.(Instant|Clock|LocalDateTime|ZonedDateTime|OffsetDateTime)#now")
                .map(rule -> rule.split("#"))
                .forEach(rule -> noClasses()
                        .that()
                        .resideInAnyPackage(PROTOCOL)
                        .should()
                        .callMethodWhere(target(nameMatching(rule[1]))
                                .and(target(owner(HasName.Predicates.nameMatching(rule[0])))))
                        .check(TREECAST));
    }

    @Test
    void shouldKeepSocketsAndThreadsOutOfProtocols() {
        noClasses()
                .that()
                .resideInAnyPackage(PROTOCOL)
                .and()
                // The ledger is a file: money must be on disk before it is spoken of.
                // The directory's Redis is I/O all through, by Lettuce, which reads the CA's file.
                .resideOutsideOfPackages(
                        "dev.treecast.interaction.ledger.file..", "dev.treecast.tree.directory.redis..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "io.vertx..", "java.nio.channels..", "java.nio.file..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.net\\.(Datagram|Server|Multicast)?Socket|java\\.net\\.Datagram(Packet|Channel)"
                                + "|java\\.lang\\.Thread|java\\.util\\.Timer|java\\.util\\.concurrent\\.(Executors|ScheduledExecutorService|ThreadPoolExecutor)"
                                + "|java\\.util\\.Random|java\\.lang\\.Math\\$RandomNumberGeneratorHolder")
                .check(TREECAST);
    }

    @Test
    void shouldTouchNettyInOnePlace() {
        noClasses()
                .that()
                // HTTP runs on Vert.x, whose own exceptions for overlong requests are Netty's.
                .resideOutsideOfPackages("dev.treecast.webrtc.netty..", "dev.treecast.server.http..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(TREECAST);
    }
}
