package io.plumbline.core.diagnosis;

import io.plumbline.core.statistics.EpochCounts;
import io.plumbline.core.statistics.Heterogeneity;
import io.plumbline.core.statistics.SplitDeviation;
import io.plumbline.core.statistics.SrmCombined;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a mismatch comes from, by its counts alone: the rules of {@link Cause} in their order.
 *
 * <p>A part is flagged when e-BH at 0.01 over all segments, days and hours names it; counts are
 * clean when their mixture e-value is below 20. What is left of the whole without the flagged parts
 * of a dimension is the remainder. The sign of a part is that of the variant farthest from its plan
 * ({@link SplitDeviation}). Rules and thresholds are ours, after Fabijan et al., KDD 2019.
 *
 * <p>All causes that hold are listed; ASSIGNMENT only where no other does. A cause that several
 * segments or days carry has a suspect for each, the one with the greatest e-value first. PLATFORM
 * is prepared here, and judged where the other experiments are known: {@link Findings#given}.
 */
public final class Diagnosis {
  /** Counts with a smaller e-value are clean. */
  static final double CLEAN_BELOW = 20;

  private static final double LOG_CLEAN = StrictMath.log(CLEAN_BELOW);
  private static final double LEAST_PLANNED_UNITS = 20;
  private static final int PLANNED_PER_ARRIVED = 10;
  private static final double LARGEST_SHARE_OF_UNITS = 0.5;
  private static final int DAYS_PER_FLAGGED = 3;

  /**
   * What differs in the last bits alone, as of two days that mirror each other, is equally loud.
   */
  private static final double LOUDNESS_STEPS = 1e9;

  private static final Comparator<Part> LOUDEST_FIRST =
      Comparator.<Part>comparingLong(part -> -Math.round(part.logE() * LOUDNESS_STEPS))
          .thenComparing(Part::segment);

  private final Symptoms symptoms;
  private final List<EpochCounts> whole;
  private final SplitDeviation deviation;
  private final Wording wording;
  private final List<Suspect> suspects = new ArrayList<>();

  private Diagnosis(Symptoms symptoms) {
    this.symptoms = symptoms;
    this.whole = symptoms.whole().counts().get();
    this.deviation = SplitDeviation.of(whole);
    this.wording = new Wording(symptoms.variants());
  }

  /** What the symptoms speak for. */
  public static Findings of(Symptoms symptoms) {
    Diagnosis diagnosis = new Diagnosis(symptoms);
    if (diagnosis.deviation.units() == 0) {
      return Findings.NOTHING;
    }
    diagnosis.telemetryLoss();
    List<Part> flaggedDays = symptoms.days().stream().filter(Part::flagged).toList();
    diagnosis.timing(flaggedDays);
    diagnosis.localised();
    diagnosis.delayedStart(flaggedDays);
    diagnosis.localisedInTime(flaggedDays);
    diagnosis.lateOnset();
    diagnosis.trigger();
    diagnosis.assignment();
    return Findings.of(diagnosis.suspects, diagnosis.platform());
  }

  private void telemetryLoss() {
    for (int i = 0; i < symptoms.variants().size(); i++) {
      double planned = deviation.expected(i);
      if (planned >= LEAST_PLANNED_UNITS
          && PLANNED_PER_ARRIVED * deviation.observed(i) <= planned) {
        addWhole(Cause.TELEMETRY_LOSS, i, onsetDay(), wording.telemetryLoss(deviation, i));
      }
    }
  }

  /** What is said if it is the platform; of an experiment that is well it is not. */
  private Suspect platform() {
    return isAtAlpha()
        ? whole(Cause.PLATFORM, deviation.mostMissing(symptoms.control()), onsetDay(), "")
        : null;
  }

  private void timing(List<Part> flaggedDays) {
    if (flaggedDays.isEmpty()) {
      return;
    }
    boolean above = false;
    boolean below = false;
    for (Part day : flaggedDays) {
      int sign = sign(day.counts().get());
      above |= sign > 0;
      below |= sign < 0;
    }
    List<EpochCounts> rest = remainder(flaggedDays);
    if (!isClean(rest)) {
      int sign = sign(rest);
      above |= sign > 0;
      below |= sign < 0;
    }
    if (above && below) {
      addParts(Cause.TIMING, symptoms.days(), flaggedDays, firstOf(flaggedDays), wording::timing);
    }
  }

  private void localised() {
    record Dimension(String name, List<Part> parts, List<Part> flagged, double share) {}
    Map<String, List<Part>> byDimension = new TreeMap<>();
    for (Part part : symptoms.segments()) {
      byDimension.computeIfAbsent(part.dimension(), d -> new ArrayList<>()).add(part);
    }
    List<Dimension> dimensions = new ArrayList<>();
    byDimension.forEach(
        (name, parts) -> {
          List<Part> flagged = parts.stream().filter(Part::flagged).toList();
          if (!flagged.isEmpty()) {
            double share = share(Part.union(whole, flagged));
            if (share <= LARGEST_SHARE_OF_UNITS && isClean(remainder(flagged))) {
              dimensions.add(new Dimension(name, parts, flagged, share));
            }
          }
        });
    dimensions.sort(Comparator.comparing(Dimension::share).thenComparing(Dimension::name));
    LocalDate since = dimensions.isEmpty() ? null : onsetDay();
    for (Dimension dimension : dimensions) {
      addParts(
          Cause.LOCALISED,
          dimension.parts(),
          dimension.flagged(),
          since,
          (suspect, found) -> wording.localised(suspect, found, dimension.flagged().size()));
    }
  }

  private void delayedStart(List<Part> flaggedDays) {
    if (!flaggedDays.isEmpty()
        && symptoms.dayNumber(flaggedDays.get(0)) == 1
        && DAYS_PER_FLAGGED * symptoms.dayNumber(last(flaggedDays)) <= symptoms.daysSoFar()
        && isClean(remainder(flaggedDays))) {
      addParts(
          Cause.DELAYED_START,
          symptoms.days(),
          flaggedDays,
          firstOf(flaggedDays),
          (suspect, found) -> wording.delayedStart(suspect, found, last(flaggedDays).segment()));
    }
  }

  private void localisedInTime(List<Part> flaggedDays) {
    if (flaggedDays.isEmpty()) {
      return;
    }
    long first = symptoms.dayNumber(flaggedDays.get(0));
    long last = symptoms.dayNumber(last(flaggedDays));
    boolean isRun =
        symptoms.days().stream()
            .filter(day -> first <= symptoms.dayNumber(day) && symptoms.dayNumber(day) <= last)
            .allMatch(Part::flagged);
    if (isRun
        && DAYS_PER_FLAGGED * (last - first + 1) <= symptoms.daysSoFar()
        && isClean(remainder(flaggedDays))) {
      addParts(
          Cause.LOCALISED,
          symptoms.days(),
          flaggedDays,
          firstOf(flaggedDays),
          (suspect, found) -> wording.localisedInTime(suspect, found, flaggedDays.size()));
    }
  }

  private void lateOnset() {
    int day = symptoms.onset().day();
    if (symptoms.onset().logE() >= StrictMath.log(1 / symptoms.alpha())
        && day > 1
        && isCleanBefore(day)) {
      List<Part> from =
          symptoms.days().stream().filter(part -> symptoms.dayNumber(part) >= day).toList();
      List<EpochCounts> counts = Part.union(whole, from);
      SplitDeviation found = SplitDeviation.of(counts);
      LocalDate since = symptoms.firstDay().plusDays(day - 1);
      int variant = found.mostMissing(symptoms.control());
      suspects.add(
          new Suspect(
              Cause.LATE_ONSET,
              symptoms.whole().dimension(),
              symptoms.whole().segment(),
              symptoms.variants().get(variant),
              found.missingUnits(),
              share(counts),
              null,
              symptoms.onset().logE(),
              since,
              wording.lateOnset(found, variant, since)));
    }
  }

  private void trigger() {
    if (symptoms.eligible() != null
        && isClean(symptoms.eligible())
        && symptoms.whole().logE() >= LOG_CLEAN) {
      addWhole(
          Cause.TRIGGER, deviation.mostMissing(symptoms.control()), onsetDay(), wording.trigger());
    }
  }

  private void assignment() {
    if (suspects.isEmpty() && isAtAlpha()) {
      addWhole(
          Cause.ASSIGNMENT,
          deviation.mostMissing(symptoms.control()),
          onsetDay(),
          wording.assignment(deviation, deviation.farthest(symptoms.control())));
    }
  }

  /** The alarm has said it, and evidence that fades does not unsay it. */
  private boolean isAtAlpha() {
    return symptoms.logAlarm() >= StrictMath.log(1 / symptoms.alpha());
  }

  /**
   * From when the whole is mismatched: the loudest day, if it is not the first, the days before are
   * clean, and it is more than the noise of a young day. Else null.
   */
  private LocalDate onsetDay() {
    int day = symptoms.onset().day();
    return day > 1 && symptoms.onset().logEFromDay() >= LOG_CLEAN && isCleanBefore(day)
        ? symptoms.firstDay().plusDays(day - 1)
        : null;
  }

  private boolean isCleanBefore(int day) {
    List<Part> before =
        symptoms.days().stream().filter(part -> symptoms.dayNumber(part) < day).toList();
    return isClean(Part.union(whole, before));
  }

  private List<EpochCounts> remainder(List<Part> flagged) {
    return Part.without(whole, Part.union(whole, flagged));
  }

  private double share(List<EpochCounts> counts) {
    return (double) SplitDeviation.of(counts).units() / deviation.units();
  }

  private int sign(List<EpochCounts> counts) {
    return SplitDeviation.of(counts).sign(symptoms.control());
  }

  private static boolean isClean(List<EpochCounts> counts) {
    return SrmCombined.logE(counts) < LOG_CLEAN;
  }

  private static Part last(List<Part> parts) {
    return parts.get(parts.size() - 1);
  }

  private static LocalDate firstOf(List<Part> days) {
    return LocalDate.parse(days.get(0).segment());
  }

  private void addWhole(Cause cause, int variant, LocalDate since, String evidence) {
    suspects.add(whole(cause, variant, since, evidence));
  }

  private Suspect whole(Cause cause, int variant, LocalDate since, String evidence) {
    return new Suspect(
        cause,
        symptoms.whole().dimension(),
        symptoms.whole().segment(),
        symptoms.variants().get(variant),
        deviation.missingUnits(),
        1,
        null,
        symptoms.whole().logE(),
        since,
        evidence);
  }

  /** What is said of a suspect that has no sentence yet. */
  private interface Sentence {
    String of(Suspect suspect, Wording.Found found);
  }

  private void addParts(
      Cause cause, List<Part> dimension, List<Part> flagged, LocalDate since, Sentence sentence) {
    Double heterogeneity =
        Heterogeneity.pValue(dimension.stream().map(part -> part.counts().get()).toList());
    for (Part part : flagged.stream().sorted(LOUDEST_FIRST).toList()) {
      List<EpochCounts> counts = part.counts().get();
      SplitDeviation found = SplitDeviation.of(counts);
      int missing = found.mostMissing(symptoms.control());
      Suspect suspect =
          new Suspect(
              cause,
              part.dimension(),
              part.segment(),
              symptoms.variants().get(missing),
              found.missingUnits(),
              share(counts),
              heterogeneity,
              part.logE(),
              since,
              "");
      int farthest = found.farthest(symptoms.control());
      suspects.add(
          suspect.saying(sentence.of(suspect, new Wording.Found(found, missing, farthest))));
    }
  }
}
