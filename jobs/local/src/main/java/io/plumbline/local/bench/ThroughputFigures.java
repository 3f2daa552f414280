package io.plumbline.local.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the rounds gave, by alternative. */
final class ThroughputFigures {
  private final Map<String, List<Double>> perSecond = new LinkedHashMap<>();
  private final Map<String, Long> stateBytes = new LinkedHashMap<>();

  void add(ThroughputAlternative alternative, ThroughputRun.Result result) {
    perSecond
        .computeIfAbsent(alternative.name(), name -> new ArrayList<>())
        .add(result.perSecond());
  }

  void addState(ThroughputAlternative alternative, long bytes) {
    stateBytes.put(alternative.name(), bytes);
  }

  /** A markdown table. */
  List<String> table(List<ThroughputAlternative> alternatives) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| alternative | records | events/s, median (min..max)"
            + " | part of decode-and-discard, median (min..max) | bytes of state per unit |");
    lines.add("|---|---:|---:|---:|---:|");
    for (ThroughputAlternative alternative : alternatives) {
      List<Double> speeds = perSecond.get(alternative.name());
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %,.0f (%,.0f..%,.0f) | %s | %s |",
              alternative.name(),
              alternative.records(),
              median(speeds),
              smallest(speeds),
              largest(speeds),
              parts(alternative, speeds),
              state(alternative)));
    }
    return lines;
  }

  /** Round by round, so that what slows the whole machine down changes little. */
  private String parts(ThroughputAlternative alternative, List<Double> speeds) {
    if (alternative.decoding() == null) {
      return "";
    }
    List<Double> decoding = perSecond.get(alternative.decoding());
    List<Double> parts = new ArrayList<>();
    for (int round = 0; round < speeds.size(); round++) {
      parts.add(speeds.get(round) / decoding.get(round));
    }
    return String.format(
        Locale.ROOT, "%.2f (%.2f..%.2f)", median(parts), smallest(parts), largest(parts));
  }

  private String state(ThroughputAlternative alternative) {
    Long bytes = stateBytes.get(alternative.name());
    return bytes == null
        ? ""
        : String.format(
            Locale.ROOT, "%,d", Math.round((double) bytes / alternative.load().users()));
  }

  static double median(List<Double> figures) {
    List<Double> sorted = figures.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  private static double smallest(List<Double> figures) {
    return figures.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  private static double largest(List<Double> figures) {
    return figures.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
