package io.plumbline.jobs.backfill;

import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import io.plumbline.jobs.metrics.MetricsTopology;
import io.plumbline.jobs.srm.SrmTopology;
import io.plumbline.jobs.units.TableRows;
import io.plumbline.operators.codec.ExperimentCodec;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.InputRecord;
import io.plumbline.operators.progress.ExperimentInRunFunction;
import io.plumbline.operators.progress.RunHorizon;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Both topologies over one finished input: what they would publish of it in the end, and at every
 * tick on the way.
 */
final class BoundedTopology {
  private BoundedTopology() {}

  static TableRows rows(
      DataStream<InputRecord<Exposure>> exposures,
      DataStream<InputRecord<MetricEvent>> metricEvents,
      List<Experiment> experiments,
      Timing timing,
      int revision) {
    DataStream<Horizon> horizon =
        BoundedTime.horizon(
            BoundedTime.span("exposures", exposures)
                .union(BoundedTime.span("metric-events", metricEvents)),
            timing);
    DataStream<ExperimentInRun> inRun =
        experiments(exposures.getExecutionEnvironment(), experiments, horizon);
    return SrmTopology.rows(exposures, inRun, horizon, timing, revision)
        .and(MetricsTopology.rows(exposures, metricEvents, inRun, horizon, timing, revision));
  }

  private static DataStream<ExperimentInRun> experiments(
      StreamExecutionEnvironment env, List<Experiment> experiments, DataStream<Horizon> horizon) {
    return env.fromData(experiments, ExperimentCodec.TYPE)
        .uid("experiments")
        .name("experiments")
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<Experiment>forMonotonousTimestamps()
                .withTimestampAssigner((experiment, previous) -> experiment.startedAt()))
        .uid("experiments-time")
        .name("experiments' time")
        .connect(horizon.broadcast(RunHorizon.DESCRIPTOR))
        .process(new ExperimentInRunFunction(), ExperimentInRun.TYPE)
        .uid("experiments-in-run")
        .name("experiments in the run");
  }
}
