package io.plumbline.core.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is made of a split.
 *
 * @param label the first cause that holds; CLEAN if none does
 * @param suspects of all causes that hold, the likeliest first; empty when clean
 * @param ifShared the suspect, still without a sentence, that {@link #given} adds if other
 *     experiments have it too; null: the alarm is not at 1/alpha, or it has been judged
 */
public record Findings(Cause label, List<Suspect> suspects, Suspect ifShared) {
  public static final Findings NOTHING = new Findings(Cause.CLEAN, List.of(), null);

  public Findings {
    suspects = List.copyOf(suspects);
  }

  static Findings of(List<Suspect> suspects, Suspect ifShared) {
    return suspects.isEmpty() ? NOTHING : new Findings(suspects.get(0).cause(), suspects, ifShared);
  }

  /** Whether the other experiments have a say in it. */
  public boolean dependOnOthers() {
    return ifShared != null;
  }

  /**
   * The same, knowing how the other experiments stand at the instant of the findings. PLATFORM
   * ranks behind TELEMETRY_LOSS and before all others; ASSIGNMENT, which is what nothing explains,
   * gives way to it.
   *
   * @return these if nothing depends on the others
   */
  public Findings given(Openings openings) {
    if (!dependOnOthers()) {
      return this;
    }
    if (!openings.areShared()) {
      return new Findings(label, suspects, null);
    }
    List<Suspect> all = new ArrayList<>(suspects);
    all.removeIf(suspect -> suspect.cause() == Cause.ASSIGNMENT);
    int rank = 0;
    while (rank < all.size() && all.get(rank).cause().compareTo(Cause.PLATFORM) < 0) {
      rank++;
    }
    all.add(rank, ifShared.saying(Wording.platform(openings)));
    return of(all, null);
  }

  /** The likeliest one. */
  public Optional<Suspect> leading() {
    return suspects.stream().findFirst();
  }
}
