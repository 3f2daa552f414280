package io.plumbline.operators.configuration;

import io.plumbline.core.alert.StalledConfiguration;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.AlertRows;
import io.plumbline.operators.codec.ConfigStall;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;

/** Stalls of the configuration as rows of {@code alerts}. */
public final class StallAlertFunction extends ProcessFunction<ConfigStall, RowData> {
  private final JobRun run;

  public StallAlertFunction(JobRun run) {
    this.run = run;
  }

  @Override
  public void processElement(ConfigStall stall, Context context, Collector<RowData> out) {
    AlertRows rows = new AlertRows(run, context.timerService().currentProcessingTime());
    out.collect(
        rows.of(
            stall.isResolved()
                ? StalledConfiguration.resolved(run.job(), stall.openedAt(), stall.resolvedAt())
                : StalledConfiguration.opened(
                    run.job(), stall.openedAt(), stall.lastHeartbeat(), stall.holdsResults())));
  }
}
