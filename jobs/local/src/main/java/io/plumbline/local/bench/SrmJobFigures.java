package io.plumbline.local.bench;

import io.plumbline.local.bench.statistics.Evidence;
import io.plumbline.schemas.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What the rounds gave, by load, and whether it grows as the experiments do. */
final class SrmJobFigures {

  /** More than this many times as much an exposure, or a byte, is no longer linear. */
  static final double TOLERANCE = 1.5;

  private static final String UNITS = "srm: units";
  private static final String LEDGERS = "srm: ledgers";

  private final Map<SrmJobLoad, List<ThroughputRun.Result>> results = new LinkedHashMap<>();
  private final List<String> breaches = new ArrayList<>();

  /** Loads in ascending order. */
  void add(SrmJobLoad load, ThroughputRun.Result result) {
    results.computeIfAbsent(load, l -> new ArrayList<>()).add(result);
  }

  /** What is known of a run, in words. */
  static String line(ThroughputRun.Result result) {
    return String.format(
        Locale.ROOT,
        "%,d exposures and %,d rows in %.1f s, processors %.1f s, %.1f MB of state",
        result.accounted(),
        result.allRows(),
        result.seconds(),
        result.processorSeconds(),
        result.stateBytes() / 1e6);
  }

  void print(Evidence evidence) {
    rows(evidence);
    cost(evidence);
    state(evidence);
    growth(evidence);
  }

  /** What is not linear. */
  List<String> breaches() {
    return List.copyOf(breaches);
  }

  private void rows(Evidence evidence) {
    evidence.text("Rows in the tables after the last tick:");
    evidence.table(
        "experiments",
        "exposures",
        "enrollments",
        "srm_checks",
        "experiment_health",
        "of all tables",
        "an experiment, enrollments left out");
    results.forEach(
        (load, rounds) -> {
          ThroughputRun.Result last = last(rounds);
          long others = last.allRows() - rows(last, Table.ENROLLMENTS);
          evidence.row(
              number(load.experiments()),
              number(load.allExposures()),
              number(rows(last, Table.ENROLLMENTS)),
              number(rows(last, Table.SRM_CHECKS)),
              number(rows(last, Table.EXPERIMENT_HEALTH)),
              number(last.allRows()),
              String.format(Locale.ROOT, "%.1f", (double) others / load.experiments()));
        });
  }

  private void cost(Evidence evidence) {
    evidence.text(
        "Cost, from the first exposure that is read to the checkpoint behind the last row, medians;"
            + " the processors' time is that of the whole process, collector and compiler"
            + " included:");
    evidence.table(
        "experiments",
        "seconds",
        "processor seconds (min..max)",
        "µs of processor an exposure",
        "µs a row",
        "µs a further exposure");
    SrmJobLoad before = null;
    for (SrmJobLoad load : results.keySet()) {
      List<ThroughputRun.Result> rounds = results.get(load);
      evidence.row(
          number(load.experiments()),
          String.format(Locale.ROOT, "%.1f", median(rounds, ThroughputRun.Result::seconds)),
          spread(rounds),
          String.format(Locale.ROOT, "%.2f", microsPerExposure(load)),
          String.format(Locale.ROOT, "%.2f", 1e6 * processor(load) / last(rounds).allRows()),
          before == null ? "" : String.format(Locale.ROOT, "%.2f", microsOfMore(before, load)));
      before = load;
    }
  }

  private void state(Evidence evidence) {
    evidence.text("State in the checkpoint behind the last row:");
    evidence.table(
        "experiments",
        "all, MB",
        "of units, bytes an enrollment",
        "of ledgers, bytes an experiment",
        "of ledgers, bytes an experiment and segment value",
        "all else, bytes an experiment");
    results.forEach(
        (load, rounds) -> {
          ThroughputRun.Result last = last(rounds);
          long ofUnits = state(last, UNITS);
          long ofLedgers = state(last, LEDGERS);
          double experiments = load.experiments();
          evidence.row(
              number(load.experiments()),
              String.format(Locale.ROOT, "%.2f", last.stateBytes() / 1e6),
              number(Math.round((double) ofUnits / rows(last, Table.ENROLLMENTS))),
              number(Math.round(ofLedgers / experiments)),
              number(Math.round(ofLedgers / experiments / SrmJobLoad.SEGMENTS)),
              number(Math.round((last.stateBytes() - ofUnits - ofLedgers) / experiments)));
        });
  }

  private void growth(Evidence evidence) {
    List<SrmJobLoad> loads = List.copyOf(results.keySet());
    SrmJobLoad least = loads.get(0);
    SrmJobLoad most = loads.get(loads.size() - 1);
    ThroughputRun.Result first = last(results.get(least));
    ThroughputRun.Result greatest = last(results.get(most));
    double experiments = (double) most.experiments() / least.experiments();
    evidence.text(
        String.format(
            Locale.ROOT,
            "From %,d to %,d experiments, and what that is against linear, which is 1; above %.1f"
                + " it would not pass:",
            least.experiments(),
            most.experiments(),
            TOLERANCE));
    evidence.table("figure", "times as much", "against linear");
    growth(evidence, "experiments, exposures", experiments, experiments);
    growth(evidence, "rows", (double) greatest.allRows() / first.allRows(), experiments);
    growth(evidence, "processor time", processor(most) / processor(least), experiments);
    growth(evidence, "state", (double) greatest.stateBytes() / first.stateBytes(), experiments);
  }

  private void growth(Evidence evidence, String figure, double found, double linear) {
    String against = String.format(Locale.ROOT, "%.2f", found / linear);
    boolean isBreach = found / linear > TOLERANCE;
    if (isBreach) {
      breaches.add(figure + ": " + against + " times linear");
    }
    evidence.row(
        figure,
        String.format(Locale.ROOT, "%.2f", found),
        isBreach ? "**" + against + "**" : against);
  }

  private double processor(SrmJobLoad load) {
    return median(results.get(load), ThroughputRun.Result::processorSeconds);
  }

  private double microsPerExposure(SrmJobLoad load) {
    return 1e6 * processor(load) / load.allExposures();
  }

  /** Without what a run costs however small it is. */
  private double microsOfMore(SrmJobLoad less, SrmJobLoad more) {
    return 1e6 * (processor(more) - processor(less)) / (more.allExposures() - less.allExposures());
  }

  private static ThroughputRun.Result last(List<ThroughputRun.Result> rounds) {
    return rounds.get(rounds.size() - 1);
  }

  private static long rows(ThroughputRun.Result result, Table table) {
    return result.rows().getOrDefault(table, 0L);
  }

  private static long state(ThroughputRun.Result result, String operator) {
    return result.state().entrySet().stream()
        .filter(task -> task.getKey().contains(operator))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static double median(
      List<ThroughputRun.Result> rounds, ToDoubleFunction<ThroughputRun.Result> figure) {
    return ThroughputFigures.median(rounds.stream().map(figure::applyAsDouble).toList());
  }

  private static String spread(List<ThroughputRun.Result> rounds) {
    return String.format(
        Locale.ROOT,
        "%.1f (%.1f..%.1f)",
        median(rounds, ThroughputRun.Result::processorSeconds),
        rounds.stream().mapToDouble(ThroughputRun.Result::processorSeconds).min().orElseThrow(),
        rounds.stream().mapToDouble(ThroughputRun.Result::processorSeconds).max().orElseThrow());
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
