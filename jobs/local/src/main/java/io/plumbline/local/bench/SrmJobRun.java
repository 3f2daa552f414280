package io.plumbline.local.bench;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.core.time.Timing;
import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.jobs.io.KafkaConfiguration;
import io.plumbline.jobs.io.KafkaSourceSettings;
import io.plumbline.jobs.io.KafkaSources;
import io.plumbline.jobs.srm.SrmTopology;
import io.plumbline.jobs.units.RunScope;
import io.plumbline.jobs.units.TableRows;
import io.plumbline.local.Folders;
import io.plumbline.local.cluster.ClusterShape.StateBackend;
import io.plumbline.operators.codec.InputRecord;
import io.plumbline.operators.codec.SourceMapping;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Runs SrmJob over a load: the sources, topology and tables of {@link io.plumbline.jobs.SrmJob},
 * without its topics and what watches the wall clock.
 *
 * @param folder for the tables, which are new for each run
 */
record SrmJobRun(ThroughputRun run, String bootstrap, StateBackend backend, Path folder) {
  private static final Duration STATUS_INTERVAL = Duration.ofMinutes(5);

  ThroughputRun.Result of(SrmJobLoad load) throws Exception {
    Path warehouse = Files.createTempDirectory(folder, "warehouse-");
    try {
      CatalogConfig catalog = CatalogConfig.embedded(warehouse);
      return run.run(
          new MeasuredJob(
              load.title(),
              backend,
              List.of(load.exposuresTopic()),
              load.records(),
              load.allExposures(),
              SrmJobLoad.LAST_TICK,
              TableCounts.since(catalog),
              (env, meter) -> attach(load, catalog, env, meter)),
          true);
    } finally {
      Folders.delete(warehouse);
    }
  }

  private void attach(
      SrmJobLoad load, CatalogConfig catalog, StreamExecutionEnvironment env, String meter) {
    KafkaSourceSettings settings = ThroughputJob.settings(bootstrap);
    Map<String, DataStream<InputRecord<Event>>> exposures =
        KafkaSources.read(
            env,
            List.of(SourceMapping.ownFields(load.exposuresTopic(), EventKind.EXPOSURE)),
            List.of(EventKind.EXPOSURE),
            settings);
    RunScope scope =
        RunScope.endless(
            KafkaConfiguration.read(env, load.configurationTopic(), settings),
            RunScope.firstVisible(exposures),
            Optional.empty());
    TableRows rows = SrmTopology.rows(exposures, scope, Timing.DEFAULTS, STATUS_INTERVAL);
    ThroughputJob.publish(rows, catalog, meter);
    rows.statuses().sinkTo(new DiscardingSink<>()).uid("discard-statuses").name("discard statuses");
  }
}
