package io.plumbline.jobs.srm;

import io.plumbline.core.event.Event;
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

/**
 * From exposures to enrollments and checks of the split. It knows nothing of metrics, so that a
 * broken metric cannot silence an alarm.
 */
public final class SrmTopology {

  /** The job's name in tables. */
  public static final String JOB = "srm";

  private SrmTopology() {}

  /**
   * @param exposures by the name of their source
   */
  public static <E extends Event> TableRows rows(
      Map<String, DataStream<InputRecord<E>>> exposures,
      RunScope scope,
      Timing timing,
      int revision) {
    JobRun run = new JobRun(JOB, revision);
    UnitTopology units = new UnitTopology(run, scope, timing);
    exposures.forEach(units::read);
    return units
        .rows(UnitFunction.ofEnrollments(timing, run), LedgerFunction.ofSplits(timing, run))
        .without(Set.of(Table.VARIANT_METRICS, Table.METRIC_RESULTS));
  }
}
