package io.plumbline.operators;

import io.plumbline.core.time.Silences;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.SilencesCodec;
import io.plumbline.operators.codec.Staleness;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Which rows may rest on another configuration than the one of their time, of a function that sees
 * many experiments: in keyed state, which is empty where the configuration was always known.
 */
public final class ConfigStaleness implements Staleness {
  private final ValueState<Silences> silences;
  private final MapState<String, Long> lateFrom;

  public ConfigStaleness(RuntimeContext context) {
    silences = context.getState(new ValueStateDescriptor<>("silences", SilencesCodec.TYPE));
    lateFrom = context.getMapState(new MapStateDescriptor<>("late-from", Types.STRING, Types.LONG));
  }

  /** Takes what is known of one of the experiments. */
  public void accept(ExperimentInRun experiment) throws Exception {
    Silences told = experiment.horizon().silences();
    if (!told.equals(known())) {
      silences.update(told);
    }
    if (experiment.lateFrom() != ExperimentInRun.NEVER) {
      lateFrom.put(experiment.experiment().key(), experiment.lateFrom());
    }
  }

  /** Drops what is known of an experiment that has ended. */
  public void forget(String experimentKey) throws Exception {
    lateFrom.remove(experimentKey);
  }

  @Override
  public boolean isConfigStale(String experimentKey, long asOf) {
    try {
      Long late = lateFrom.get(experimentKey);
      return (late != null && asOf > late) || known().cover(asOf);
    } catch (Exception e) {
      throw new IllegalStateException("state cannot be read", e);
    }
  }

  private Silences known() throws Exception {
    Silences known = silences.value();
    return known == null ? Silences.NONE : known;
  }
}
