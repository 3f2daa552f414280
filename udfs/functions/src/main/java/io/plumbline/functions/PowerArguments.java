package io.plumbline.functions;

import io.plumbline.core.statistics.Power;

/** What the functions about power share. */
final class PowerArguments {

  private PowerArguments() {}

  /**
   * The test at every look if planned_n is given, else the one at a fixed horizon; null where
   * nothing varies.
   */
  static Power test(double standardError, long n, double alpha, Values rest) {
    if (standardError == 0.0) {
      return null;
    }
    return rest.hasNext()
        ? Power.anytime(standardError, n, alpha, Arguments.planned(rest.whole()))
        : Power.fixedHorizon(standardError, n, alpha);
  }
}
