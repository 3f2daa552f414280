package io.plumbline.jobs.srm;

import io.plumbline.core.alert.ExperimentStatus;
import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Contribution;
import io.plumbline.core.unit.Rejection;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.Keys;
import io.plumbline.operators.OutputTags;
import io.plumbline.operators.bundle.Bundles;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.ExperimentStatusCodec;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.operators.codec.TickCounts;
import io.plumbline.operators.watch.ExposureCountFunction;
import io.plumbline.operators.watch.ExposureWatchFunction;
import io.plumbline.operators.watch.StatusFunction;
import io.plumbline.operators.watch.UnknownCountFunction;
import io.plumbline.operators.watch.UnknownExperimentFunction;
import io.plumbline.schemas.Table;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.table.data.RowData;

/** Rows of {@code alerts} about exposures that do not come, and those that nobody expects. */
final class ExposureAlerts {
  private static final int ALL = 0;

  private final DataStream<ExperimentInRun> experiments;
  private final Timing timing;
  private final JobRun run;

  ExposureAlerts(DataStream<ExperimentInRun> experiments, Timing timing, JobRun run) {
    this.experiments = experiments;
    this.timing = timing;
    this.run = run;
  }

  /** Exposures of an experiment have stopped while those of others go on. */
  SingleOutputStreamOperator<RowData> stalls(DataStream<Contribution> contributions) {
    return bundled(
            "exposures",
            contributions.flatMap(new ExposureCountFunction(timing)).returns(TickCounts.TYPE))
        .keyBy(counts -> ALL, Types.INT)
        .connect(experiments.keyBy(experiment -> ALL, Types.INT))
        .process(new ExposureWatchFunction(timing, run), RowTypes.typeInfo(Table.ALERTS))
        .uid(uid("exposure-watch"))
        .name(run.job() + ": exposures that stop")
        .setParallelism(1);
  }

  /**
   * Statuses that list open stalls too.
   *
   * @param told by the ledgers
   * @param stalls see {@link #stalls}
   */
  DataStream<ExperimentStatus> statuses(
      DataStream<ExperimentStatus> told, SingleOutputStreamOperator<RowData> stalls) {
    return told.keyBy(status -> Keys.experiment(status.experimentKey()), Types.LONG)
        .connect(
            stalls
                .getSideOutput(OutputTags.STALLS)
                .keyBy(change -> Keys.experiment(change.experimentKey()), Types.LONG))
        .process(new StatusFunction(), ExperimentStatusCodec.TYPE)
        .uid(uid("statuses"))
        .name(run.job() + ": statuses");
  }

  /** Exposures come for what no configuration knows. */
  DataStream<RowData> unknown(DataStream<Rejection> rejections) {
    return bundled(
            "unknown", rejections.flatMap(new UnknownCountFunction()).returns(TickCounts.TYPE))
        .keyBy(counts -> ALL, Types.INT)
        .connect(experiments.keyBy(experiment -> ALL, Types.INT))
        .process(new UnknownExperimentFunction(timing, run), RowTypes.typeInfo(Table.ALERTS))
        .uid(uid("unknown-watch"))
        .name(run.job() + ": exposures of unknown experiments")
        .setParallelism(1);
  }

  private SingleOutputStreamOperator<TickCounts> bundled(
      String what, SingleOutputStreamOperator<TickCounts> counts) {
    return Bundles.tickCounts(
            counts.uid(uid(what + "-counts")).name(run.job() + ": counts of " + what))
        .uid(uid(what + "-by-tick"))
        .name(run.job() + ": bundle counts of " + what);
  }

  private String uid(String name) {
    return run.job() + "-" + name;
  }
}
