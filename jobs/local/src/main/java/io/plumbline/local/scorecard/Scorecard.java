package io.plumbline.local.scorecard;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.ExperimentValidator;
import io.plumbline.core.experiment.Problem;
import io.plumbline.core.experiment.Variant;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Draws the results of experiments as text. Shows rows; computes nothing that has no row. */
public final class Scorecard {
  private static final int CELLS = 41;
  private static final String INDENT = "    ";

  private final ScorecardData data;
  private final Ink ink;
  private final Lines out;

  private Scorecard(ScorecardData data, int width, boolean colour) {
    this.data = data;
    this.ink = new Ink(colour);
    this.out = new Lines(width);
  }

  /**
   * @param width in columns, 80 or more
   * @param colour of a terminal; else plain ASCII, names apart
   */
  public static String render(ScorecardData data, int width, boolean colour) {
    Scorecard scorecard = new Scorecard(data, width, colour);
    for (Experiment experiment : data.experiments()) {
      scorecard.experiment(experiment);
    }
    scorecard.accounts();
    return scorecard.out.toString();
  }

  private void experiment(Experiment experiment) {
    header(experiment);
    new SplitCard(data, ink, out).draw(experiment);
    double scale = scale(experiment);
    for (ExperimentMetric use : experiment.metrics()) {
      for (Variant treatment : experiment.variants()) {
        if (!treatment.isControl()) {
          metric(experiment, use, treatment.key(), scale);
        }
      }
    }
    verdicts(experiment);
    warnings(experiment);
    out.end();
  }

  private void header(Experiment experiment) {
    String name = experiment.name() == null ? experiment.key() : experiment.name();
    out.line("", ink.bold(cut(name, out.width())));
    List<String> facts = new ArrayList<>();
    facts.add(experiment.key());
    if (experiment.owner() != null) {
      facts.add("owner " + experiment.owner());
    }
    Optional<Map<String, Object>> srm = data.srm(experiment.key());
    facts.add(duration(experiment, srm.map(row -> (Instant) row.get("as_of")).orElse(null)));
    srm.ifPresent(
        row ->
            facts.add(Numbers.count((Long) row.get("units")) + " " + experiment.unitType() + "s"));
    out.wrap("", String.join(", ", facts));
    out.line("", ink.rule(out.width()));
  }

  private static String duration(Experiment experiment, Instant asOf) {
    Instant start = Instant.ofEpochMilli(experiment.startedAt());
    Instant end =
        experiment.stoppedAt() == null ? asOf : Instant.ofEpochMilli(experiment.stoppedAt());
    String from = day(start);
    if (end == null) {
      return "from " + from;
    }
    long days = Math.max(0, Duration.between(start, end).toDays());
    return days
        + (days == 1 ? " day, " : " days, ")
        + from
        + " to "
        + day(end)
        + (experiment.stoppedAt() == null ? " and running" : "");
  }

  /** The bars of one experiment share a scale, so that they compare. */
  private double scale(Experiment experiment) {
    double widest = 0;
    for (Map<String, Object> row : data.metricResults()) {
      if (experiment.key().equals(row.get("experiment_key"))) {
        Lift lift = Lift.of(row);
        if (lift != null) {
          widest = Math.max(widest, Math.max(Math.abs(lift.lower()), Math.abs(lift.upper())));
        }
      }
    }
    return Bar.roundUp(Math.min(widest, 1));
  }

  private void metric(Experiment experiment, ExperimentMetric use, String treatment, double scale) {
    String metric = use.metric().key();
    String control = experiment.control().key();
    Optional<Map<String, Object>> found = data.result(experiment.key(), metric, treatment);
    String title =
        ink.bold(metric)
            + " ("
            + use.role().name().toLowerCase(Locale.ROOT)
            + ") "
            + treatment
            + " against "
            + control
            + (use.metric().higherIsBetter() ? "" : ", less is better");
    if (found.isEmpty()) {
      out.line("  ", title + ": no rows yet");
      return;
    }
    Map<String, Object> row = found.get();
    out.line("  ", title + (isMature(row) ? "" : ink.faint(", windows still open")));
    out.line(
        INDENT,
        "means "
            + Numbers.amount((Double) row.get("treatment_mean"))
            + " against "
            + Numbers.amount((Double) row.get("control_mean"))
            + "  ("
            + Numbers.count((Long) row.get("treatment_units"))
            + " against "
            + Numbers.count((Long) row.get("control_units"))
            + " units)"
            + guardrail(row));
    Lift lift = Lift.of(row);
    if (lift == null) {
      out.line(INDENT, ink.caution("no lift: " + whyNoLift(row)));
      return;
    }
    String bar = new Bar(ink, CELLS, scale).draw(lift.lower(), lift.estimate(), lift.upper());
    String edge = String.format(Locale.ROOT, "%.0f%%", 100 * scale);
    if (scale < 0.01) {
      edge = String.format(Locale.ROOT, "%.3f%%", 100 * scale);
    }
    out.line(
        INDENT,
        String.format(
            "lift %s [%s, %s]  -%s %s +%s",
            Numbers.percent(lift.estimate()),
            Numbers.percent(lift.lower()),
            Numbers.percent(lift.upper()),
            edge,
            bar,
            edge));
    out.line(
        INDENT,
        "p "
            + Numbers.probability(lift.pValue())
            + (lift.isAnytime()
                ? ", anytime: holds however often one looks"
                : ink.caution(", fixed horizon: holds for one look planned in advance")));
  }

