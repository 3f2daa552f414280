package io.plumbline.core.diagnosis;

import java.util.List;
import java.util.Optional;

/**
 * What is made of a split.
 *
 * @param label the first cause that holds; CLEAN if none does
 * @param suspects of all causes that hold, the likeliest first; empty when clean
 */
public record Findings(Cause label, List<Suspect> suspects) {
  public static final Findings NOTHING = new Findings(Cause.CLEAN, List.of());

  public Findings {
    suspects = List.copyOf(suspects);
  }

  static Findings of(List<Suspect> suspects) {
    return suspects.isEmpty() ? NOTHING : new Findings(suspects.get(0).cause(), suspects);
  }

  /** The likeliest one. */
  public Optional<Suspect> leading() {
    return suspects.stream().findFirst();
  }
}
