package belay.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Arrows point inwards: app → faces, adapters → engine → core.
///
/// Every package that is not named here counts as core, where the rule is the strictest.
class ArchitectureTest {

    private static final DescribedPredicate<JavaClass> BELAY = resideInAPackage("belay..");

    private static final DescribedPredicate<JavaClass> ENGINE =
            resideInAnyPackage(
                            "belay.run..",
                            "belay.step..",
                            "belay.outside..",
                            "belay.clean..",
                            "belay.archive..")
                    .as("engine");

    private static final DescribedPredicate<JavaClass> OUTER =
            resideInAnyPackage(
                            "belay.postgres..",
                            "belay.mariadb..",
                            "belay.dumps..",
                            "belay.hosts..",
                            "belay.store..",
                            "belay.api..",
                            "belay.cli..",
                            "belay.server..",
                            "belay.app..",
                            "belay.tryout..",
                            "belay.testkit..")
                    .as("adapters, faces, app and testkit");

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("belay");

    @Test
    void theRoomsAreOnTheClassPath() {
        assertThat(CLASSES.containPackage("belay.release")).isTrue();
        assertThat(CLASSES.containPackage("belay.app")).isTrue();
    }

    @Test
    void coreDependsOnNothingElseOfBelay() {
        noClasses()
                .that(BELAY.and(not(ENGINE.or(OUTER))))
                .should()
                .dependOnClassesThat(ENGINE.or(OUTER))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void engineDependsOnlyOnCore() {
        noClasses()
                .that(ENGINE)
                .should()
                .dependOnClassesThat(OUTER)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "belay.postgres..",
                "belay.mariadb..",
                "belay.dumps..",
                "belay.hosts..",
                "belay.store..",
                "belay.api..",
                "belay.testkit.."
            })
    void anAdapterSeesOnlyEngineAndCoreAndSoDoTheApiAndTheTestkit(String room) {
        noClasses()
                .that(resideInAPackage(room))
                .should()
                .dependOnClassesThat(OUTER.and(not(resideInAPackage(room))))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"belay.cli..", "belay.server.."})
    void aFaceSeesTheApiAndWhatLiesInside(String room) {
        noClasses()
                .that(resideInAPackage(room))
                .should()
                .dependOnClassesThat(OUTER.and(not(resideInAnyPackage(room, "belay.api.."))))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("belay.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }
}
