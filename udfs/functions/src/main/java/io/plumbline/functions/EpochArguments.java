package io.plumbline.functions;

import io.plumbline.core.statistics.EpochCounts;
import java.util.ArrayList;
import java.util.List;

/** Counts per epoch and variant, from nested arrays. */
final class EpochArguments {

  private EpochArguments() {}

  static List<EpochCounts> epochs(Number[][] observed, Number[][] weights) {
    if (observed.length != weights.length) {
      throw new IllegalArgumentException(
          "observed has "
              + observed.length
              + " epochs and weights has "
              + weights.length
              + "; they must be as many");
    }
    List<EpochCounts> epochs = new ArrayList<>();
    for (int e = 0; e < observed.length; e++) {
      epochs.add(
          new EpochCounts(
              Arguments.counts("observed[" + e + "]", observed[e]), Arguments.weights(weights[e])));
    }
    return epochs;
  }
}
