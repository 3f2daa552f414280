package io.plumbline.core.configuration;

import static io.plumbline.core.configuration.AssemblyBench.at;
import static io.plumbline.core.configuration.AssemblyBench.row;
import static io.plumbline.core.configuration.GateRows.ELEVENTH;
import static io.plumbline.core.configuration.GateRows.FIFTH;
import static io.plumbline.core.configuration.GateRows.FIRST;
import static io.plumbline.core.configuration.GateRows.SIXTH;
import static io.plumbline.core.configuration.GateRows.TENTH;
import static io.plumbline.core.configuration.GateRows.TWELFTH;
import static io.plumbline.core.configuration.GateRows.allocation;
import static io.plumbline.core.configuration.GateRows.gate;
import static io.plumbline.core.configuration.GateRows.metric;
import static io.plumbline.core.configuration.GateRows.note;
import static io.plumbline.core.configuration.GateRows.use;
import static io.plumbline.core.configuration.GateRows.variant;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.Dimension;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.MetricRole;
import io.plumbline.core.experiment.MetricTerms;
import io.plumbline.core.experiment.Note;
import io.plumbline.core.experiment.Variant;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of rows that change. */
class ConfigAssemblerTest {
  private final AssemblyBench config = new AssemblyBench();

  private AssemblyBench rows(Map<String, Object> gate) {
    return GateRows.into(config, gate);
  }

  private Experiment document() {
    return config.document("gate");
  }

  @Test
  void theSnapshotActsFromItsOwnTimes() {
    rows(gate()).put("allocations", allocation(FIFTH, Map.of("a", 1L, "b", 3L))).snapshot(TENTH);

    assertThat(document().startedAt()).isEqualTo(at(FIRST));
    assertThat(document().knownFrom()).isEqualTo(Experiment.ALWAYS);
    assertThat(document().allocations())
        .extracting(Allocation::effectiveAt)
        .containsExactly(at(FIRST), at(FIFTH));
    assertThat(document().allocations().get(1).weight("b")).isEqualTo(BigDecimal.valueOf(3));
    assertThat(document().dimensions()).containsExactly(new Dimension("country"));
    assertThat(document().metrics().get(0).metric().windowMs()).isEqualTo(86_400_000);
    assertThat(config.versions)
        .singleElement()
        .satisfies(
            version -> {
              assertThat(version.validFrom()).isEqualTo(at(FIRST));
              assertThat(version.commit()).isEqualTo(new Commit(null, at(TENTH)));
              assertThat(version.isValid()).isTrue();
              assertThat(version.configVersion()).isEqualTo(document().configVersion(at(FIRST)));
            });
    assertThat(config.metricVersions).singleElement().matches(MetricVersion::isValid);
    assertThat(config.changes)
        .hasSize(7)
        .allMatch(change -> change.operation() == RowOperation.READ && change.isSnapshot());
  }

  @Test
  void whatIsCommittedLaterActsFromThen() {
    rows(gate()).snapshot(FIFTH);
    config.put("allocations", allocation(SIXTH, "{\"a\": 9, \"b\": 1}")).commit(TENTH);

    assertThat(document().allocations().get(1).effectiveAt()).isEqualTo(at(TENTH));
    assertThat(config.topic.get("gate").effectiveAt()).isEqualTo(Map.of(at(TENTH), at(SIXTH)));

    config.forget().put("experiments", gate("updated_at", TENTH)).commit(ELEVENTH);
    assertThat(config.told).extracting(AssemblyBench.Told::kind).containsExactly("change");
  }

  @Test
  void aNewExperimentStartsAtItsCommitAtTheEarliest() {
    config.snapshot(FIRST);
    rows(gate()).commit(TENTH);

    assertThat(document().startedAt()).isEqualTo(at(TENTH));
    assertThat(document().knownFrom()).isEqualTo(at(TENTH));
    assertThat(config.versions.get(0).validFrom()).isEqualTo(at(TENTH));
  }

  @Test
  void aDraftIsNotPublished() {
    rows(gate("status", "draft")).snapshot(FIFTH);
    assertThat(config.topic).isEmpty();
    assertThat(config.versions)
        .singleElement()
        .extracting(ExperimentVersion::status, ExperimentVersion::document)
        .containsExactly("draft", null);

    config.put("experiments", gate()).commit(TENTH);
    assertThat(document().startedAt()).isEqualTo(at(TENTH));
    assertThat(config.versions.get(1).version()).isEqualTo(2);
  }

