package io.plumbline.jobs.io;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.operators.JobRun;
import io.plumbline.schemas.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which starts are refused, given what the tables and the state know. */
class StartGuardTest {
  private static final OptionalLong NO_STATE = OptionalLong.empty();
  private static final long NOTHING = Long.MIN_VALUE;

  @TempDir Path folder;
  private CatalogConfig catalog;
  private StartGuard guard;

  @BeforeEach
  void tables() {
    catalog = CatalogConfig.embedded(folder);
    Set<Table> tables = Set.of(Table.JOB_PROGRESS, Table.ALERTS);
    TableSetup.prepare(catalog, tables);
    guard = new StartGuard(new JobRun("srm", 0), tables, Table.JOB_PROGRESS, catalog);
  }

  @Test
  void emptyTablesPass() {
    assertThatCode(() -> guard.check(NO_STATE, NOTHING)).doesNotThrowAnyException();
    assertThatCode(() -> guard.check(OptionalLong.of(7), Rows.DAY_ONE)).doesNotThrowAnyException();
  }

  @Test
  void aStartWithoutStateOnRowsOfTheJobIsRefused() {
    progress("srm", 0, Rows.DAY_ONE);

    assertThatThrownBy(() -> guard.check(NO_STATE, NOTHING))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("job srm starts without state on tables that already have rows of it")
        .hasMessageContaining("job_progress")
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("--from-savepoint");
  }

  @Test
  void rowsOfOtherJobsAndOfBackfillsAreNoneOfItsBusiness() {
    progress("metrics", 0, Rows.DAY_ONE);
    progress("srm", 1, Rows.DAY_ONE);
    committed(Table.ALERTS, "metrics", 9);

    assertThatCode(() -> guard.check(NO_STATE, NOTHING)).doesNotThrowAnyException();
    assertThatCode(() -> guard.check(OptionalLong.of(1), NOTHING)).doesNotThrowAnyException();
  }

  @Test
  void aPendingOrPresentCommitPassesAndALaterOneIsRefused() {
    committed(Table.ALERTS, "srm", 8);
    committed(Table.ALERTS, "metrics", 99);

    assertThatCode(() -> guard.check(OptionalLong.of(9), NOTHING)).doesNotThrowAnyException();
    assertThatCode(() -> guard.check(OptionalLong.of(8), NOTHING)).doesNotThrowAnyException();
    assertThatThrownBy(() -> guard.check(OptionalLong.of(7), NOTHING))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("restored from checkpoint 7")
        .hasMessageContaining("alerts has rows up to checkpoint 8")
        .hasMessageContaining("roll the tables back");
    assertThatThrownBy(() -> guard.check(NO_STATE, NOTHING))
        .hasMessageContaining("starts without state");
  }

  @Test
  void rowsTellWhatExpiredSnapshotsNoLongerDo() {
    progress("srm", 0, Rows.DAY_ONE);

    assertThatCode(() -> guard.check(OptionalLong.of(3), Rows.DAY_ONE)).doesNotThrowAnyException();
    assertThatThrownBy(() -> guard.check(OptionalLong.of(3), Rows.DAY_ONE - 60_000))
        .hasMessageContaining("the tables are ahead of it (job_progress has rows of it");
  }

  private void progress(String job, int revision, long asOf) {
    TestTables.append(
        load(Table.JOB_PROGRESS),
        List.of(
            Rows.minimal(Table.JOB_PROGRESS, "x", asOf)
                .put("job", job)
                .put("revision", revision)
                .build()));
  }

  private void committed(Table table, String job, long checkpoint) {
    load(table)
        .newAppend()
        .set(TableCommits.JOB_PROPERTY, job)
        .set("flink.max-committed-checkpoint-id", Long.toString(checkpoint))
        .commit();
  }

  private org.apache.iceberg.Table load(Table table) {
    return Catalogs.use(catalog, c -> c.loadTable(TableLayout.of(table).identifier()));
  }
}
