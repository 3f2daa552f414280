package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Epoch;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Where a mismatch comes from: the rules, one after the other, on plain counts. */
final class DiagnosisReplay {

  static final String DAY = "day";

  private static final double CLEAN = Math.log(20);
  private static final double SAME = 1e-9;

  private final Experiment experiment;
  private final List<Epoch> tested;
  private final ToDoubleFunction<List<long[]>> logOf;
  private final List<Map<String, Object>> suspects = new ArrayList<>();
  private Map<String, Object> platform;

  /** Counts by tested epoch; log is of their mixture. */
  record Part(Segment segment, List<long[]> counts, double log, boolean rejected) {}

  /**
   * @param log of E^r
   * @param day whose restart weighs most, from 1
   * @param logFromDay of that restart, without its weight
   */
  record Onset(double log, int day, double logFromDay) {}

  DiagnosisReplay(Experiment experiment, List<Epoch> tested, ToDoubleFunction<List<long[]>> logOf) {
    this.experiment = experiment;
    this.tested = tested;
    this.logOf = logOf;
  }

  /**
   * @param parts segments, hours and days that have units in a tested epoch
   * @param first the day of the start since 1970-01-01
   * @param highestAlarm log of the alarm, the greatest so far
   * @return suspects, the likeliest first
   */
  List<Map<String, Object>> suspects(
      Part whole, List<Part> parts, long first, double highestAlarm, Onset onset) {
    double units = units(whole.counts());
    if (units == 0) {
      return suspects;
    }
    double opened = -Math.log(experiment.srmAlpha());
    List<Part> days =
        parts.stream().filter(part -> part.segment().dimension().equals(DAY)).toList();
    List<Part> bad = days.stream().filter(Part::rejected).toList();
    LocalDate start = LocalDate.ofEpochDay(first);
    List<Part> before = days.stream().filter(day -> number(day, start) < onset.day()).toList();
    boolean late = onset.day() > 1 && logOf.applyAsDouble(sum(before)) < CLEAN;
    LocalDate onsetDate = start.plusDays(onset.day() - 1);
    LocalDate since = late && onset.logFromDay() >= CLEAN ? onsetDate : null;

    for (int i = 0; i < experiment.variants().size(); i++) {
      double planned = planned(whole.counts(), i);
      if (planned >= 20 && observed(whole.counts(), i) * 10 <= planned) {
        add("TELEMETRY_LOSS", whole, i, 1, null, since);
      }
    }
    if (!bad.isEmpty()) {
      List<long[]> rest = less(whole.counts(), sum(bad));
      boolean restIsClean = logOf.applyAsDouble(rest) < CLEAN;
      List<Double> signs = new ArrayList<>(bad.stream().map(day -> side(day.counts())).toList());
      if (!restIsClean) {
        signs.add(side(rest));
      }
      LocalDate from = LocalDate.parse(bad.get(0).segment().value());
      if (signs.contains(1.0) && signs.contains(-1.0)) {
        addEach("TIMING", bad, days, units, from);
      }
      localised(whole, parts, units, since);
      int today = number(days.get(days.size() - 1), start);
      int last = number(bad.get(bad.size() - 1), start);
      int firstBad = number(bad.get(0), start);
      if (firstBad == 1 && 3 * last <= today && restIsClean) {
        addEach("DELAYED_START", bad, days, units, from);
      }
      long between =
          days.stream()
              .filter(day -> number(day, start) >= firstBad && number(day, start) <= last)
              .count();
      if (between == bad.size() && 3 * (last - firstBad + 1) <= today && restIsClean) {
        addEach("LOCALISED", bad, days, units, from);
      }
    } else {
      localised(whole, parts, units, since);
    }
    if (onset.log() >= opened && late) {
      List<Part> after = days.stream().filter(day -> number(day, start) >= onset.day()).toList();
      Part part = new Part(whole.segment(), sum(after), onset.log(), false);
      int variant = fewest(part.counts());
      add("LATE_ONSET", part, variant, units(part.counts()) / units, null, onsetDate);
    }
    if (highestAlarm >= opened) {
      platform = suspect("PLATFORM", whole, fewest(whole.counts()), 1, null, since);
      if (suspects.isEmpty()) {
        add("ASSIGNMENT", whole, fewest(whole.counts()), 1, null, since);
      }
    }
    return suspects;
  }

