package io.plumbline.functions;

import io.plumbline.core.statistics.Moments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One arm in each of several strata or epochs, from arrays with an element for each. */
final class ArrayArms {

  private ArrayArms() {}

  /**
   * The arms.
   *
   * @param names of the arrays
   * @param arrays n, then as {@link Values#moments}
   * @return empty if rounding has lost all digits of a variance
   */
  static Optional<List<Moments>> read(
      String[] names, Number[][] arrays, int variables, boolean centred) {
    List<Moments> arms = new ArrayList<>();
    for (int i = 1; i < arrays.length; i++) {
      if (arrays[i].length != arrays[0].length) {
        throw new IllegalArgumentException(
            names[i]
                + " has "
                + arrays[i].length
                + " elements and "
                + names[0]
                + " has "
                + arrays[0].length
                + "; they must be as many");
      }
    }
    boolean lost = false;
    long[] counts = Arguments.counts(names[0], arrays[0]);
    for (int s = 0; s < counts.length; s++) {
      Number[] values = new Number[arrays.length];
      String[] elements = new String[arrays.length];
      for (int i = 0; i < arrays.length; i++) {
        values[i] = i == 0 ? (Number) counts[s] : arrays[i][s];
        elements[i] = names[i] + "[" + s + "]";
      }
      Optional<Moments> moments = new Values(elements, values).moments(variables, centred);
      // The others are read all the same: a broken argument is an error wherever it stands.
      lost |= moments.isEmpty();
      moments.ifPresent(arms::add);
    }
    return lost ? Optional.empty() : Optional.of(arms);
  }
}
