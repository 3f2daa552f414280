package io.plumbline.operators.configuration;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.time.Horizon;
import io.plumbline.operators.codec.ConfigRecord;
import io.plumbline.operators.codec.ExperimentInRun;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The experiments of an endless run. Each is emitted when its document is new or has changed, and
 * all are emitted again when the run turns out to begin earlier, and when it goes on without its
 * silent configuration.
 *
 * <p>Keyed by a constant: one task decides for all. It is before every watermark of both inputs, so
 * that a row finds the configuration and the beginning of the run that hold for it. After a restore
 * the experiments are here and in the state of those who read them; the watermark is not, and comes
 * with the next heartbeat, within seconds.
 */
public final class LiveExperimentsFunction
    extends KeyedCoProcessFunction<Integer, ConfigRecord, Long, ExperimentInRun> {

  private transient KnownExperiments known;
  private transient ValueState<Long> firstVisibleAt;

  @Override
  public void open(OpenContext context) {
    known = new KnownExperiments(getRuntimeContext());
    firstVisibleAt =
        getRuntimeContext().getState(new ValueStateDescriptor<>("first-visible-at", Types.LONG));
  }

  @Override
  public void processElement1(ConfigRecord config, Context context, Collector<ExperimentInRun> out)
      throws Exception {
    Experiment changed = known.accept(config);
    if (changed != null) {
      out.collect(inRun(changed));
    }
    if (config.isSilence()) {
      emitAll(out);
    }
  }

  @Override
  public void processElement2(Long visibleAt, Context context, Collector<ExperimentInRun> out)
      throws Exception {
    Long first = firstVisibleAt.value();
    if (first != null && first <= visibleAt) {
      return;
    }
    firstVisibleAt.update(visibleAt);
    emitAll(out);
  }

  private void emitAll(Collector<ExperimentInRun> out) throws Exception {
    for (Experiment experiment : known.all()) {
      out.collect(inRun(experiment));
    }
  }

  private ExperimentInRun inRun(Experiment experiment) throws Exception {
    Long first = firstVisibleAt.value();
    long from = first == null ? Horizon.ENDLESS.firstVisibleAt() : first;
    Horizon horizon = new Horizon(from, Horizon.ENDLESS.end(), known.silences());
    return new ExperimentInRun(experiment, horizon, known.lateFrom(experiment.key()));
  }
}
