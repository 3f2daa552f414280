package io.plumbline.operators.progress;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.time.Horizon;
import io.plumbline.operators.codec.ExperimentInRun;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.util.Collector;

/** Tells each experiment how far the run goes, which has to be known first. */
public final class ExperimentInRunFunction
    extends BroadcastProcessFunction<Experiment, Horizon, ExperimentInRun> {

  @Override
  public void processBroadcastElement(
      Horizon horizon, Context context, Collector<ExperimentInRun> out) throws Exception {
    RunHorizon.remember(horizon, context.getBroadcastState(RunHorizon.DESCRIPTOR));
  }

  @Override
  public void processElement(
      Experiment experiment, ReadOnlyContext context, Collector<ExperimentInRun> out)
      throws Exception {
    out.collect(
        new ExperimentInRun(
            experiment, RunHorizon.of(context.getBroadcastState(RunHorizon.DESCRIPTOR))));
  }
}
