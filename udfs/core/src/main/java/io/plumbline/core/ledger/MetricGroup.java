package io.plumbline.core.ledger;

import io.plumbline.core.exact.ExactMoments;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;

/** The moments of all variants in one group, and what of them is not published yet. */
final class MetricGroup {

  /** Rows of one key are published together. */
  record Key(Result result, int epoch) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::result).thenComparingInt(Key::epoch);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /** A metric in a segment: what the results of all treatments share. */
  record Result(int metric, SegmentKey segment, boolean mature) implements Comparable<Result> {
    private static final Comparator<Result> ORDER =
        Comparator.comparingInt(Result::metric)
            .thenComparing(Result::segment)
            .thenComparing(Result::mature);

    @Override
    public int compareTo(Result other) {
      return ORDER.compare(this, other);
    }
  }

  private ExactMoments[] total;
  private ExactMoments[] unpublished;

  MetricGroup(int variants) {
    this(zeros(variants), zeros(variants));
  }

  private MetricGroup(ExactMoments[] total, ExactMoments[] unpublished) {
    this.total = total;
    this.unpublished = unpublished;
  }

  private static ExactMoments[] zeros(int n) {
    ExactMoments[] zeros = new ExactMoments[n];
    for (int i = 0; i < n; i++) {
      zeros[i] = new ExactMoments();
    }
    return zeros;
  }

  void add(int variant, ExactMoments amount) {
    total[variant].add(amount);
    unpublished[variant].add(amount);
  }

  /** Nothing of a variant that was added since. */
  ExactMoments of(int variant) {
    return variant < total.length ? total[variant] : new ExactMoments();
  }

  /** Makes room for variants that were added since. */
  MetricGroup grown(int variants) {
    if (variants > total.length) {
      total = grown(total, variants);
      unpublished = grown(unpublished, variants);
    }
    return this;
  }

  private static ExactMoments[] grown(ExactMoments[] moments, int variants) {
    ExactMoments[] grown = zeros(variants);
    System.arraycopy(moments, 0, grown, 0, moments.length);
    return grown;
  }

  boolean hasChanged() {
    for (ExactMoments moments : unpublished) {
      if (!moments.isZero()) {
        return true;
      }
    }
    return false;
  }

  void published() {
    for (int i = 0; i < unpublished.length; i++) {
      unpublished[i] = new ExactMoments();
    }
  }

  void write(DataOutput out) throws IOException {
    LedgerData.writeMoments(total, out);
    LedgerData.writeMoments(unpublished, out);
  }

  static MetricGroup read(DataInput in) throws IOException {
    ExactMoments[] total = LedgerData.readMoments(in);
    return new MetricGroup(total, LedgerData.readMoments(in));
  }
}
