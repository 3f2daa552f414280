package io.plumbline.operators.bundle;

import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.Contribution;
import java.util.List;

/** Adds up contributions to one cell at one instant; what cancels out is not passed on. */
final class ContributionFold implements Fold<Contribution, ContributionFold.Key, ExactMoments> {

  /** Looked up for every contribution, so its equality is written out as that of {@link Cell}. */
  record Key(String experimentKey, long instant, Cell cell) {

    @Override
    public boolean equals(Object other) {
      return other instanceof Key that
          && instant == that.instant
          && cell.equals(that.cell)
          && experimentKey.equals(that.experimentKey);
    }

    @Override
    public int hashCode() {
      return (31 * experimentKey.hashCode() + Long.hashCode(instant)) * 31 + cell.hashCode();
    }
  }

  private final Timing timing;

  ContributionFold(Timing timing) {
    this.timing = timing;
  }

  @Override
  public Key key(Contribution value) {
    return new Key(value.experimentKey(), value.instant(), value.cell());
  }

  @Override
  public ExactMoments start(Contribution value) {
    return value.amount().copy();
  }

  @Override
  public ExactMoments add(ExactMoments kept, Contribution value) {
    kept.add(value.amount());
    return kept;
  }

  @Override
  public Iterable<Contribution> emit(Key key, ExactMoments kept) {
    return kept.isZero()
        ? List.of()
        : List.of(new Contribution(key.experimentKey(), key.instant(), key.cell(), kept));
  }

  @Override
  public long timestamp(Contribution value) {
    return timing.tickAfter(value.instant() - 1) - 1;
  }
}
