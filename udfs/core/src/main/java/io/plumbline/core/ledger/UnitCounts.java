package io.plumbline.core.ledger;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Enrolled units of one segment by epoch and variant, and what of it is not published yet. */
final class UnitCounts {
  private long[][] total;
  private long[][] unpublished;
  private double[] maxLogE;
  private double maxCombinedLogE;

  UnitCounts(int epochs, int variants) {
    this(new long[epochs][variants], new long[epochs][variants], zeros(epochs), 0);
  }

  private UnitCounts(
      long[][] total, long[][] unpublished, double[] maxLogE, double maxCombinedLogE) {
    this.total = total;
    this.unpublished = unpublished;
    this.maxLogE = maxLogE;
    this.maxCombinedLogE = maxCombinedLogE;
  }

  private static double[] zeros(int n) {
    return new double[n];
  }

  void add(int epoch, int variant, long units) {
    total[epoch][variant] += units;
    unpublished[epoch][variant] += units;
  }

  /** Units of an epoch by variant. */
  long[] of(int epoch) {
    return total[epoch];
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
    total = grown(total, epochs, variants);
    unpublished = grown(unpublished, epochs, variants);
    if (epochs > maxLogE.length) {
      maxLogE = Arrays.copyOf(maxLogE, epochs);
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
    for (double max : maxLogE) {
      out.writeDouble(max);
    }
    out.writeDouble(maxCombinedLogE);
  }

  static UnitCounts read(DataInput in) throws IOException {
    long[][] total = LedgerData.readCounts(in);
    long[][] unpublished = LedgerData.readCounts(in);
    double[] maxLogE = new double[total.length];
    for (int i = 0; i < maxLogE.length; i++) {
      maxLogE[i] = in.readDouble();
    }
    return new UnitCounts(total, unpublished, maxLogE, in.readDouble());
  }
}