  /** What is suspected of the suspects' split if others have it too; null while it is not open. */
  Map<String, Object> platform() {
    return platform;
  }

  private void localised(Part whole, List<Part> parts, double units, LocalDate since) {
    Map<String, List<Part>> dimensions = new TreeMap<>();
    for (Part part : parts) {
      if (!part.segment().dimension().equals(DAY)) {
        dimensions.computeIfAbsent(part.segment().dimension(), d -> new ArrayList<>()).add(part);
      }
    }
    TreeMap<Double, List<String>> byShare = new TreeMap<>();
    Map<String, List<Part>> badOf = new TreeMap<>();
    dimensions.forEach(
        (dimension, all) -> {
          List<Part> bad = all.stream().filter(Part::rejected).toList();
          double share = units(sum(bad)) / units;
          if (!bad.isEmpty()
              && share <= 0.5
              && logOf.applyAsDouble(less(whole.counts(), sum(bad))) < CLEAN) {
            badOf.put(dimension, bad);
            byShare.computeIfAbsent(share, s -> new ArrayList<>()).add(dimension);
          }
        });
    byShare.forEach(
        (share, names) ->
            names.forEach(
                name -> addEach("LOCALISED", badOf.get(name), dimensions.get(name), units, since)));
  }

  private void addEach(
      String cause, List<Part> bad, List<Part> dimension, double units, LocalDate since) {
    Double p = heterogeneity(dimension);
    bad.stream()
        .sorted(
            Comparator.<Part>comparingLong(part -> -Math.round(part.log() * 1e9))
                .thenComparing(Part::segment))
        .forEach(
            part ->
                add(cause, part, fewest(part.counts()), units(part.counts()) / units, p, since));
  }

  private void add(
      String cause, Part part, int variant, double share, Double heterogeneity, LocalDate since) {
    suspects.add(suspect(cause, part, variant, share, heterogeneity, since));
  }

  private Map<String, Object> suspect(
      String cause, Part part, int variant, double share, Double heterogeneity, LocalDate since) {
    Map<String, Object> suspect = new LinkedHashMap<>();
    suspect.put("cause", cause);
    suspect.put("dimension", part.segment().dimension());
    suspect.put("segment", part.segment().value());
    suspect.put("variant_key", experiment.variants().get(variant));
    suspect.put("missing_units", missing(part.counts()));
    suspect.put("units_share", share);
    suspect.put("heterogeneity_p_value", heterogeneity);
    suspect.put("log_e_value", part.log());
    suspect.put("since", since == null ? null : since.toString());
    return suspect;
  }

  private static int number(Part day, LocalDate start) {
    LocalDate date = LocalDate.parse(day.segment().value());
    return (int) (date.toEpochDay() - start.toEpochDay()) + 1;
  }

