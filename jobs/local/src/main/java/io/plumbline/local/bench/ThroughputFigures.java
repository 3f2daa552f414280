package io.plumbline.local.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the rounds gave, by alternative. */
final class ThroughputFigures {
  private final Map<String, List<ThroughputRun.Result>> results = new LinkedHashMap<>();

  void add(ThroughputAlternative alternative, ThroughputRun.Result result) {
    results.computeIfAbsent(alternative.key(), key -> new ArrayList<>()).add(result);
  }

  /** A markdown table. */
  List<String> table(List<ThroughputAlternative> alternatives) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| alternative | records | seconds, median | records/s, median (min..max)"
            + " | part of decode-and-discard, median (min..max) | bytes of state per unit |");
    lines.add("|---|---:|---:|---:|---:|---:|");
    for (ThroughputAlternative alternative : alternatives) {
      List<ThroughputRun.Result> rounds = results.get(alternative.key());
      List<Double> speeds = rounds.stream().map(ThroughputRun.Result::perSecond).toList();
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %.1f | %s | %s | %s |",
              alternative.title(),
              alternative.records(),
              median(rounds.stream().map(ThroughputRun.Result::seconds).toList()),
              spread("%,.0f", speeds),
              parts(alternative, speeds),
              state(alternative, rounds)));
    }
    return lines;
  }

  /** Each figure of each round, as CSV. */
  List<String> rounds(List<ThroughputAlternative> alternatives) {
    List<String> lines = new ArrayList<>();
    lines.add("alternative,round,records,accounted,rows,seconds,state_bytes,units");
    for (ThroughputAlternative alternative : alternatives) {
      int round = 0;
      for (ThroughputRun.Result result : results.get(alternative.key())) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%s,%d,%d,%d,%d,%.6f,%s,%d",
                alternative.key(),
                ++round,
                result.records(),
                result.accounted(),
                result.allRows(),
                result.seconds(),
                result.stateBytes() == 0 ? "" : result.stateBytes(),
                alternative.load().users()));
      }
    }
    return lines;
  }

  /** Round by round, so that what slows the whole machine down changes little. */
  private String parts(ThroughputAlternative alternative, List<Double> speeds) {
    if (alternative.limit() == null) {
      return "";
    }
    List<ThroughputRun.Result> limits = results.get(alternative.limit());
    List<Double> parts = new ArrayList<>();
    for (int round = 0; round < speeds.size(); round++) {
      parts.add(speeds.get(round) / limits.get(round).perSecond());
    }
    return spread("%.3f", parts);
  }

  private static String state(
      ThroughputAlternative alternative, List<ThroughputRun.Result> rounds) {
    long bytes = rounds.get(rounds.size() - 1).stateBytes();
    return bytes == 0
        ? ""
        : String.format(
            Locale.ROOT, "%,d", Math.round((double) bytes / alternative.load().users()));
  }

  private static String spread(String format, List<Double> figures) {
    return String.format(
        Locale.ROOT,
        format + " (" + format + ".." + format + ")",
        median(figures),
        figures.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
        figures.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
  }

  static double median(List<Double> figures) {
    List<Double> sorted = figures.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
