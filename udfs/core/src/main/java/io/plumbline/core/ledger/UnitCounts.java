package io.plumbline.core.ledger;

import io.plumbline.core.experiment.Epoch;
import io.plumbline.core.statistics.EpochCounts;
import io.plumbline.core.statistics.SrmCombined;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Enrolled units of one segment by epoch and variant, and what of it is not published yet. */
final class UnitCounts {
  private long[][] total;
  private long[][] unpublished;
  private boolean[] seen;
  private double[] maxLogE;
  private double maxCombinedLogE;

  /** What {@link #combinedLogE} holds for; null after a change. */
  private List<Epoch> combinedOf;

  private double combinedLogE;

  UnitCounts(int epochs, int variants) {
    this(
        new long[epochs][variants],
        new long[epochs][variants],
        new boolean[epochs],
        new double[epochs],
        0);
  }

  private UnitCounts(
      long[][] total,
      long[][] unpublished,
      boolean[] seen,
      double[] maxLogE,
      double maxCombinedLogE) {
    this.total = total;
    this.unpublished = unpublished;
    this.seen = seen;
    this.maxLogE = maxLogE;
    this.maxCombinedLogE = maxCombinedLogE;
  }

  /** Counts of which nothing has been published. */
  static UnitCounts unpublished(long[][] total) {
    long[][] unpublished = new long[total.length][];
    for (int i = 0; i < total.length; i++) {
      unpublished[i] = total[i].clone();
    }
    return new UnitCounts(total, unpublished, seen(total), new double[total.length], 0);
  }

  private static boolean[] seen(long[][] total) {
    boolean[] seen = new boolean[total.length];
    for (int i = 0; i < total.length; i++) {
      seen[i] = Arrays.stream(total[i]).anyMatch(n -> n > 0);
    }
    return seen;
  }

  void add(int epoch, int variant, long units) {
    total[epoch][variant] += units;
    unpublished[epoch][variant] += units;
    seen[epoch] |= units > 0;
    combinedOf = null;
  }

  /** Units of an epoch by variant. */
  long[] of(int epoch) {
    return total[epoch];
  }

  /** Units of epochs by variant. */
  List<EpochCounts> of(List<Epoch> epochs) {
    return epochs.stream().map(e -> new EpochCounts(of(e.index()), e.weights())).toList();
  }

  /** Natural log of the e-value of epochs together, computed anew only after a change. */
  double logE(List<Epoch> epochs) {
    if (!epochs.equals(combinedOf)) {
      combinedLogE = SrmCombined.logE(of(epochs));
      combinedOf = epochs;
    }
    return combinedLogE;
  }

  /** Whether the epoch has ever had a unit in the segment. */
  boolean hasSeen(int epoch) {
    return seen[epoch];
  }

  boolean hasChanged(int epoch) {
    for (long units : unpublished[epoch]) {
      if (units != 0) {
        return true;
      }
    }
    return false;
  }

  void published(int epoch) {
    Arrays.fill(unpublished[epoch], 0);
  }

  /** The greatest log e-value that was published of the epoch, with this one. */
  double maxLogE(int epoch, double logE) {
    maxLogE[epoch] = Math.max(maxLogE[epoch], logE);
    return maxLogE[epoch];
  }

  /** The greatest log e-value that was published of all epochs together, with this one. */
  double maxCombinedLogE(double logE) {
    maxCombinedLogE = Math.max(maxCombinedLogE, logE);
    return maxCombinedLogE;
  }

  /** A new process knows nothing of the one before. */
  void forgetMaxCombined() {
    maxCombinedLogE = 0;
  }

  double maxCombinedLogE() {
    return maxCombinedLogE;
  }

  /** Makes room for the epochs of a longer history, and for variants that were added. */
  void grow(int epochs, int variants) {
    long[][] roomy = grown(total, epochs, variants);
    if (roomy != total) {
      combinedOf = null;
    }
    total = roomy;
    unpublished = grown(unpublished, epochs, variants);
    if (epochs > maxLogE.length) {
      maxLogE = Arrays.copyOf(maxLogE, epochs);
      seen = Arrays.copyOf(seen, epochs);
    }
  }

  /**
   * The same counts if they fit. Variants go only before the start, when there is nothing to count.
   */
  static long[][] grown(long[][] counts, int epochs, int variants) {
    boolean fits = counts.length == 0 || counts[0].length == variants;
    if (counts.length >= epochs && fits) {
      return counts;
    }
    long[][] grown = new long[Math.max(counts.length, epochs)][];
    for (int i = 0; i < grown.length; i++) {
      grown[i] = i < counts.length ? Arrays.copyOf(counts[i], variants) : new long[variants];
    }
    return grown;
  }

  void write(DataOutput out) throws IOException {
    LedgerData.writeCounts(total, out);
    LedgerData.writeCounts(unpublished, out);
    for (int i = 0; i < total.length; i++) {
      out.writeBoolean(seen[i]);
      out.writeDouble(maxLogE[i]);
    }
    out.writeDouble(maxCombinedLogE);
  }

  /**
   * @param format of the ledger it is part of
   */
  static UnitCounts read(DataInput in, int format) throws IOException {
    long[][] total = LedgerData.readCounts(in);
    long[][] unpublished = LedgerData.readCounts(in);
    boolean[] seen = seen(total);
    double[] maxLogE = new double[total.length];
    for (int i = 0; i < maxLogE.length; i++) {
      if (format > ExperimentLedger.WITHOUT_TIMES) {
        seen[i] = in.readBoolean();
      }
      maxLogE[i] = in.readDouble();
    }
    return new UnitCounts(total, unpublished, seen, maxLogE, in.readDouble());
  }
}
