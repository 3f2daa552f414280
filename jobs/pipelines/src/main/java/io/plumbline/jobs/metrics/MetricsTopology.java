package io.plumbline.jobs.metrics;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.time.Timing;
import io.plumbline.jobs.units.RunScope;
import io.plumbline.jobs.units.TableRows;
import io.plumbline.jobs.units.UnitTopology;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.InputRecord;
import io.plumbline.operators.ledger.LedgerFunction;
import io.plumbline.operators.unit.UnitFunction;
import io.plumbline.schemas.Table;
import java.util.Map;
import java.util.Set;
import org.apache.flink.streaming.api.datastream.DataStream;

/** From exposures and metric events to the metrics of each variant and their comparison. */
public final class MetricsTopology {

  /** The job's name in tables. */
  public static final String JOB = "metrics";

  private MetricsTopology() {}

  /** Of files, which hold events of one kind each. */
  public static TableRows rows(
      DataStream<InputRecord<Exposure>> exposures,
      DataStream<InputRecord<MetricEvent>> metricEvents,
      RunScope scope,
      Timing timing,
      int revision) {
    JobRun run = new JobRun(JOB, revision);
    return rows(
        new UnitTopology(run, scope, timing)
            .read("exposures", exposures)
            .read("metric-events", metricEvents),
        timing,
        run);
  }

  /**
   * @param events exposures and metric events by the name of their source
   */
  public static TableRows rows(
      Map<String, DataStream<InputRecord<Event>>> events,
      RunScope scope,
      Timing timing,
      int revision) {
    JobRun run = new JobRun(JOB, revision);
    UnitTopology units = new UnitTopology(run, scope, timing);
    events.forEach(units::read);
    return rows(units, timing, run);
  }

  private static TableRows rows(UnitTopology units, Timing timing, JobRun run) {
    return units
        .rows(UnitFunction.ofMetrics(timing, run), LedgerFunction.ofMetrics(timing, run))
        .without(Set.of(Table.ENROLLMENTS, Table.SRM_CHECKS));
  }
}
