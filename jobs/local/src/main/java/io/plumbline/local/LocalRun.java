package io.plumbline.local;

import io.plumbline.core.experiment.Problem;
import io.plumbline.jobs.io.ExperimentsFile;
import io.plumbline.jobs.io.ExperimentsYaml;
import io.plumbline.local.scorecard.ScorecardData;

/** A bounded run with what is seen of it: warnings, progress, the scorecard. */
final class LocalRun {
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
      data = ShownScorecard.read(file.experiments(), settings.warehouse());
    }
    ShownScorecard.print(data);
  }
}
