package io.plumbline.local;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.jobs.io.Warehouse;
import io.plumbline.local.scorecard.Scorecard;
import io.plumbline.local.scorecard.ScorecardData;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/** The scorecard as the tables of a folder tell it. */
public final class ShownScorecard {
  private static final int COLUMNS = 100;

  private ShownScorecard() {}

  /**
   * @param folder of the tables
   */
  public static ScorecardData read(Collection<Experiment> experiments, Path folder)
      throws IOException {
    Expression ours =
        Expressions.in("experiment_key", experiments.stream().map(Experiment::key).toArray());
    Expression whole = Expressions.and(ours, Expressions.equal("dimension", "all"));
    try (Warehouse warehouse = Warehouse.open(CatalogConfig.embedded(folder))) {
      return ScorecardData.of(
          List.copyOf(experiments),
          warehouse.rows(Table.METRIC_RESULTS, whole),
          warehouse.rows(Table.SRM_CHECKS, whole),
          warehouse.rows(Table.EXPERIMENT_HEALTH, ours),
          warehouse.rows(Table.JOB_PROGRESS, Expressions.alwaysTrue()),
          folder.toString());
    }
  }

  public static void print(ScorecardData data) {
    // System.out is in the platform's encoding; a pipe gets ASCII.
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.print(Scorecard.render(data, COLUMNS, Terminal.isColoured()));
    out.flush();
  }
}
