package io.plumbline.jobs.backfill;

import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import io.plumbline.jobs.metrics.MetricsTopology;
import io.plumbline.jobs.srm.SrmTopology;
import io.plumbline.jobs.units.BoundedTime;
import io.plumbline.jobs.units.RunScope;
import io.plumbline.jobs.units.TableRows;
import io.plumbline.operators.codec.ExperimentCodec;
import io.plumbline.operators.codec.InputRecord;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;

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
    RunScope scope =
        RunScope.bounded(
            exposures
                .getExecutionEnvironment()
                .fromData(experiments, ExperimentCodec.TYPE)
                .uid("experiments")
                .name("experiments"),
            horizon);
    return SrmTopology.rows(Map.of("exposures", exposures), scope, timing, revision)
        .and(MetricsTopology.rows(exposures, metricEvents, scope, timing, revision));
  }
}
