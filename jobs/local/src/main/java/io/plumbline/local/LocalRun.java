package io.plumbline.local;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.Problem;
import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.jobs.io.ExperimentsFile;
import io.plumbline.jobs.io.ExperimentsYaml;
import io.plumbline.jobs.io.Warehouse;
import io.plumbline.local.scorecard.Scorecard;
import io.plumbline.local.scorecard.ScorecardData;
import io.plumbline.schemas.Table;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/** A bounded run with what is seen of it: warnings, progress, the scorecard. */
final class LocalRun {
  private static final int COLUMNS = 100;

  private LocalRun() {}

  static void runAndShow(RunSettings settings) throws Exception {
    runAndShow(settings, new FlinkRun());
  }

  static void runAndShow(RunSettings settings, BoundedRun run) throws Exception {
    ExperimentsFile file = ExperimentsYaml.read(settings.config());
    for (Problem warning : file.warnings()) {
      System.err.println("warning: " + warning.message());
    }
    ScorecardData data;
    try (ProgressLine progress = ProgressLine.onStandardError()) {
      run.run(settings, progress);
      progress.stage("reading the results");
      data = scorecard(file.experiments(), settings.warehouse());
    }
    // System.out is in the platform's encoding; a pipe gets ASCII.
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.print(Scorecard.render(data, COLUMNS, Terminal.isColoured()));
    out.flush();
  }

  private static ScorecardData scorecard(List<Experiment> experiments, Path folder)
      throws Exception {
    Expression ours =
        Expressions.and(
            Expressions.in("experiment_key", experiments.stream().map(Experiment::key).toArray()),
            Expressions.equal("dimension", "all"));
    try (Warehouse warehouse = Warehouse.open(CatalogConfig.embedded(folder))) {
      return ScorecardData.of(
          experiments,
          warehouse.rows(Table.METRIC_RESULTS, ours),
          warehouse.rows(Table.SRM_CHECKS, ours),
          warehouse.rows(Table.JOB_PROGRESS, Expressions.alwaysTrue()),
          folder.toString());
    }
  }
}
