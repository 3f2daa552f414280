package io.plumbline.jobs.srm;

import io.plumbline.core.event.Event;
import io.plumbline.core.time.Timing;
import io.plumbline.jobs.units.RunScope;
import io.plumbline.jobs.units.TableRows;
import io.plumbline.jobs.units.UnitTopology;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.OutputTags;
import io.plumbline.operators.codec.InputRecord;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.operators.ledger.LedgerFunction;
import io.plumbline.operators.ledger.SharedCauseFunction;
import io.plumbline.operators.unit.UnitFunction;
import io.plumbline.schemas.Table;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.table.data.RowData;

/**
 * From exposures to enrollments and checks of the split. It knows nothing of metrics, so that a
 * broken metric cannot silence an alarm.
 */
public final class SrmTopology {

  /** The job's name in tables. */
  public static final String JOB = "srm";

  private static final int ALL = 0;

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
    return rows(exposures, scope, timing, run, LedgerFunction.ofSplits(timing, run), false);
  }

  /**
   * The same of an endless run, which tells statuses too.
   *
   * @param statusInterval how often while nothing happens, in event time
   */
  public static <E extends Event> TableRows rows(
      Map<String, DataStream<InputRecord<E>>> exposures,
      RunScope scope,
      Timing timing,
      Duration statusInterval) {
    JobRun run = new JobRun(JOB, JobRun.LIVE);
    return rows(
        exposures,
        scope,
        timing,
        run,
        LedgerFunction.ofSplits(timing, run, statusInterval.toMillis()),
        true);
  }

  private static <E extends Event> TableRows rows(
      Map<String, DataStream<InputRecord<E>>> exposures,
      RunScope scope,
      Timing timing,
      JobRun run,
      LedgerFunction ledgers,
      boolean withStatuses) {
    UnitTopology units = new UnitTopology(run, scope, timing);
    exposures.forEach(units::read);
    TableRows rows =
        units
            .rows(UnitFunction.ofEnrollments(timing, run), ledgers)
            .without(Set.of(Table.VARIANT_METRICS, Table.METRIC_RESULTS));
    SingleOutputStreamOperator<RowData> diagnosed =
        units
            .splitNews()
            .keyBy(news -> ALL, Types.INT)
            .connect(scope.experiments().keyBy(experiment -> ALL, Types.INT))
            .process(new SharedCauseFunction(timing, run), RowTypes.typeInfo(Table.SRM_CHECKS))
            .uid(JOB + "-shared-causes")
            .name(JOB + ": causes that experiments share")
            .setParallelism(1);
    ExposureAlerts alerts = new ExposureAlerts(scope.experiments(), timing, run);
    SingleOutputStreamOperator<RowData> stalls = alerts.stalls(units.contributions());
    TableRows all =
        rows.with(Table.SRM_CHECKS, diagnosed)
            .with(Table.ALERTS, diagnosed.getSideOutput(OutputTags.rows(Table.ALERTS)))
            .with(Table.ALERTS, stalls)
            .with(Table.ALERTS, alerts.unknown(units.rejections()));
    return withStatuses ? all.withStatuses(alerts.statuses(rows.statuses(), stalls)) : all;
  }
}
