package io.plumbline.local.scorecard;

import java.util.Arrays;

/** An interval drawn over a symmetric scale with 0 in the middle. */
final class Bar {
  private final Ink ink;
  private final int cells;
  private final double scale;

  /**
   * @param cells odd, so that 0 has a cell
   * @param scale the value at the right edge
   */
  Bar(Ink ink, int cells, double scale) {
    this.ink = ink;
    this.cells = cells;
    this.scale = scale;
  }

  /** The smallest round number not below the value: 1, 2 or 5 times a power of ten. */
  static double roundUp(double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    for (double step : new double[] {1, 2, 5}) {
      if (value <= step * power) {
        return step * power;
      }
    }
    return 10 * power;
  }

  /** What is beyond the scale ends in an arrow. */
  String draw(double lower, double estimate, double upper) {
    char[] bar = new char[cells];
    Arrays.fill(bar, ink.empty());
    int zero = cells / 2;
    // An interval without 0 does not touch its cell, however near it comes.
    int from = lower > 0 ? Math.max(zero + 1, cell(lower)) : cell(lower);
    int to = upper < 0 ? Math.min(zero - 1, cell(upper)) : cell(upper);
    for (int i = Math.max(0, from); i <= Math.min(cells - 1, to); i++) {
      bar[i] = ink.interval();
    }
    bar[zero] = ink.zero();
    if (from < 0) {
      bar[0] = '<';
    } else if (from < cells) {
      bar[from] = '[';
    }
    if (to >= cells) {
      bar[cells - 1] = '>';
    } else if (to >= 0) {
      bar[to] = ']';
    }
    int middle = cell(estimate);
    if (middle >= 0 && middle < cells) {
      bar[middle] = ink.estimate();
    }
    return new String(bar);
  }

  private int cell(double value) {
    double cell = (value / scale + 1) / 2 * (cells - 1);
    return (int) Math.max(-1, Math.min(cells, Math.round(cell)));
  }
}