  @Test
  void whatHasNotStartedCanBeChangedAndTakenBack() {
    rows(gate("started_at", TWELFTH)).snapshot(FIFTH);
    assertThat(document().knownFrom()).isEqualTo(at(TWELFTH));

    config
        .put(
            "experiments", gate("started_at", ELEVENTH, "unit_type", "device", "srm_alpha", "0.01"))
        .delete("variants", row("experiment_key", "gate", "key", "b"))
        .put("variants", variant("c", false, -1))
        .put("allocations", allocation(FIRST, "{\"a\": 1, \"c\": 1}"))
        .commit(SIXTH);
    assertThat(document().unitType()).isEqualTo("device");
    assertThat(document().startedAt()).isEqualTo(at(ELEVENTH));
    assertThat(document().knownFrom()).isEqualTo(at(ELEVENTH));
    assertThat(document().variants()).extracting(Variant::key).containsExactly("c", "a");
    assertThat(config.alerts).isEmpty();

    config.forget().put("experiments", gate("status", "draft")).commit(TENTH);
    assertThat(config.told).contains(new AssemblyBench.Told("withdrawal", "gate"));
    assertThat(config.topic).isEmpty();
  }

  @Test
  void aStopActsFromItsCommitOrLater() {
    rows(gate()).snapshot(FIFTH);
    config.put("experiments", gate("stopped_at", TWELFTH)).commit(SIXTH);
    assertThat(document().stoppedAt()).isEqualTo(at(TWELFTH));
    assertThat(document().plannedStop()).isNull();

    config.put("experiments", gate("status", "stopped", "stopped_at", FIFTH)).commit(TENTH);
    assertThat(document().stoppedAt()).isEqualTo(at(TENTH));
    config.forget().put("experiments", gate("status", "stopped", "stopped_at", SIXTH));
    config.commit(ELEVENTH);
    assertThat(document().stoppedAt()).isEqualTo(at(TENTH));
    assertThat(config.alerts).isEmpty();

    config.put("experiments", gate()).commit(TWELFTH);
    assertThat(config.alerts.get(0).summary())
        .contains("stopped_at is missing; allowed: what it was, 2024-01-10T00:00:00Z");
  }

  @Test
  void aDeletionStopsWhatRunsAndErasesNothing() {
    rows(gate()).snapshot(FIFTH);
    config.truncate("variants").truncate("experiments").commit(TENTH);

    assertThat(document().stoppedAt()).isEqualTo(at(TENTH));
    assertThat(document().variants()).hasSize(2);
    assertThat(config.versions.get(1))
        .extracting(ExperimentVersion::status, ExperimentVersion::name)
        .containsExactly("deleted", "Gate");
    assertThat(config.alerts).isEmpty();

    rows(gate()).commit(ELEVENTH);
    assertThat(config.alerts.get(0).summary()).contains("it has stopped");
    assertThat(document().stoppedAt()).isEqualTo(at(TENTH));
  }

  @Test
  void anotherKeyIsAnotherExperiment() {
    rows(gate()).snapshot(FIFTH);
    config
        .delete("experiments", row("key", "gate"))
        .put("experiments", gate("key", "door", "status", "draft"))
        .commit(TENTH);

    assertThat(document().stoppedAt()).isEqualTo(at(TENTH));
    assertThat(config.versions).extracting(ExperimentVersion::experimentKey).contains("door");
  }

