package io.plumbline.local.bench.srm;

import io.plumbline.core.event.Exposure;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.time.Timing;
import io.plumbline.jobs.backfill.FileRun;
import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.jobs.io.ExperimentsYaml;
import io.plumbline.jobs.io.InputFiles;
import io.plumbline.jobs.io.Sinks;
import io.plumbline.jobs.io.Sources;
import io.plumbline.jobs.io.TableSetup;
import io.plumbline.jobs.srm.SrmTopology;
import io.plumbline.jobs.units.BoundedTime;
import io.plumbline.jobs.units.RunScope;
import io.plumbline.jobs.units.TableRows;
import io.plumbline.local.cluster.FlinkConf;
import io.plumbline.operators.codec.EventShape;
import io.plumbline.operators.codec.ExperimentCodec;
import io.plumbline.operators.codec.InputRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * SrmJob over files, to their end: sources, topology and tables as they are for everybody.
 * MetricsJob is left out, since the experiments have no metrics.
 */
final class LossRun {
  static final Duration TICK = Duration.ofHours(1);

  private static final int FIRST_REVISION = 0;

  private LossRun() {}

  /**
   * @param configuration the experiments' file
   * @param exposures a folder of files
   */
  static void run(Path configuration, Path exposures, CatalogConfig catalog, int parallelism)
      throws Exception {
    Configuration flink = FlinkConf.ofLocalRuns();
    flink.addAll(FileRun.environment());
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, flink);
    InputFiles files = InputFiles.check(List.of(exposures), EventShape.EXPOSURE);
    TableRows rows = rows(env, ExperimentsYaml.read(configuration).experiments(), files);
    TableSetup.prepare(catalog, rows.tables());
    rows.forEach((table, stream) -> Sinks.append(stream, table, catalog));
    env.execute("loss");
  }

  private static TableRows rows(
      StreamExecutionEnvironment env, List<Experiment> experiments, InputFiles files) {
    Timing timing = Timing.DEFAULTS.withTick(TICK.toMillis()).inFiles();
    DataStream<InputRecord<Exposure>> exposures = Sources.exposures(env, files);
    RunScope scope =
        RunScope.bounded(
            env.fromData(experiments, ExperimentCodec.TYPE).uid("experiments").name("experiments"),
            BoundedTime.horizon(BoundedTime.span("exposures", exposures), timing));
    return SrmTopology.rows(Map.of("exposures", exposures), scope, timing, FIRST_REVISION);
  }
}
