package io.plumbline.jobs.io;

import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Refuses to start an endless job on tables that know more of it than it knows itself: Iceberg's
 * committer would drop its commits silently (iceberg#18098), or add rows a second time
 * (iceberg#10892).
 *
 * <pre>
 * state             tables
 * none              no rows of the job               starts; also after a failure before the first
 *                                                    checkpoint, when nothing is committed
 * none              rows of the job                  REFUSED
 * checkpoint n      committed up to n, or before     starts: the last commit may still be pending
 * checkpoint n      committed after n                REFUSED
 * </pre>
 *
 * <p>What is committed is told by the snapshots that name the job, and, where an expiry has removed
 * those, by the rows of {@code job_progress}: a checkpoint holds the greatest {@code as_of} that
 * had passed. A refusal ends the job; no restart would help.
 */
final class StartGuard implements Serializable {
  private static final long MICROS = 1_000L;

  private final JobRun run;
  private final List<Table> tables;
  private final Table guarded;
  private final CatalogConfig catalog;

  /**
   * @param tables all that the job writes
   * @param guarded the one before whose sink the guard stands
   */
  StartGuard(JobRun run, Collection<Table> tables, Table guarded, CatalogConfig catalog) {
    this.run = run;
    this.tables = List.copyOf(tables);
    this.guarded = guarded;
    this.catalog = catalog;
  }

  DataStream<RowData> before(DataStream<RowData> rows) {
    return rows.process(new Function(this), RowTypes.typeInfo(guarded))
        .uid(run.job() + "-start-guard")
        .name(run.job() + ": start guard")
        .setParallelism(1);
  }

  /**
   * @param checkpoint that the job's state is from; empty: it has none
   * @param passedThrough the greatest {@code as_of} of {@code job_progress} in that state
   * @throws ConfigurationException if it must not start; the message says what is wrong and what to
   *     do
   */
  void check(OptionalLong checkpoint, long passedThrough) {
    List<String> problems = new ArrayList<>();
    try (Warehouse warehouse = Warehouse.open(catalog)) {
      for (Table table : tables) {
        OptionalLong committed =
            warehouse
                .load(table)
                .map(present -> TableCommits.lastCheckpoint(present, run.job()))
                .orElse(OptionalLong.empty());
        if (committed.isPresent()
            && (checkpoint.isEmpty() || committed.getAsLong() > checkpoint.getAsLong())) {
          problems.add(
              "%s has rows up to checkpoint %d"
                  .formatted(table.tableName(), committed.getAsLong()));
        }
      }
      if (problems.isEmpty()
          && tables.contains(Table.JOB_PROGRESS)
          && warehouse.hasRows(
              Table.JOB_PROGRESS, rowsThatTheStateDoesNotKnow(checkpoint, passedThrough))) {
        problems.add(Table.JOB_PROGRESS.tableName() + " has rows of it");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(message(checkpoint, problems));
    }
  }

  private Expression rowsThatTheStateDoesNotKnow(OptionalLong checkpoint, long passedThrough) {
    Expression ours =
        Expressions.and(
            Expressions.equal("job", run.job()), Expressions.equal("revision", run.revision()));
    return checkpoint.isEmpty() || passedThrough == Long.MIN_VALUE
        ? ours
        : Expressions.and(ours, Expressions.greaterThan("as_of", passedThrough * MICROS));
  }

  private String message(OptionalLong checkpoint, List<String> problems) {
    String found = String.join(", ", problems);
    return checkpoint.isEmpty()
        ? ("job %s starts without state on tables that already have rows of it (%s in %s);"
                + " it would lose or double rows. Allowed: start it from its last savepoint or"
                + " checkpoint (--from-savepoint), or give it another catalog.warehouse or"
                + " namespace")
            .formatted(run.job(), found, catalog.warehouse())
        : ("job %s is restored from checkpoint %d, and the tables are ahead of it (%s in %s);"
                + " it would double rows. Allowed: restore its last savepoint or checkpoint, or"
                + " roll the tables back to the snapshots of checkpoint %d first")
            .formatted(
                run.job(),
                checkpoint.getAsLong(),
                found,
                catalog.warehouse(),
                checkpoint.getAsLong());
  }

  /** The guard in the job: it looks before any row passes, and remembers how far rows have come. */
  private static final class Function extends ProcessFunction<RowData, RowData>
      implements CheckpointedFunction {
    private final StartGuard guard;
    private final int asOf;

    private transient ListState<Long> state;
    private transient long passedThrough;

    Function(StartGuard guard) {
      this.guard = guard;
      this.asOf =
          guard.guarded == Table.JOB_PROGRESS
              ? RowTypes.of(Table.JOB_PROGRESS).getFieldIndex("as_of")
              : -1;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
      state =
          context
              .getOperatorStateStore()
              .getListState(new ListStateDescriptor<>("passed-through", Types.LONG));
      passedThrough = Long.MIN_VALUE;
      for (long restored : state.get()) {
        passedThrough = Math.max(passedThrough, restored);
      }
      try {
        guard.check(context.getRestoredCheckpointId(), passedThrough);
      } catch (ConfigurationException e) {
        throw new SuppressRestartsException(e);
      }
    }

    @Override
    public void processElement(RowData row, Context context, Collector<RowData> out) {
      if (asOf >= 0) {
        passedThrough = Math.max(passedThrough, row.getTimestamp(asOf, 6).getMillisecond());
      }
      out.collect(row);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
      state.update(List.of(passedThrough));
    }
  }
}