  @Test
  void allocationsThatHaveActedStayAndChangesActNow() {
    rows(gate()).snapshot(FIFTH);
    config.put("allocations", allocation(FIRST, "{\"a\": 1, \"b\": 9}")).commit(SIXTH);
    assertThat(document().allocations())
        .extracting(Allocation::effectiveAt)
        .containsExactly(at(FIRST), at(SIXTH));
    config.put("allocations", allocation(FIRST, "{\"a\": 1, \"b\": 1}")).commit(TENTH);
    assertThat(document().allocations())
        .extracting(Allocation::effectiveAt, a -> a.weight("b").intValue())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(at(FIRST), 1),
            org.assertj.core.groups.Tuple.tuple(at(SIXTH), 9),
            org.assertj.core.groups.Tuple.tuple(at(TENTH), 1));
    config.truncate("allocations").commit(ELEVENTH);
    assertThat(document().allocations()).hasSize(3);
    assertThat(config.alerts).isEmpty();
  }

  @Test
  void aNewMetricVersionTakesTheNextPlace() {
    rows(gate()).snapshot(FIFTH);
    config.put("metrics", metric("clicks", "version", 2L, "delay", "PT1H")).commit(SIXTH);

    assertThat(document().metrics())
        .extracting(m -> m.metric().version(), m -> m.metric().validFrom(), m -> m.validUntil())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, Long.MIN_VALUE, at(SIXTH)),
            org.assertj.core.groups.Tuple.tuple(2, at(SIXTH), ExperimentMetric.IN_FORCE));

    config.forget().put("metrics", metric("clicks", "version", 2L, "delay", "PT2H"));
    config.commit(TENTH);
    assertThat(config.alerts.get(0).summary())
        .contains(
            "metric clicks: definition is another one under version 2; allowed: a higher version"
                + " for a changed definition");
    assertThat(config.metricVersions).singleElement().matches(version -> !version.isValid());
  }

  @Test
  void rolesDimensionsAndVariantsHaveAHistory() {
    rows(gate()).snapshot(FIFTH);
    config
        .put("experiment_metrics", use("clicks", "guardrail", "margin", new BigDecimal("0.02")))
        .put("experiments", gate("dimensions", List.of("device")))
        .put("variants", variant("0-new", false, 1))
        .commit(SIXTH);
    config
        .delete("experiment_metrics", row("experiment_key", "gate", "metric_key", "clicks"))
        .put("experiments", gate("dimensions", "[\"device\", \"country\"]"))
        .commit(TENTH);
    config.put("experiment_metrics", use("clicks", "guardrail", "margin", 0.02)).commit(ELEVENTH);

    assertThat(document().metrics().get(0).terms())
        .containsExactly(
            new MetricTerms(MetricRole.PRIMARY, null, null, Experiment.ALWAYS, at(SIXTH)),
            new MetricTerms(MetricRole.GUARDRAIL, 0.02, null, at(SIXTH), at(TENTH)),
            new MetricTerms(
                MetricRole.GUARDRAIL, 0.02, null, at(ELEVENTH), ExperimentMetric.IN_FORCE));
    assertThat(document().dimensions())
        .containsExactly(
            new Dimension("country", Experiment.ALWAYS, at(SIXTH)),
            new Dimension("device", at(SIXTH), Dimension.IN_FORCE),
            new Dimension("country", at(TENTH), Dimension.IN_FORCE));
    assertThat(document().variants().get(2)).isEqualTo(new Variant("0-new", false, at(SIXTH)));
    assertThat(config.alerts).isEmpty();
  }

  @Test
  void aFlagHasTheMetricsOfItsUnitType() {
    rows(gate("kind", "flag"))
        .put("metrics", metric("crashes", "default_for", "[\"user\"]"))
        .put("metrics", metric("other", "default_for", List.of("device")))
        .snapshot(FIFTH);

    assertThat(document().metrics())
        .extracting(use -> use.metric().key() + " " + use.role())
        .containsExactly("clicks PRIMARY", "crashes SECONDARY");

    config.put("metrics", metric("other", "default_for", List.of("user"))).commit(TENTH);
    assertThat(document().metrics()).hasSize(3);
    assertThat(document().metrics().get(2).metric().validFrom()).isEqualTo(at(TENTH));
  }

  @Test
  void notesThatAskForSomethingAreInTheDocument() {
    rows(gate()).put("notes", note(1, "none", FIFTH)).snapshot(FIFTH);
    config.put("notes", note(2, "reset_srm", SIXTH)).commit(TENTH);
    Note reset =
        new Note("2", Note.Kind.COMMENT, Note.Action.RESET_SRM, "ann", at(SIXTH), at(TENTH));
    assertThat(document().notes()).containsExactly(reset);

    Map<String, Object> edited = new HashMap<>(note(1, "none", FIFTH));
    edited.put("body", "more");
    config.put("notes", edited).delete("notes", row("id", 2L)).commit(ELEVENTH);
    assertThat(document().notes()).containsExactly(reset);
    assertThat(config.notes)
        .extracting(NoteRevision::id, NoteRevision::revision, NoteRevision::isDeleted)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("1", 1, false),
            org.assertj.core.groups.Tuple.tuple("2", 1, false),
            org.assertj.core.groups.Tuple.tuple("1", 2, false),
            org.assertj.core.groups.Tuple.tuple("2", 2, true));
  }

  @Test
  void aChangeIsToldWithWhatWasBeforeThoughTheConnectorDoesNotSayIt() {
    rows(gate()).snapshot(FIFTH);
    config
        .forget()
        .put("experiments", gate("hypothesis", RowChange.UNAVAILABLE, "name", "Other"))
        .commit(TENTH);

    ConfigChange change = config.changes.get(0);
    assertThat(change.before()).contains("\"name\":\"Gate\"");
    assertThat(change.after()).contains("\"name\":\"Other\"").contains("\"hypothesis\":null");
    assertThat(change.commit().transactionId()).isEqualTo("tx1");
    assertThat(document().hypothesis()).isNull();
  }

  @Test
  void nothingActsBeforeWhatAHeartbeatClosed() {
    rows(gate()).snapshot(FIFTH);
    config.beat(at(ELEVENTH)).beat(at(TENTH));
    config.put("allocations", allocation(SIXTH, "{\"a\": 9, \"b\": 1}")).commit(TENTH);

    assertThat(config.told)
        .filteredOn(told -> told.kind().equals("heartbeat"))
        .extracting(AssemblyBench.Told::what)
        .containsExactly(at(ELEVENTH), at(ELEVENTH));
    assertThat(document().allocations().get(1).effectiveAt()).isEqualTo(at(ELEVENTH) + 2);
  }
}
