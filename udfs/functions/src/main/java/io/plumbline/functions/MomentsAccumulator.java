package io.plumbline.functions;

import io.plumbline.core.exact.ExactCrossMoments;

/**
 * Exact sums as the bytes of their mantissas; see {@link ExactCrossMoments#toMantissas}. Public for
 * the planner alone.
 */
public class MomentsAccumulator {

  public byte[][] mantissas;
  public long[] numbers;

  public MomentsAccumulator() {
    set(new ExactCrossMoments());
  }

  ExactCrossMoments moments() {
    return ExactCrossMoments.of(mantissas, numbers);
  }

  final void set(ExactCrossMoments moments) {
    mantissas = moments.toMantissas();
    numbers = moments.toNumbers();
  }
}
