package io.plumbline.operators;

import io.plumbline.core.alert.AlertSeverity;
import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.alert.SplitEvidence;
import io.plumbline.core.alert.SrmAlert;
import io.plumbline.core.diagnosis.Cause;
import io.plumbline.core.diagnosis.Findings;
import io.plumbline.core.diagnosis.Suspect;
import io.plumbline.core.ledger.SegmentKey;
import io.plumbline.core.ledger.SplitNews;
import io.plumbline.core.ledger.SrmCheck;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** What ledgers tell of splits that are not as planned. */
public final class SplitExamples {
  private static final LocalDate SINCE = LocalDate.parse("2024-03-01");
  private static final Suspect TIMING =
      new Suspect(
          Cause.TIMING, "day", "2024-03-01", "b", 12, 0.5, 0.25, 7.5, SINCE, "it is the day");

  private SplitExamples() {}

  /** Of a split whose alarm is at 1/alpha. */
  public static Findings findings() {
    Suspect platform = new Suspect(Cause.PLATFORM, "all", "all", "b", 12, 1, null, 7.5, null, "");
    return new Findings(Cause.TIMING, List.of(TIMING), platform);
  }

  /** The combined row of (all, all). */
  public static SplitNews.Row row(String key, long asOf) {
    return row(key, asOf, 0.5, 1, 0.25);
  }

  /**
   * @param chiSquared with its degrees of freedom and p-value: null where it is not known
   */
  public static SplitNews.Row row(
      String key, long asOf, Double chiSquared, Integer df, Double pValue) {
    return new SplitNews.Row(
        new SrmCheck(
            key,
            null,
            SegmentKey.WHOLE,
            asOf,
            Map.of("a", 24L, "b", 12L),
            Map.of("a", 18.0, "b", 18.0),
            36,
            6.5,
            7.5,
            0.0005,
            chiSquared,
            df,
            pValue,
            null,
            "OPENED",
            findings(),
            "v"));
  }

  /**
   * @param resolution null: it goes on
   */
  public static SplitNews.Transition alert(
      String key, int sequence, AlertStatus status, String resolution, long asOf) {
    return new SplitNews.Transition(
        new SrmAlert(
            "srm-" + key + "-0",
            sequence,
            status,
            AlertSeverity.CRITICAL,
            resolution,
            key,
            "Gate",
            null,
            "it is the day",
            "look",
            asOf,
            asOf - 1,
            "v",
            new SplitEvidence(
                Map.of("a", 24L, "b", 12L),
                Map.of("a", 18.0, "b", 18.0),
                36,
                6.5,
                7.5,
                0.0005,
                null,
                findings())));
  }
}
