package io.plumbline.jobs.srm;

import io.plumbline.core.event.Exposure;
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

/**
 * From exposures to enrollments and checks of the split. It knows nothing of metrics, so that a
 * broken metric cannot silence an alarm.
 */
public final class SrmTopology {

  /** The job's name in tables. */
  public static final String JOB = "srm";

  private SrmTopology() {}

  public static TableRows rows(
      DataStream<InputRecord<Exposure>> exposures,
      DataStream<ExperimentInRun> experiments,
      DataStream<Horizon> horizon,
      Timing timing,
      int revision) {
    JobRun run = new JobRun(JOB, revision);
    return new UnitTopology(run, experiments, horizon, timing)
        .read("exposures", exposures)
        .rows(UnitFunction.ofEnrollments(timing, run), LedgerFunction.ofSplits(timing, run))
        .without(Set.of(Table.VARIANT_METRICS, Table.METRIC_RESULTS));
  }
}
