package io.plumbline.jobs.metrics;

import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import io.plumbline.jobs.units.TableRows;
import io.plumbline.jobs.units.UnitTopology;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.InputRecord;
import io.plumbline.operators.ledger.LedgerFunction;
import io.plumbline.operators.unit.UnitFunction;
import io.plumbline.schemas.Table;
import java.util.Set;
import org.apache.flink.streaming.api.datastream.DataStream;

/** From exposures and metric events to the metrics of each variant and their comparison. */
public final class MetricsTopology {

  /** The job's name in tables. */
  public static final String JOB = "metrics";

  private MetricsTopology() {}

  public static TableRows rows(
      DataStream<InputRecord<Exposure>> exposures,
      DataStream<InputRecord<MetricEvent>> metricEvents,
      DataStream<ExperimentInRun> experiments,
      DataStream<Horizon> horizon,
      Timing timing,
      int revision) {
    JobRun run = new JobRun(JOB, revision);
    return new UnitTopology(run, experiments, horizon, timing)
        .read("exposures", exposures)
        .read("metric-events", metricEvents)
        .rows(UnitFunction.ofMetrics(timing, run), LedgerFunction.ofMetrics(timing, run))
        .without(Set.of(Table.ENROLLMENTS, Table.SRM_CHECKS, Table.ALERTS));
  }
}
