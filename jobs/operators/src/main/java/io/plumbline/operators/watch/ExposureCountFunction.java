package io.plumbline.operators.watch;

import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.Contribution;
import io.plumbline.core.unit.HealthCounter;
import io.plumbline.core.watch.ExposureWatch;
import io.plumbline.operators.codec.TickCounts;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Of what units contribute, the applied exposures, each in its bucket: those that {@code
 * experiment_health} adds to {@code exposures} from one end of a bucket to the next.
 */
public final class ExposureCountFunction implements FlatMapFunction<Contribution, TickCounts> {
  private static final long serialVersionUID = 1L;

  private final Timing timing;

  public ExposureCountFunction(Timing timing) {
    this.timing = timing;
  }

  @Override
  public void flatMap(Contribution contribution, Collector<TickCounts> out) {
    if (contribution.cell() instanceof Cell.Health health
        && health.counter().equals(HealthCounter.EXPOSURES)
        && contribution.amount().units() > 0) {
      out.collect(
          TickCounts.of(
              ExposureWatch.bucketEnd(contribution.instant(), timing),
              contribution.experimentKey(),
              contribution.amount().units()));
    }
  }
}