  private List<long[]> sum(List<Part> parts) {
    List<long[]> sums = new ArrayList<>();
    for (int e = 0; e < tested.size(); e++) {
      long[] sum = new long[experiment.variants().size()];
      for (Part part : parts) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += part.counts().get(e)[i];
        }
      }
      sums.add(sum);
    }
    return sums;
  }

  private static List<long[]> less(List<long[]> from, List<long[]> what) {
    List<long[]> rest = new ArrayList<>();
    for (int e = 0; e < from.size(); e++) {
      long[] left = from.get(e).clone();
      for (int i = 0; i < left.length; i++) {
        left[i] -= what.get(e)[i];
      }
      rest.add(left);
    }
    return rest;
  }

  private double units(List<long[]> counts) {
    double units = 0;
    for (int e = 0; e < tested.size(); e++) {
      units += SrmMath.units(counts.get(e), tested.get(e));
    }
    return units;
  }

  private boolean isOn(int epoch, int variant) {
    return tested.get(epoch).weights()[variant].signum() > 0;
  }

  private double observed(List<long[]> counts, int variant) {
    double units = 0;
    for (int e = 0; e < tested.size(); e++) {
      units += isOn(e, variant) ? counts.get(e)[variant] : 0;
    }
    return units;
  }

  private double planned(List<long[]> counts, int variant) {
    double units = 0;
    for (int e = 0; e < tested.size(); e++) {
      units += SrmMath.expected(counts.get(e), tested.get(e))[variant];
    }
    return units;
  }

  /** sum over epochs and variants of max_j(n_j / w_j) w_i - n_i. */
  private double missing(List<long[]> counts) {
    double missing = 0;
    for (int e = 0; e < tested.size(); e++) {
      double most = 0;
      for (int i = 0; i < counts.get(e).length; i++) {
        if (isOn(e, i)) {
          most = Math.max(most, counts.get(e)[i] / tested.get(e).weights()[i].doubleValue());
        }
      }
      for (int i = 0; i < counts.get(e).length; i++) {
        if (isOn(e, i)) {
          missing += most * tested.get(e).weights()[i].doubleValue() - counts.get(e)[i];
        }
      }
    }
    return missing;
  }

  /** How many standard deviations above the plan; NaN of a variant that is always or never on. */
  private double deviations(List<long[]> counts, int variant) {
    double variance = 0;
    for (int e = 0; e < tested.size(); e++) {
      Epoch epoch = tested.get(e);
      double share = ExactMath.quotient(epoch.weights()[variant], epoch.totalWeight());
      variance += SrmMath.units(counts.get(e), epoch) * share * (1 - share);
    }
    double above = observed(counts, variant) - planned(counts, variant);
    return variance == 0 ? Double.NaN : above / Math.sqrt(variance);
  }

  private int fewest(List<long[]> counts) {
    return foremost(i -> -deviations(counts, i));
  }

  private double side(List<long[]> counts) {
    int farthest = foremost(i -> Math.abs(deviations(counts, i)));
    return Math.signum(deviations(counts, farthest));
  }

  /** Treatments in their order, the control last; what is as great as another does not pass it. */
  private int foremost(ToDoubleFunction<Integer> measure) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < experiment.variants().size(); i++) {
      if (i != experiment.control()) {
        order.add(i);
      }
    }
    order.add(experiment.control());
    int best = experiment.control();
    double most = Double.NEGATIVE_INFINITY;
    for (int i : order) {
      if (measure.applyAsDouble(i) > most + SAME) {
        best = i;
        most = measure.applyAsDouble(i);
      }
    }
    return best;
  }

  /** G by sums of n log n: of the cells, less rows, less columns, and all. */
  private Double heterogeneity(List<Part> parts) {
    double g = 0;
    int freedom = 0;
    for (int e = 0; e < tested.size(); e++) {
      double[] columns = new double[experiment.variants().size()];
      int rows = 0;
      double all = 0;
      for (Part part : parts) {
        double row = 0;
        for (int i = 0; i < columns.length; i++) {
          long cell = isOn(e, i) ? part.counts().get(e)[i] : 0;
          columns[i] += cell;
          row += cell;
          g += 2 * nLogN(cell);
        }
        rows += row > 0 ? 1 : 0;
        all += row;
        g -= 2 * nLogN(row);
      }
      int filled = 0;
      for (double column : columns) {
        filled += column > 0 ? 1 : 0;
        g -= 2 * nLogN(column);
      }
      g += 2 * nLogN(all);
      freedom += Math.max(0, rows - 1) * Math.max(0, filled - 1);
    }
    return freedom == 0 ? null : (Double) SrmMath.chiSquaredP(Math.max(0, g), freedom);
  }

  private static double nLogN(double n) {
    return n == 0 ? 0 : n * Math.log(n);
  }
}