  private String guardrail(Map<String, Object> row) {
    String status = (String) row.get("guardrail_status");
    if (status == null) {
      return "";
    }
    return "  guardrail "
        + switch (status) {
          case "PASS" -> ink.good(status);
          case "HARM" -> ink.bad(status);
          default -> ink.caution(status);
        };
  }

  private static String whyNoLift(Map<String, Object> row) {
    return "INSUFFICIENT".equals(row.get("status"))
        ? "too few units, or no variance"
        : "the mean of control is 0";
  }

  private void verdicts(Experiment experiment) {
    for (Variant treatment : experiment.variants()) {
      for (ExperimentMetric use : experiment.metrics()) {
        Optional<Map<String, Object>> row =
            data.result(experiment.key(), use.metric().key(), treatment.key())
                .filter(result -> result.get("verdict") != null);
        if (row.isPresent()) {
          verdict(treatment.key(), row.get());
          break;
        }
      }
    }
  }

  private void verdict(String treatment, Map<String, Object> row) {
    String kind = (String) row.get("verdict");
    String advice =
        switch (kind) {
          case "DO_NOT_TRUST" -> "Do not trust " + treatment;
          case "STOP_HARM" -> "Stop " + treatment;
          case "SHIP" -> "Ship " + treatment;
          case "NO_EFFECT" -> "No effect of " + treatment;
          case "KEEP_RUNNING" -> "Keep running " + treatment;
          default -> "No conclusion on " + treatment;
        };
    String painted =
        switch (kind) {
          case "SHIP" -> ink.good(kind);
          case "DO_NOT_TRUST", "STOP_HARM" -> ink.bad(kind);
          default -> ink.caution(kind);
        };
    out.line("  verdict  ", painted);
    out.wrap("           ", advice + ": " + row.get("verdict_reason") + ".");
  }

  /** What of the configuration one should know beside the figures. */
  private void warnings(Experiment experiment) {
    for (Problem warning : ExperimentValidator.warnings(experiment)) {
      out.wrap("  beware   ", warning.statement());
    }
  }

  private void accounts() {
    boolean rejected = false;
    out.line("", ink.bold("What became of the records"));
    for (Map<String, Object> row : data.progress()) {
      out.wrap(
          "  ",
          String.format(
              "%-7s %s read = %s applied + %s unmatched + %s duplicates + %s rejected",
              row.get("job"),
              Numbers.count((Long) row.get("read")),
              Numbers.count((Long) row.get("applied")),
              Numbers.count((Long) row.get("unmatched")),
              Numbers.count((Long) row.get("duplicates")),
              Numbers.count((Long) row.get("rejected_total"))));
      Map<?, ?> reasons = (Map<?, ?>) row.get("rejected");
      if (!reasons.isEmpty()) {
        rejected = true;
        List<String> parts = new ArrayList<>();
        new TreeMap<>(reasons)
            .forEach((reason, count) -> parts.add(reason + " " + Numbers.count((Long) count)));
        out.wrap("          rejected: ", String.join(", ", parts));
      }
    }
    if (rejected) {
      out.line("  ", "Which records, and why:");
      out.line(
          "  scripts/plumbline sql --warehouse ",
          (data.warehouse() == null ? "D" : quoted(data.warehouse()))
              + " \\\n    -e \"SELECT reason, detail, topic, kafka_offset FROM rejected_events\"");
    }
  }

  private static String quoted(String path) {
    return path.matches("[\\w./+@-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }

  private static boolean isMature(Map<String, Object> row) {
    return Boolean.TRUE.equals(row.get("is_mature"));
  }

  private static String day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC).toString();
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 3) + "...";
  }
}
