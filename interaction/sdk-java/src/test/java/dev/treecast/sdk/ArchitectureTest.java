package dev.treecast.sdk;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What a game gets with the SDK, and what it does not. */
class ArchitectureTest {
    private static final JavaClasses SDK = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.treecast.sdk");

    @Test
    void shouldNeedNothingButTheJdkAndAJsonReader() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.treecast.sdk", "com.fasterxml.jackson.core..", "org.jspecify..")
                .check(SDK);
    }

    @Test
    void shouldKeepTheJsonLibraryOutOfWhatGamesSee() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.Json(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml..")
                .check(SDK);
    }
}
