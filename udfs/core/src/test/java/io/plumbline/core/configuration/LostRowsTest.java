package io.plumbline.core.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.alert.AlertSeverity;
import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.alert.ExperimentAlertType;
import io.plumbline.core.experiment.Experiment;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Nobody need look for what the configuration has lost: it is said. */
class LostRowsTest {
  private static final String VARIANTS = "experimentation.variants";
  private static final String NOTES = "experimentation.notes";
  private static final long FIRST = 1_704_067_200_000L;
  private static final long SECOND = FIRST + 1_000;
  private static final long THIRD = FIRST + 2_000;

  private final AssemblyBench told = new AssemblyBench();
  private ConfigAssembler assembler = new ConfigAssembler(AssemblerState.EMPTY);

  private void lose(String id, long committedAt, String... tables) {
    Map<String, Long> missing = new TreeMap<>();
    Arrays.stream(tables).forEach(table -> missing.merge(table, 1L, Long::sum));
    accept(new SourceTransaction(id, committedAt, List.of(), false, missing));
  }

  private void readAgain(long readAt, String... tables) {
    for (String table : tables) {
      RowChange row = row(table, RowOperation.READ);
      accept(new SourceTransaction("row", readAt, List.of(row), false));
    }
  }

  private static RowChange row(String table, RowOperation operation) {
    return new RowChange(
        table,
        operation,
        null,
        null,
        AssemblyBench.row("id", 1L, "experiment_key", "gate", "key", "a"),
        null,
        SECOND,
        SnapshotMark.NONE,
        new SourcePosition(1, 1, 0, "cdc." + table, 0, 1));
  }

  private void accept(SourceTransaction transaction) {
    assembler.accept(transaction, told);
    // Wherever a job is restored.
    assembler = new ConfigAssembler(assembler.state());
  }

  @Test
  void theLossIsAnAlertOfAllExperiments() {
    lose("513", FIRST, VARIANTS, VARIANTS, NOTES);

    ExperimentAlert opened = told.alerts.get(0);
    assertThat(told.alerts).hasSize(1);
    assertThat(opened.type()).isEqualTo(ExperimentAlertType.CONFIG_INVALID);
    assertThat(opened.alertId()).isEqualTo("config-invalid-__all__-2024-01-01T00:00:00Z");
    assertThat(opened.status()).isEqualTo(AlertStatus.OPENED);
    assertThat(opened.severity()).isEqualTo(AlertSeverity.CRITICAL);
    assertThat(opened.experimentKey()).isEqualTo(ExperimentAlert.ALL);
    assertThat(opened.asOf()).isEqualTo(FIRST);
    assertThat(opened.summary())
        .startsWith("Rows of experimentation.notes, experimentation.variants could not be read")
        .contains("transaction 513");
  }

  @Test
  void itIsTakenBackWhenAllItsTablesWereReadAgain() {
    lose("513", FIRST, VARIANTS);
    lose("514", SECOND, VARIANTS);
    lose("515", SECOND, NOTES);
    readAgain(THIRD, VARIANTS);
    assertThat(told.alerts).hasSize(2);
    readAgain(THIRD, NOTES);

    assertThat(told.alerts)
        .extracting(ExperimentAlert::status)
        .containsExactly(AlertStatus.OPENED, AlertStatus.ESCALATED, AlertStatus.RESOLVED);
    assertThat(told.alerts).extracting(ExperimentAlert::sequence).containsExactly(1, 2, 3);
    assertThat(told.alerts).extracting(ExperimentAlert::alertId).containsOnly(id(FIRST));
    assertThat(told.alerts.get(2).resolution()).isEqualTo(ExperimentAlert.RECOVERED);
    assertThat(assembler.state().lost()).isEqualTo(LostRows.NONE);

    lose("516", THIRD, NOTES);
    assertThat(told.alerts).hasSize(4);
    assertThat(told.alerts.get(3).alertId()).isEqualTo(id(THIRD));
  }

  private static String id(long openedAt) {
    return "config-invalid-__all__-" + Instant.ofEpochMilli(openedAt);
  }

  @Test
  void aChangedRowOrAnInitialSnapshotBringsNothingBack() {
    lose("513", FIRST, VARIANTS);
    accept(
        new SourceTransaction("514", SECOND, List.of(row(VARIANTS, RowOperation.UPDATE)), false));
    accept(
        new SourceTransaction(
            "snapshot", Experiment.ALWAYS, List.of(row(VARIANTS, RowOperation.READ)), false));

    assertThat(told.alerts).hasSize(1);
    assertThat(assembler.state().lost().tables()).containsExactly(VARIANTS);
  }

  @Test
  void aLostHeartbeatIsNone() {
    lose("513", FIRST, "experimentation.heartbeats");

    assertThat(told.alerts).isEmpty();
  }
}
