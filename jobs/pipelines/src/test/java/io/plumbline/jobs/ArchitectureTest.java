package io.plumbline.jobs;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.plumbline.operators.bundle.BundleOperator;
import io.plumbline.operators.configuration.ConfigSilenceOperator;
import io.plumbline.operators.source.VisibilityOperator;
import java.time.Clock;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;

/** What may know of what; each rule fails if it finds no class to look at. */
@AnalyzeClasses(packages = "io.plumbline", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final Set<String> CLOCKS =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.Math.random",
          "java.lang.StrictMath.random",
          "java.util.UUID.randomUUID",
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.ZonedDateTime.now");

  private static final DescribedPredicate<JavaCall<?>> TELLING_TIME_OR_CHANCE =
      describe(
          "a clock or chance",
          call ->
              CLOCKS.contains(
                  call.getTargetOwner().getFullName() + "." + call.getTarget().getName()));

  @ArchTest
  static final ArchRule the_core_knows_the_jdk_and_a_numerics_library =
      classes()
          .that()
          .resideInAPackage("io.plumbline.core..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.plumbline.core..", "java..", "org.apache.commons.math3..");

  @ArchTest
  static final ArchRule the_core_reads_no_clock_and_takes_no_chance =
      noClasses()
          .that()
          .resideInAPackage("io.plumbline.core..")
          .should()
          .callMethodWhere(TELLING_TIME_OR_CHANCE)
          .orShould()
          .dependOnClassesThat(
              assignableTo(Clock.class)
                  .or(assignableTo(Random.class))
                  .or(resideInAnyPackage("java.util.random.."))
                  .or(assignableTo(ThreadLocalRandom.class)));

  @ArchTest
  static final ArchRule operators_read_no_clock_and_take_no_chance =
      noClasses()
          .that()
          .resideInAPackage("io.plumbline.operators..")
          .should()
          .callMethodWhere(TELLING_TIME_OR_CHANCE)
          .orShould()
          .dependOnClassesThat(assignableTo(Clock.class).or(assignableTo(Random.class)));

  @ArchTest
  static final ArchRule functions_know_the_core_and_flink =
      classes()
          .that()
          .resideInAPackage("io.plumbline.functions..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.plumbline.functions..", "io.plumbline.core..", "org.apache.flink..", "java..");

  @ArchTest
  static final ArchRule operators_know_the_core_the_schemas_and_flink =
      classes()
          .that()
          .resideInAPackage("io.plumbline.operators..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.plumbline.operators..",
              "io.plumbline.core..",
              "io.plumbline.schemas..",
              "io.plumbline.v1..",
              "org.apache.avro..",
              "com.fasterxml.jackson.core..",
              "org.apache.flink..",
              "org.slf4j..",
              "java..");

  @ArchTest
  static final ArchRule file_formats_stay_in_the_codec =
      noClasses()
          .that()
          .resideInAPackage("io.plumbline.operators..")
          .and()
          .resideOutsideOfPackage("io.plumbline.operators.codec..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.avro..", "com.fasterxml.jackson..");

  @ArchTest
  static final ArchRule generated_classes_stay_in_the_codec_and_the_catalogue =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.plumbline.v1..", "io.plumbline.schemas..", "io.plumbline.operators.codec..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.plumbline.v1..");

  @ArchTest
  static final ArchRule schemas_know_nobody =
      noClasses()
          .that()
          .resideInAPackage("io.plumbline.schemas..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.plumbline..", "org.apache.flink..")
                  .and(not(resideInAnyPackage("io.plumbline.schemas..", "io.plumbline.v1.."))));

  @ArchTest
  static final ArchRule topologies_hold_no_state =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("Topology")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink.api.common.state..");

  @ArchTest
  static final ArchRule topologies_hold_no_arithmetic =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("Topology")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.plumbline.core.exact..", "io.plumbline.core.statistics..", "java.math..");

  @ArchTest
  static final ArchRule pipelines_decide_nothing =
      noClasses()
          .that()
          .resideInAPackage("io.plumbline.jobs..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.plumbline.core.exact..", "io.plumbline.core.statistics..");

  @ArchTest
  static final ArchRule operators_build_no_sources_and_no_sinks =
      noClasses()
          .that()
          .resideInAPackage("io.plumbline.operators..")
          .should()
          .dependOnClassesThat(
              assignableTo(Source.class)
                  .or(assignableTo(Sink.class))
                  .or(
                      resideInAnyPackage(
                          "org.apache.flink.connector.base..",
                          "org.apache.flink.connector.kafka..",
                          "org.apache.iceberg..")));

  /** Internal API of Flink: a bundle flushes at watermarks, the others emit them. */
  @ArchTest
  static final ArchRule functions_suffice_but_for_three_operators =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(BundleOperator.class.getName())
          .and()
          .doNotHaveFullyQualifiedName(VisibilityOperator.class.getName())
          .and()
          .doNotHaveFullyQualifiedName(ConfigSilenceOperator.class.getName())
          .should()
          .beAssignableTo(AbstractStreamOperator.class);

  @ArchTest
  static final ArchRule topologies_know_no_tables =
      noClasses()
          .that()
          .resideInAPackage("io.plumbline.jobs..")
          .and()
          .haveSimpleNameEndingWith("Topology")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.iceberg..", "org.apache.hadoop..");

  @ArchTest
  static final ArchRule packages_of_the_core_have_no_cycles =
      slices().matching("io.plumbline.core.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packages_of_operators_have_no_cycles =
      slices().matching("io.plumbline.operators.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packages_of_pipelines_have_no_cycles =
      slices().matching("io.plumbline.jobs.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nothing_static_changes =
      fields()
          .that()
          .areStatic()
          .and()
          .areDeclaredInClassesThat()
          .resideInAnyPackage(
              "io.plumbline.core..", "io.plumbline.functions..", "io.plumbline.operators..")
          .should()
          .beFinal();

  @ArchTest
  static final ArchRule functions_and_jobs_are_strangers =
      noClasses()
          .that(resideInAnyPackage("io.plumbline.jobs..", "io.plumbline.operators.."))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.plumbline.functions..");
}
