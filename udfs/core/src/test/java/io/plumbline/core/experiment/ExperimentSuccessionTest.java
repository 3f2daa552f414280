package io.plumbline.core.experiment;

import static io.plumbline.core.experiment.ExperimentFixture.CONTROL;
import static io.plumbline.core.experiment.ExperimentFixture.DAY;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.TREATMENT;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExperimentSuccessionTest {
  private static final long NOW = START + DAY;
  private static final MetricFixture CLICKS = MetricFixture.count("clicks");
  private static final MetricFixture ORDERS = MetricFixture.count("orders");
  private static final MetricFixture VISITS = MetricFixture.count("visits");

  private final Experiment known =
      experiment("gate")
          .primary(CLICKS)
          .secondary(ORDERS)
          .build()
          .but()
          .knownFrom(3)
          .stopKnownFrom(4)
          .build();

  @Test
  void anUnchangedDocumentChangesNothing() {
    Experiment again = experiment("gate").primary(CLICKS).secondary(ORDERS).build();

    assertThat(ExperimentSuccession.problems(known, again, NOW)).isEmpty();
    assertThat(ExperimentSuccession.of(known, again, NOW)).isEqualTo(known);
  }

  @Test
  void metricsKeepTheirPlacesAndThoseThatVanishAreRetired() {
    Experiment newer = experiment("gate").primary(VISITS).secondary(ORDERS).build();

    Experiment after = ExperimentSuccession.of(known, newer, NOW);

    assertThat(after.metrics())
        .extracting(use -> use.metric().key())
        .containsExactly("clicks", "orders", "visits");
    assertThat(after.metrics())
        .extracting(ExperimentMetric::validUntil)
        .containsExactly(NOW, ExperimentMetric.IN_FORCE, ExperimentMetric.IN_FORCE);
    assertThat(ExperimentSuccession.of(after, newer, NOW + DAY)).isEqualTo(after);
  }

  @Test
  void aRetiredMetricThatComesBackStaysRetired() {
    Experiment without = experiment("gate").secondary(ORDERS).build();
    Experiment retired = ExperimentSuccession.of(known, without, NOW);

    Experiment back =
        ExperimentSuccession.of(
            retired, experiment("gate").primary(CLICKS).secondary(ORDERS).build(), NOW + DAY);

    assertThat(back.metrics().get(0).validUntil()).isEqualTo(NOW);
  }

  @Test
  void aRoleChangesInPlace() {
    Experiment newer = experiment("gate").secondary(ORDERS).guardrail(CLICKS, 0.02).build();

    ExperimentMetric clicks = ExperimentSuccession.of(known, newer, NOW).metrics().get(0);

    assertThat(clicks.metric().key()).isEqualTo("clicks");
    assertThat(clicks.role()).isEqualTo(MetricRole.GUARDRAIL);
    assertThat(clicks.margin()).isEqualTo(0.02);
  }

  @Test
  void whatIsKnownStaysKnownSinceThen() {
    Experiment stopped =
        experiment("gate").primary(CLICKS).secondary(ORDERS).stoppedAt(NOW + DAY).build();
    Experiment newer = stopped.but().knownFrom(NOW).stopKnownFrom(NOW).build();

    Experiment after = ExperimentSuccession.of(known, newer, NOW);

    assertThat(after.knownFrom()).isEqualTo(3);
    assertThat(after.stopKnownFrom()).isEqualTo(NOW);
    assertThat(after.stoppedAt()).isEqualTo(NOW + DAY);
  }

  @Test
  void theUnitTypeTheControlAndTheOrderOfVariantsStay() {
    assertThat(messages(experiment("gate").unitType("device").build(), NOW))
        .containsExactly("experiment gate: unit_type is device; allowed: what it was, user");
    Experiment swapped =
        copyWithVariants(List.of(new Variant(TREATMENT, false), new Variant(CONTROL, true)));
    assertThat(messages(swapped, NOW))
        .containsExactly(
            "experiment gate: variants is treatment, control; allowed: control, treatment and then"
                + " others: none can be removed or moved");
    Experiment crowned =
        copyWithVariants(List.of(new Variant(CONTROL, false), new Variant(TREATMENT, true)));
    assertThat(messages(crowned, NOW))
        .containsExactly(
            "experiment gate: variants is with control treatment; allowed: the control that it was,"
                + " control");
  }

  @Test
  void aVariantMayBeAddedBehindTheOthers() {
    Experiment newer = experiment("gate").variant("third").build();
    Experiment later =
        experiment("gate")
            .variant("third")
            .allocation(START, "1", "1")
            .allocation(NOW, Map.of(CONTROL, "1", TREATMENT, "1", "third", "1"), 1)
            .build();

    assertThat(messages(newer, NOW))
        .singleElement()
        .asString()
        .contains("allocations is different at 2024-03-01T00:00:00Z");
    assertThat(messages(later, NOW)).isEmpty();
  }

  @Test
  void allocationsThatHaveActedStay() {
    Experiment late =
        experiment("gate").allocation(START, "1", "1").allocation(START + HOUR, "1", "3").build();

    assertThat(messages(late, NOW))
        .containsExactly(
            "experiment gate: allocations is newly from 2024-03-01T01:00:00Z; allowed:"
                + " 2024-03-02T00:00:00Z or later: what came before has been published");
    assertThat(messages(late, START + HOUR)).isEmpty();
    assertThat(messages(late, ExperimentSuccession.NEVER)).isEmpty();
    assertThat(
            ExperimentSuccession.problems(late, experiment("gate").build(), NOW).stream()
                .map(Problem::message))
        .containsExactly(
            "experiment gate: allocations is without that of 2024-03-01T01:00:00Z; allowed: what it"
                + " was: it has acted");
  }

  @Test
  void startAndStopThatHaveActedStay() {
    assertThat(messages(experiment("gate").startedAt(START - 1).build(), START)).hasSize(2);
    assertThat(messages(experiment("gate").stoppedAt(NOW - 1).build(), NOW))
        .containsExactly(
            "experiment gate: stopped_at is 2024-03-01T23:59:59.999Z; allowed:"
                + " 2024-03-02T00:00:00Z or later: what came before has been published");
    assertThat(messages(experiment("gate").stoppedAt(NOW).build(), NOW)).isEmpty();
    Experiment stopped = experiment("gate").stoppedAt(NOW - 1).build();
    assertThat(
            ExperimentSuccession.problems(stopped, experiment("gate").build(), NOW).stream()
                .map(Problem::message))
        .containsExactly(
            "experiment gate: stopped_at is missing; allowed: what it was, 2024-03-01T23:59:59.999Z:"
                + " it has stopped");
  }

  @Test
  void aVersionKeepsItsDefinition() {
    Experiment newer =
        experiment("gate").primary(MetricFixture.count("clicks").window(HOUR)).build();

    assertThat(messages(newer, NOW))
        .containsExactly(
            "experiment gate: metrics.clicks is another definition under version 1; allowed: a"
                + " higher version for a changed definition");
  }

  private List<String> messages(Experiment newer, long actedUntil) {
    return ExperimentSuccession.problems(known, newer, actedUntil).stream()
        .map(Problem::message)
        .toList();
  }

  private static Experiment copyWithVariants(List<Variant> variants) {
    return experiment("gate").build().but().variants(variants).build();
  }
}
