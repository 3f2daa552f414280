package io.plumbline.operators.progress;

import io.plumbline.core.time.Horizon;
import io.plumbline.operators.codec.HorizonCodec;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.Types;

/** The part of time that a run covers, as every task knows it. */
public final class RunHorizon {
  public static final MapStateDescriptor<String, Horizon> DESCRIPTOR =
      new MapStateDescriptor<>("horizon", Types.STRING, HorizonCodec.TYPE);

  private static final String KEY = "horizon";

  private RunHorizon() {}

  static void remember(Horizon horizon, BroadcastState<String, Horizon> state) throws Exception {
    state.put(KEY, horizon);
  }

  /**
   * @throws IllegalStateException if it is not known yet
   */
  static Horizon of(ReadOnlyBroadcastState<String, Horizon> state) throws Exception {
    Horizon horizon = state.get(KEY);
    if (horizon == null) {
      throw new IllegalStateException("a record came before the run's horizon");
    }
    return horizon;
  }

  /** Whether the run has no end, or none that is known. */
  static boolean isEndless(ReadOnlyBroadcastState<String, Horizon> state) throws Exception {
    Horizon horizon = state.get(KEY);
    return horizon == null || horizon.isEndless();
  }

  /** Whether the row of an instant may have been published without knowing its configuration. */
  static boolean isConfigStale(ReadOnlyBroadcastState<String, Horizon> state, long asOf)
      throws Exception {
    Horizon horizon = state.get(KEY);
    return horizon != null && horizon.silences().cover(asOf);
  }
}
