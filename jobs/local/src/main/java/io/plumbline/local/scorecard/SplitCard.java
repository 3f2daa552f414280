package io.plumbline.local.scorecard;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.Variant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether an experiment's split can be trusted; if not, where and why; and what was excluded. */
final class SplitCard {
  private static final String INDENT = "         ";
  private static final String EXCLUSION = "EXCLUSION_IMBALANCE:";

  private final ScorecardData data;
  private final Ink ink;
  private final Lines lines;

  SplitCard(ScorecardData data, Ink ink, Lines lines) {
    this.data = data;
    this.ink = ink;
    this.lines = lines;
  }

  void draw(Experiment experiment) {
    Optional<Map<String, Object>> found = data.srm(experiment.key());
    if (found.isEmpty()) {
      lines.line("  split  ", ink.caution("nobody was exposed"));
      return;
    }
    Map<String, Object> row = found.get();
    String status = (String) row.get("status");
    String painted =
        switch (status) {
          case "HEALTHY" -> ink.good(status);
          case "WARNED" -> ink.caution(status);
          default -> ink.bad(status);
        };
    lines.line(
        "  split  ",
        painted
            + " since "
            + time(data.srmSince(experiment.key()))
            + ", anytime p "
            + Numbers.probability((Double) row.get("anytime_p_value")));
    lines.wrap(INDENT, counts(experiment, row));
    if (Boolean.TRUE.equals(row.get("is_config_stale"))) {
      lines.wrap(
          INDENT,
          ink.caution(
              "the configuration was silent: this may rest on an older plan or miss units"));
    }
    why(row);
    excluded(experiment);
  }

  private static String counts(Experiment experiment, Map<String, Object> row) {
    Map<?, ?> observed = (Map<?, ?>) row.get("observed");
    Map<?, ?> expected = (Map<?, ?>) row.get("expected");
    List<String> counts = new ArrayList<>();
    for (Variant variant : experiment.variants()) {
      Object units = observed.get(variant.key());
      Object planned = expected.get(variant.key());
      counts.add(
          variant.key()
              + " "
              + (units == null ? "0" : Numbers.count((Long) units))
              + " of "
              + (planned == null ? "0" : String.format(Locale.ROOT, "%,.1f", (Double) planned))
              + " expected");
    }
    return String.join(", ", counts);
  }

  /** The likeliest suspect, and how many others there are. */
  private void why(Map<String, Object> row) {
    if (!(row.get("suspects") instanceof List<?> suspects) || suspects.isEmpty()) {
      return;
    }
    Map<?, ?> first = (Map<?, ?>) suspects.get(0);
    boolean whole = "all".equals(first.get("dimension"));
    String where =
        whole ? "the whole experiment" : first.get("dimension") + " " + first.get("segment");
    Object since = first.get("since");
    lines.wrap(INDENT + "where ", where + (since == null ? "" : ", from " + since + " on"));
    lines.wrap(
        INDENT + "why   ",
        row.get("diagnosis")
            + ": "
            + first.get("evidence")
            + (suspects.size() == 1
                ? "."
                : ". %d more in srm_checks.suspects.".formatted(suspects.size() - 1)));
  }

  private void excluded(Experiment experiment) {
    TreeMap<String, Map<Object, Long>> byReason = new TreeMap<>();
    Map<?, ?> logEValues = Map.of();
    boolean areUnits = false;
    for (Map<String, Object> row : data.health(experiment.key())) {
      areUnits |= row.get("excluded_units") != null;
      Map<?, ?> excluded = (Map<?, ?>) row.get(areUnits ? "excluded_units" : "rejected");
      (excluded == null ? Map.of() : excluded)
          .forEach(
              (reason, count) ->
                  byReason
                      .computeIfAbsent(reason.toString(), r -> new HashMap<>())
                      .put(row.get("variant_key"), (Long) count));
      logEValues = row.get("log_e_values") instanceof Map<?, ?> values ? values : logEValues;
    }
    List<String> parts = new ArrayList<>();
    for (Map.Entry<String, Map<Object, Long>> reason : byReason.entrySet()) {
      parts.add(
          reason.getKey()
              + " "
              + byVariant(experiment, reason.getValue())
              + evenness(logEValues.get(EXCLUSION + reason.getKey()), experiment.srmAlpha()));
    }
    if (!parts.isEmpty()) {
      String what = areUnits ? "units by reason: " : "records by reason: ";
      lines.wrap("  excluded  ", what + String.join("; ", parts));
    }
  }

  private static String byVariant(Experiment experiment, Map<Object, Long> counts) {
    List<String> parts = new ArrayList<>();
    if (!Collections.singleton(null).equals(counts.keySet())) {
      for (Variant variant : experiment.variants()) {
        parts.add(variant.key() + " " + Numbers.count(counts.getOrDefault(variant.key(), 0L)));
      }
    }
    if (counts.containsKey(null)) {
      parts.add("unknown variants " + Numbers.count(counts.get(null)));
    }
    return String.join(", ", parts);
  }

  /** Of records nothing is tested: those of one unit are no independent draws. */
  private static String evenness(Object logE, double alpha) {
    if (!(logE instanceof Double value)) {
      return "";
    }
    return value >= Math.log(1 / alpha) ? " (UNEVEN)" : " (even)";
  }

  private static String time(Instant instant) {
    String text = instant.toString();
    return text.endsWith("T00:00:00Z") ? text.substring(0, 10) : text.replace(":00Z", "Z");
  }
}
