package io.plumbline.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SrmWorkspaceTest {
  private final SrmWorkspace workspace = new SrmWorkspace();

  @Test
  void carriesNothingFromOneCallToTheNext() {
    // Larger and smaller ones in turns, of two variants and of three.
    for (int size : new int[] {2, 9, 1, 5, 3}) {
      for (int variants : new int[] {2, 3}) {
        List<EpochCounts> epochs = epochs(size, variants);
        assertThat(SrmCombined.logE(epochs, workspace)).isEqualTo(SrmCombined.logE(epochs));
        List<DayCounts> days = days(epochs);
        assertThat(LateOnset.logE(days, 40, workspace)).isEqualTo(LateOnset.logE(days, 40));
      }
    }
  }

  private static List<EpochCounts> epochs(int size, int variants) {
    List<EpochCounts> epochs = new ArrayList<>();
    for (int e = 0; e < size; e++) {
      long[] observed = new long[variants];
      long[] weights = new long[variants];
      for (int i = 0; i < variants; i++) {
        observed[i] = 100 + 7L * e + 5L * i;
        weights[i] = 1 + (e + i) % 2;
      }
      epochs.add(new EpochCounts(observed, weights));
    }
    return epochs;
  }

  /** A day an epoch, each with units in its own epoch and in the first. */
  private static List<DayCounts> days(List<EpochCounts> epochs) {
    List<DayCounts> days = new ArrayList<>();
    for (int day = 1; day <= epochs.size(); day++) {
      days.add(new DayCounts(2 * day, epochs.subList(0, day)));
    }
    return days;
  }
}
