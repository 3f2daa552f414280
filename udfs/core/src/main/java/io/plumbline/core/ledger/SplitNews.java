package io.plumbline.core.ledger;

import io.plumbline.core.alert.SrmAlert;

/** What an experiment's ledger tells of its split and leaves open until the others are known. */
public sealed interface SplitNews {

  /** The instant for which it speaks. */
  long asOf();

  /** A combined row of (all, all). */
  record Row(SrmCheck check) implements SplitNews {
    @Override
    public long asOf() {
      return check.asOf();
    }
  }

  /** A transition of the split's alert. */
  record Transition(SrmAlert alert) implements SplitNews {
    @Override
    public long asOf() {
      return alert.asOf();
    }
  }
}
