package io.plumbline.operators.watch;

import io.plumbline.core.event.RejectReason;
import io.plumbline.core.unit.Rejection;
import io.plumbline.operators.codec.TickCounts;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** Of what was refused, the exposures for experiments that no configuration knows. */
public final class UnknownCountFunction implements FlatMapFunction<Rejection, TickCounts> {
  private static final long serialVersionUID = 1L;

  @Override
  public void flatMap(Rejection rejection, Collector<TickCounts> out) {
    if (rejection.reason() == RejectReason.UNKNOWN_EXPERIMENT) {
      out.collect(TickCounts.of(rejection.tick(), rejection.experimentKey(), 1));
    }
  }
}
