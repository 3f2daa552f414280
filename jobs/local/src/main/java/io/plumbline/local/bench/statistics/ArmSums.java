package io.plumbline.local.bench.statistics;

import io.plumbline.core.statistics.Arm;

/** The sums of one arm. Mutable. */
final class ArmSums {
  private long units;
  private long nonzero;
  private double sum;
  private double squares;

  /** Counts units of the same value. */
  void add(long more, double value) {
    units += more;
    if (value != 0) {
      nonzero += more;
      sum += more * value;
      squares += more * value * value;
    }
  }

  Arm arm() {
    double m2 = units == 0 ? 0 : Math.max(0, squares - sum / units * sum);
    return new Arm(units, sum, m2, nonzero);
  }

  /** With another's. */
  Arm armWith(ArmSums other) {
    ArmSums both = new ArmSums();
    both.add(this);
    both.add(other);
    return both.arm();
  }

  void add(ArmSums other) {
    units += other.units;
    nonzero += other.nonzero;
    sum += other.sum;
    squares += other.squares;
  }
}
