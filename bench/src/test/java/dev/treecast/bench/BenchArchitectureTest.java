package dev.treecast.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Holds for the bench what the server's ArchitectureTest holds for the rest. */
class BenchArchitectureTest {
    private static final JavaClasses BENCH = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.treecast.bench");

    @Test
    void shouldTouchSocketsThroughWebrtcOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "io.vertx..")
                .check(BENCH);
    }

    @Test
    void shouldKeepPackagesFreeOfCycles() {
        slices().matching("dev.treecast.bench.(**)").should().beFreeOfCycles().check(BENCH);
    }

    @Test
    void shouldKeepTheLabFreeOfWhatIsMeasured() {
        noClasses()
                .that()
                .resideInAPackage("dev.treecast.bench.lab..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.treecast.server..", "dev.treecast.webrtc..")
                .check(BENCH);
    }
}
