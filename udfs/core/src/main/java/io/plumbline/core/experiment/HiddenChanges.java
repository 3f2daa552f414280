package io.plumbline.core.experiment;

import io.plumbline.core.time.Silence;
import io.plumbline.core.time.Silences;
import java.util.ArrayList;
import java.util.List;

/**
 * What changed in an experiment while its configuration was silent and the run went on without it.
 * The rows of that time are published, so a start, a stop or an allocation of that time acts from
 * the end of the silence on. (Metrics, variants, dimensions and notes that are learned late act
 * from when they are learned anyway: {@link ExperimentSuccession}.)
 *
 * <p>Documents go on naming the time at which a change was made, so that each has to be read in
 * this way, the later ones too.
 */
public final class HiddenChanges {
  private HiddenChanges() {}

  /**
   * A document as it acts in a run: the same, if nothing in it was hidden.
   *
   * @param known what was in force; null: the experiment was not known
   */
  public static Experiment postponed(Experiment known, Experiment newer, Silences silences) {
    Experiment postponed = newer;
    for (Silence silence : silences.all()) {
      postponed = postponed(known, postponed, silence);
    }
    return postponed.equals(newer) ? newer : postponed;
  }

  private static Experiment postponed(Experiment known, Experiment newer, Silence silence) {
    ExperimentBuilder later =
        newer
            .but()
            .allocations(
                allocations(known == null ? List.of() : known.allocations(), newer, silence));
    long start = newer.startedAt();
    if (silence.hides(start) && (known == null || known.startedAt() != start)) {
      start = silence.until();
      later.startedAt(start);
    }
    long knownFrom = newer.knownFrom();
    if (silence.hides(knownFrom) && (known == null || known.knownFrom() != knownFrom)) {
      later.knownFrom(silence.until());
    }
    Long stop = newer.stoppedAt();
    if (stop != null && silence.hides(stop) && (known == null || !stop.equals(known.stoppedAt()))) {
      later.stoppedAt(Math.max(silence.until(), start + 1));
    }
    return later.build();
  }

  /**
   * Those of the time of the silence that were known then, and at its end what is in force by the
   * document.
   */
  private static List<Allocation> allocations(
      List<Allocation> known, Experiment newer, Silence silence) {
    List<Allocation> all = new ArrayList<>();
    Allocation atEnd = null;
    for (Allocation allocation : newer.allocations()) {
      if (allocation.effectiveAt() <= silence.until()) {
        atEnd = allocation;
      }
      if (allocation.effectiveAt() < silence.after()) {
        all.add(allocation);
      }
    }
    for (Allocation allocation : known) {
      if (silence.hides(allocation.effectiveAt())) {
        all.add(again(allocation, newer));
      }
    }
    if (atEnd != null) {
      Allocation acting = all.isEmpty() ? null : all.get(all.size() - 1);
      if (acting == null
          || atEnd.effectiveAt() == silence.until()
          || !acting.plansTheSameAs(atEnd)) {
        all.add(new Allocation(silence.until(), atEnd.weights(), atEnd.traffic()));
      }
    }
    for (Allocation allocation : newer.allocations()) {
      if (allocation.effectiveAt() > silence.until()) {
        all.add(allocation);
      }
    }
    return List.copyOf(all);
  }

  /** As the document writes it, if it has it. */
  private static Allocation again(Allocation known, Experiment newer) {
    return newer.allocations().stream().filter(known::isSameAs).findFirst().orElse(known);
  }
}
