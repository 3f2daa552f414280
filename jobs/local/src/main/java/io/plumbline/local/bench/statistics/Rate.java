package io.plumbline.local.bench.statistics;

import java.util.Locale;
import java.util.function.DoublePredicate;

/**
 * How many of some runs something happened in.
 *
 * @param hits at most runs
 * @param runs above 0
 */
public record Rate(long hits, long runs) {
  private static final double STANDARD_ERRORS = 3;

  /** What is below 3 / n is never seen in n runs with a chance of at least 5 %. */
  private static final double NONE_OF = 3;

  /** Of the runs whose figure in a column is such. */
  public static Rate of(double[][] figures, int column, DoublePredicate such) {
    long hits = 0;
    for (double[] run : figures) {
      if (such.test(run[column])) {
        hits++;
      }
    }
    return new Rate(hits, figures.length);
  }

  /** Of the runs whose figure in a column is not 0. */
  public static Rate of(double[][] figures, int column) {
    return of(figures, column, figure -> figure != 0);
  }

  public double value() {
    return (double) hits / runs;
  }

  /** Of the simulation; 0 where it never or always happened. */
  public double standardError() {
    return StrictMath.sqrt(value() * (1 - value()) / runs);
  }

  /** By more than three standard errors. */
  public boolean isAbove(double nominal) {
    return value() - STANDARD_ERRORS * standardError() > nominal;
  }

  /** As in {@code 2.31 % ± 0.15}; where it never happened, below what that leaves likely. */
  @Override
  public String toString() {
    if (hits == 0) {
      return String.format(Locale.ROOT, "0 (< %.2f %%)", Math.min(100, 100 * NONE_OF / runs));
    }
    return String.format(Locale.ROOT, "%.2f %% ± %.2f", 100 * value(), 100 * standardError());
  }
}
