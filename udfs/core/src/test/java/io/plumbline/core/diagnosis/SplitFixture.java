package io.plumbline.core.diagnosis;

import io.plumbline.core.statistics.DayCounts;
import io.plumbline.core.statistics.EpochCounts;
import io.plumbline.core.statistics.LateOnset;
import io.plumbline.core.statistics.MultipleTesting;
import io.plumbline.core.statistics.SrmAlarm;
import io.plumbline.core.statistics.SrmCombined;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Units by epoch, day, hour and attributes, from which symptoms follow. */
final class SplitFixture {
  static final LocalDate FIRST_DAY = LocalDate.parse("2024-01-01");

  private static final double SEGMENT_ALPHA = 0.01;
  private static final int PER_DIMENSION = 51;
  private static final int DAYS_AND_HOURS = 84;

  private final List<String> variants;
  private final List<long[]> weights;
  private final TreeMap<String, TreeMap<String, List<long[]>>> counts = new TreeMap<>();
  private double alpha = 0.001;
  private Openings openings;
  private List<EpochCounts> eligible;

  private SplitFixture(List<String> variants, List<long[]> weights) {
    this.variants = variants;
    this.weights = weights;
  }

  /** Of control and treatment, one epoch for each pair of weights. */
  static SplitFixture of(long[]... weights) {
    return new SplitFixture(List.of("control", "treatment"), List.of(weights));
  }

  static SplitFixture ofEqualWeights() {
    return of(new long[] {1, 1});
  }

  static SplitFixture ofThree(long control, long first, long second) {
    return new SplitFixture(
        List.of("control", "first", "second"), List.of(new long[] {control, first, second}));
  }

  /** On a day, from 1. */
  SplitFixture day(int day, long... units) {
    return units(0, day, 0, Map.of(), units);
  }

  /** On each of some days. */
  SplitFixture days(int from, int to, long... units) {
    for (int day = from; day <= to; day++) {
      day(day, units);
    }
    return this;
  }

  /** On the first day, at midnight. */
  SplitFixture segment(String dimension, String segment, long... units) {
    return units(0, 1, 0, Map.of(dimension, segment), units);
  }

  SplitFixture units(int epoch, int day, int hour, Map<String, String> attributes, long... units) {
    add("all", "all", epoch, units);
    add(Part.DAY, FIRST_DAY.plusDays(day - 1).toString(), epoch, units);
    add(Part.HOUR_OF_DAY, "%02d".formatted(hour), epoch, units);
    attributes.forEach((dimension, value) -> add(dimension, value, epoch, units));
    return this;
  }

  SplitFixture alpha(double newAlpha) {
    alpha = newAlpha;
    return this;
  }

  SplitFixture openings(int opened, int running) {
    openings = new Openings(opened, running);
    return this;
  }

  SplitFixture eligible(long... units) {
    eligible = List.of(new EpochCounts(units, weights.get(0)));
    return this;
  }

  private void add(String dimension, String segment, int epoch, long[] units) {
    List<long[]> sums =
        counts
            .computeIfAbsent(dimension, d -> new TreeMap<>())
            .computeIfAbsent(segment, s -> weights.stream().map(w -> new long[w.length]).toList());
    for (int i = 0; i < units.length; i++) {
      sums.get(epoch)[i] += units[i];
    }
  }

  private List<EpochCounts> epochs(String dimension, String segment) {
    List<long[]> sums = counts.get(dimension).get(segment);
    List<EpochCounts> epochs = new ArrayList<>();
    for (int e = 0; e < sums.size(); e++) {
      epochs.add(new EpochCounts(sums.get(e), weights.get(e)));
    }
    return epochs;
  }

  Symptoms symptoms() {
    Part whole = part("all", "all", false);
    List<Part> parts = new ArrayList<>();
    counts.forEach(
        (dimension, segments) ->
            segments
                .keySet()
                .forEach(
                    segment -> {
                      if (!dimension.equals("all")) {
                        parts.add(part(dimension, segment, false));
                      }
                    }));
    long m = (counts.size() - 3L) * PER_DIMENSION + DAYS_AND_HOURS;
    boolean[] flagged =
        MultipleTesting.eBh(parts.stream().mapToDouble(Part::logE).toArray(), SEGMENT_ALPHA, m);
    List<Part> segments = new ArrayList<>();
    List<Part> days = new ArrayList<>();
    List<DayCounts> dayCounts = new ArrayList<>();
    for (int i = 0; i < flagged.length; i++) {
      Part part = part(parts.get(i).dimension(), parts.get(i).segment(), flagged[i]);
      (part.dimension().equals(Part.DAY) ? days : segments).add(part);
    }
    for (Part day : days) {
      long number = LocalDate.parse(day.segment()).toEpochDay() - FIRST_DAY.toEpochDay() + 1;
      dayCounts.add(new DayCounts((int) number, day.counts().get()));
    }
    LateOnset.Onset onset = LateOnset.onset(dayCounts, dayCounts.get(dayCounts.size() - 1).day());
    return new Symptoms(
        variants,
        0,
        whole,
        segments,
        days,
        FIRST_DAY,
        SrmAlarm.logA(whole.logE(), onset.logE()),
        alpha,
        onset,
        eligible);
  }

  private Part part(String dimension, String segment, boolean flagged) {
    List<EpochCounts> epochs = epochs(dimension, segment);
    return new Part(dimension, segment, () -> epochs, SrmCombined.logE(epochs), flagged);
  }

  Findings findings() {
    Findings findings = Diagnosis.of(symptoms());
    return openings == null ? findings : findings.given(openings);
  }
}
