package io.plumbline.operators.configuration;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.operators.codec.ConfigRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The experiments of a finished configuration, as they stand in the end: a document holds its whole
 * history. Keyed by a constant, in batch execution.
 */
public final class FinalExperimentsFunction
    extends KeyedProcessFunction<Integer, ConfigRecord, Experiment> {
  private static final long AT_THE_END = Long.MAX_VALUE;

  private transient KnownExperiments known;

  @Override
  public void open(OpenContext context) {
    known = new KnownExperiments(getRuntimeContext());
  }

  @Override
  public void processElement(ConfigRecord config, Context context, Collector<Experiment> out)
      throws Exception {
    known.accept(config);
    context.timerService().registerEventTimeTimer(AT_THE_END);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Experiment> out)
      throws Exception {
    for (Experiment experiment : known.all()) {
      if (!experiment.isTakenBack()) {
        out.collect(experiment);
      }
    }
  }
}
