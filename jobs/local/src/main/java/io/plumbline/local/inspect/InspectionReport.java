package io.plumbline.local.inspect;

import io.plumbline.core.time.Visibility;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;

/** What was seen, as text for people. */
final class InspectionReport {
  private static final int MOST_SHOWN = 20;
  private static final double SUSPICIOUS = 0.001;

  private final StringBuilder out = new StringBuilder();

  private InspectionReport() {}

  static String of(Inspection inspection, Visibility configured) {
    InspectionReport report = new InspectionReport();
    inspection.tallies().forEach(report::source);
    if (inspection.skew().count() > 0) {
      report.times(inspection, configured);
    }
    return report.out.toString();
  }

  private void source(SourceTally source) {
    line("%s of %s: %,d messages", source.name(), source.topic(), source.messages());
    line("  mapped            %,14d", source.mapped());
    line("  not selected      %,14d", source.notSelected());
    if (source.dropped() > 0) {
      line("  dropped           %,14d", source.dropped());
    }
    if (source.tombstones() > 0) {
      line("  tombstones        %,14d", source.tombstones());
    }
    source
        .refused()
        .forEach(
            (reason, refused) -> {
              line("  rejected %-18s %,5d", reason, refused.count());
              line(
                  "      first: partition %d, offset %d, record %d: %s",
                  refused.position().partition(),
                  refused.position().offset(),
                  refused.position().recordIndex(),
                  refused.detail());
            });
    if (source.mapped() > 0) {
      line("  without an id     %,14d", source.missingIds());
      source
          .unitTypes()
          .forEach(
              (type, count) ->
                  line(
                      "  without unit type %s: %,d of %,d",
                      type, source.mapped() - count, source.mapped()));
    }
    source.eventNames().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(MOST_SHOWN)
        .forEach(name -> line("  event %s: %,d", name.getKey(), name.getValue()));
    more(source.eventNames().size(), "events");
    source.splits().entrySet().stream()
        .limit(MOST_SHOWN)
        .forEach(e -> split(e.getKey(), e.getValue()));
    more(source.splits().size(), "experiments");
    line("");
  }

  private void split(String experiment, SplitTally split) {
    line("  experiment %s%s", experiment, split.isConfigured() ? "" : " (not configured)");
    split
        .units()
        .forEach(
            (variant, units) ->
                line("    %s: %,d units, %,d exposures", variant, units, split.exposures(variant)));
    SplitTally.Srm srm = split.srm();
    if (srm != null) {
      line(
          "    SRM now, %s weights: p = %s%s%s",
          srm.configured() ? "configured" : "equal",
          probability(srm.anytimeP()),
          srm.chiSquaredP().isPresent()
              ? ", chi-squared p = " + probability(srm.chiSquaredP().getAsDouble())
              : "",
          srm.anytimeP() < SUSPICIOUS ? "  <- a mismatch" : "");
    }
    if (split.crossovers() > 0) {
      line("    exposures to another variant than the first: %,d", split.crossovers());
    }
  }

  private void times(Inspection inspection, Visibility configured) {
    line("times");
    quantiles("event time less the log's time", inspection.skew());
    if (inspection.lateness().count() > 0) {
      quantiles("behind the latest of the partition", inspection.lateness());
    }
    line("  suggested, with what is configured now:");
    bound(
        "max-out-of-orderness",
        Bounds.maxOutOfOrderness(inspection.lateness()),
        configured.maxOutOfOrdernessMs());
    bound("lateness", Bounds.lateness(inspection.lateness()), configured.latenessMs());
    bound("max-clock-ahead", Bounds.maxClockAhead(inspection.skew()), configured.maxClockAheadMs());
  }

  private void quantiles(String name, Quantiles values) {
    line(
        "  %s: 1 %% %s, 50 %% %s, 99 %% %s, 99.9 %% %s, most %s",
        name,
        seconds(values.at(0.01)),
        seconds(values.at(0.5)),
        seconds(values.at(0.99)),
        seconds(values.at(0.999)),
        seconds(values.at(1)));
  }

  private void bound(String key, Duration suggested, long configuredMs) {
    line("    timing.%s: %s (now %s)", key, suggested, Duration.ofMillis(configuredMs));
  }

  private void more(int size, String what) {
    if (size > MOST_SHOWN) {
      line("  and %,d more %s", size - MOST_SHOWN, what);
    }
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f s", millis / 1000.0);
  }

  private static String probability(double p) {
    return String.format(Locale.ROOT, p < 0.001 ? "%.1e" : "%.3f", p);
  }

  private void line(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
