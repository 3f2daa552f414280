package io.plumbline.core.statistics;

import java.util.Arrays;
import java.util.List;

/**
 * The e-value for a mismatch that begins late: E^r_t = sum over j = 1..t of E_{j:t} / (j (j+1)) + 1
 * / (t+1), where E_{j:t} looks at the days j..t alone (K = 10^4, a product over epochs).
 *
 * <p>Ours, a restart mixture: a clean month before does not drown a split that broke yesterday. The
 * weights 1 / (j (j+1)) add up to 1, so it is an e-process. Days without units count, but cost
 * nothing: a run of them shares one E, and its weights telescope.
 */
public final class LateOnset {

  private LateOnset() {}

  /**
   * The e-value with the day that speaks loudest.
   *
   * @param logE natural log of E^r
   * @param day the j for which E_{j:t} / (j (j+1)) is greatest; 1 without units
   * @param logEFromDay natural log of its E_{j:t}
   */
  public record Onset(double logE, int day, double logEFromDay) {}

  /**
   * Natural log of E^r at the end of a day; no units give 0.
   *
   * @param days those with units, ascending
   * @param today t, the current, partial day, not before the last of the days
   * @throws IllegalArgumentException if the days do not ascend within 1..today, or an epoch changes
   *     its weights from one day to another
   */
  public static double logE(List<DayCounts> days, int today) {
    return logE(days, today, new SrmWorkspace());
  }

  /** As {@link #logE(List, int)}, without allocation once the workspace is large enough. */
  public static double logE(List<DayCounts> days, int today, SrmWorkspace workspace) {
    requireAscending(days, today);
    return sum(days, workspace);
  }

  /**
   * E^r at the end of a day, and where it comes from.
   *
   * @param days those with units, ascending
   * @param today t, the current, partial day, not before the last of the days
   * @throws IllegalArgumentException if the days do not ascend within 1..today, or an epoch changes
   *     its weights from one day to another
   */
  public static Onset onset(List<DayCounts> days, int today) {
    requireAscending(days, today);
    SrmWorkspace workspace = new SrmWorkspace();
    double logE = sum(days, workspace);
    return new Onset(logE, workspace.loudestDay(), workspace.logEFromLoudestDay());
  }

  private static double sum(List<DayCounts> days, SrmWorkspace workspace) {
    workspace.loudest(1, 0.0);
    if (days.isEmpty()) {
      return 0.0;
    }
    double greatest = Double.NEGATIVE_INFINITY;
    int lastDay = days.get(days.size() - 1).day();
    // From the day after the last units on nothing has been seen: those restarts all have E = 1,
    // and with the mass on "not yet" their weights add up to 1 / (lastDay + 1).
    double sum = -StrictMath.log(lastDay + 1.0);
    int begun = 0;
    for (int i = days.size() - 1; i >= 0; i--) {
      List<EpochCounts> epochs = days.get(i).epochs();
      for (; begun < epochs.size(); begun++) {
        workspace.begin(begun, epochs.get(begun).weightsView());
      }
      double product = 0.0;
      for (int e = 0; e < begun; e++) {
        if (e < epochs.size()) {
          add(epochs.get(e), e, workspace);
        }
        product += workspace.logE(e);
      }
      long first = i == 0 ? 1 : days.get(i - 1).day() + 1L;
      long end = days.get(i).day() + 1L;
      double weight = (double) (end - first) / ((double) first * end);
      sum = LogSpace.add(sum, StrictMath.log(weight) + product);
      // Of a run that shares one E its first day has the greatest weight.
      double ofFirst = product - StrictMath.log((double) first * (first + 1));
      if (ofFirst >= greatest) {
        greatest = ofFirst;
        workspace.loudest((int) first, product);
      }
    }
    return sum;
  }

  /** One epoch's counts from some day to today. */
  private static void add(EpochCounts counts, int epoch, SrmWorkspace workspace) {
    long[] weights = workspace.weights(epoch);
    if (!Arrays.equals(counts.weightsView(), weights)) {
      throw new IllegalArgumentException(
          "days holds epoch "
              + epoch
              + " with weights "
              + Arrays.toString(counts.weightsView())
              + " and "
              + Arrays.toString(weights)
              + "; an epoch has one set of weights");
    }
    long[] observed = workspace.observed(epoch);
    boolean changed = false;
    for (int i = 0; i < observed.length; i++) {
      long more = counts.observedView()[i];
      observed[i] += more;
      changed |= more != 0;
    }
    if (changed) {
      workspace.logE(epoch, SrmEValue.logE(observed, weights, SrmEValue.CONCENTRATION));
    }
  }

  private static void requireAscending(List<DayCounts> days, int today) {
    int before = 0;
    for (int i = 0; i < days.size(); i++) {
      DayCounts counts = days.get(i);
      if (counts.day() <= before || counts.day() > today) {
        throw new IllegalArgumentException(
            "days holds day "
                + counts.day()
                + " after day "
                + before
                + "; days must ascend up to today, "
                + today);
      }
      before = counts.day();
    }
  }
}
