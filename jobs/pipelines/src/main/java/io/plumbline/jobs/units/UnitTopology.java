package io.plumbline.jobs.units;

import io.plumbline.core.event.Event;
import io.plumbline.core.ledger.SplitNews;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Contribution;
import io.plumbline.core.unit.RecordCount;
import io.plumbline.core.unit.Rejection;
import io.plumbline.core.unit.UnitInput;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.Keys;
import io.plumbline.operators.OutputTags;
import io.plumbline.operators.bundle.Bundles;
import io.plumbline.operators.codec.ContributionCodec;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.InputRecord;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.operators.codec.UnitInputCodec;
import io.plumbline.operators.ledger.LedgerFunction;
import io.plumbline.operators.progress.ProgressFunction;
import io.plumbline.operators.progress.RejectionsFunction;
import io.plumbline.operators.progress.RunHorizon;
import io.plumbline.operators.unit.UnitFunction;
import io.plumbline.operators.unit.UnitInputFunction;
import io.plumbline.schemas.Table;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;

/**
 * One job's way from records to rows: records are keyed by unit once; what a unit contributes is
 * added up in its task and keyed by experiment.
 *
 * <pre>
 * records -> inputs =(unit)=> fold -> bundle =(experiment)=> ledger -> rows
 *               \\--------------\\-> counts, rejections ----------------> rows
 * </pre>
 */
public final class UnitTopology {
  private final JobRun run;
  private final String job;
  private final DataStream<ExperimentInRun> experiments;
  private final DataStream<Horizon> horizon;
  private final Timing timing;

  private DataStream<UnitInput> inputs;
  private DataStream<RecordCount> counts;
  private DataStream<Rejection> rejections;
  private DataStream<Contribution> contributions;
  private DataStream<SplitNews> splitNews;

  /**
   * @param run whose job is named in tables and in the operators' uids
   */
  public UnitTopology(JobRun run, RunScope scope, Timing timing) {
    this.run = run;
    this.job = run.job();
    this.experiments = scope.experiments();
    this.horizon = scope.horizon();
    this.timing = timing;
  }

  /**
   * Adds a source of records, whose Flink timestamps are their {@code visible_at}.
   *
   * @param name of the source within the job
   */
  public <E extends Event> UnitTopology read(String name, DataStream<InputRecord<E>> records) {
    SingleOutputStreamOperator<UnitInput> read =
        records
            .process(new UnitInputFunction<E>(timing), UnitInputCodec.TYPE)
            .uid(uid(name + "-inputs"))
            .name(job + ": inputs of " + name);
    inputs = inputs == null ? read : inputs.union(read);
    takeSideOutputs(read);
    return this;
  }

  /** Folds what was read, and makes the rows of all tables of the job. */
  public TableRows rows(UnitFunction unitFunction, LedgerFunction ledgerFunction) {
    SingleOutputStreamOperator<Contribution> units =
        inputs
            .keyBy(Keys::unit, Types.STRING)
            .connect(experiments.broadcast(UnitFunction.EXPERIMENTS))
            .process(unitFunction, ContributionCodec.TYPE)
            .uid(uid("units"))
            .name(job + ": units");
    takeSideOutputs(units);
    contributions =
        Bundles.contributions(units, timing)
            .uid(uid("contributions"))
            .name(job + ": bundle contributions");
    SingleOutputStreamOperator<Void> ledgers =
        contributions
            .keyBy(contribution -> Keys.experiment(contribution.experimentKey()), Types.LONG)
            .connect(experiments.keyBy(e -> Keys.experiment(e.experiment().key()), Types.LONG))
            .process(ledgerFunction, Types.VOID)
            .uid(uid("ledgers"))
            .name(job + ": ledgers");
    splitNews = ledgers.getSideOutput(OutputTags.SPLIT_NEWS);
    TableRows rows = new TableRows();
    rows.putSideOutput(Table.ENROLLMENTS, units);
    rows.putSideOutput(Table.SRM_CHECKS, ledgers);
    rows.putSideOutput(Table.EXPERIMENT_HEALTH, ledgers);
    rows.putSideOutput(Table.VARIANT_METRICS, ledgers);
    rows.putSideOutput(Table.METRIC_RESULTS, ledgers);
    rows.putSideOutput(Table.ALERTS, ledgers);
    rows.putStatuses(ledgers.getSideOutput(OutputTags.STATUSES));
    rows.putVerdicts(ledgers.getSideOutput(OutputTags.VERDICTS));
    rows.put(Table.JOB_PROGRESS, progress());
    rows.put(Table.REJECTED_EVENTS, rejected());
    return rows;
  }

  /** What units contribute, added up in their tasks; of a topology whose rows were made. */
  public DataStream<Contribution> contributions() {
    return contributions;
  }

  /** What is told of splits, and is not among the rows; of a topology whose rows were made. */
  public DataStream<SplitNews> splitNews() {
    return splitNews;
  }

  /** Every record that was refused; of a topology whose rows were made. */
  public DataStream<Rejection> rejections() {
    return rejections;
  }

  private void takeSideOutputs(SingleOutputStreamOperator<?> operator) {
    DataStream<RecordCount> moreCounts = operator.getSideOutput(OutputTags.COUNTS);
    DataStream<Rejection> moreRejections = operator.getSideOutput(OutputTags.REJECTIONS);
    counts = counts == null ? moreCounts : counts.union(moreCounts);
    rejections = rejections == null ? moreRejections : rejections.union(moreRejections);
  }

  private DataStream<RowData> progress() {
    String key = job;
    return Bundles.counts(counts)
        .uid(uid("counts"))
        .name(job + ": bundle record counts")
        .keyBy(count -> key, Types.STRING)
        .connect(horizon.broadcast(RunHorizon.DESCRIPTOR))
        .process(
            new ProgressFunction(run, timing), InternalTypeInfo.of(RowTypes.of(Table.JOB_PROGRESS)))
        .uid(uid("progress"))
        .name(job + ": progress");
  }

  private DataStream<RowData> rejected() {
    return Bundles.rejections(rejections)
        .uid(uid("rejections"))
        .name(job + ": bundle rejections")
        .keyBy(RejectionsFunction::key, Types.STRING)
        .connect(horizon.broadcast(RunHorizon.DESCRIPTOR))
        .process(
            new RejectionsFunction(run, timing),
            InternalTypeInfo.of(RowTypes.of(Table.REJECTED_EVENTS)))
        .uid(uid("rejected"))
        .name(job + ": rejected");
  }

  private String uid(String name) {
    return job + "-" + name;
  }
}
