package io.plumbline.e2e.oracle;

import static io.plumbline.e2e.oracle.Scenario.where;
import static io.plumbline.e2e.oracle.TinyLogs.progress;
import static io.plumbline.e2e.oracle.TinyLogs.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.e2e.oracle.PartitionLog.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** V4: what a late exposure changes, on logs that can be worked out by hand. */
class LateExposureTest {

  private static final String PLAIN =
      Scenario.PLAIN.replace(
          "stopped_at: 2024-01-03T00:00:00Z", "stopped_at: 2024-01-01T20:00:00Z");
  private static final String B_OFF = PLAIN.replace("{a: 1, b: 1}", "{a: 1, b: 0}");

  private static TinyLogs plain() {
    return new TinyLogs(PLAIN);
  }

  @Test
  void v4aLateExposureMovesTheEnrollment() {
    Map<String, List<Map<String, Object>>> tables =
        plain()
            .exposed("u", "a", "09:50")
            .idle(Kind.EXPOSURES, "10:20:30")
            .exposed("u", "b", "09:40") // counts from 10:20
            .bought("e1", "u", "09:45", 3)
            .bought("e2", "u", "09:55", 4)
            .upTo("11:00");
    assertThat(
            said(
                tables.get(Tables.ENROLLMENTS),
                "enrollment_version",
                "variant_key",
                "enrolled_at",
                "crossover_at",
                "crossover_variant_key",
                "visible_at"))
        .containsExactly("1 a 09:50 null null 09:50", "2 b 09:40 09:50 a 10:20");
    // e1 came before the enrollment of 09:50 and is in the window of the one of 09:40
    assertThat(
            said(
                where(
                    tables.get(Tables.VARIANT_METRICS),
                    "metric_key",
                    "spent",
                    "segment",
                    "all",
                    "is_mature",
                    false),
                "as_of",
                "variant_key",
                "units",
                "events",
                "sum_y"))
        .containsExactly(
            "00:00 a 0 0 0.00",
            "00:00 b 0 0 0.00",
            "10:00 a 1 1 4.00",
            "10:00 b 0 0 0.00",
            "11:00 a 0 0 0.00",
            "11:00 b 1 2 7.00");
    // V11: never pending, but unmatched until the exposure comes
    assertThat(said(progress(tables), "as_of", "read", "applied", "unmatched", "pending"))
        .containsExactly("10:00 3 2 1 0", "11:00 5 4 0 0");
  }

  @Test
  void v4bTheFirstOtherVariantInEventTimeIsTheCrossover() {
    Map<String, List<Map<String, Object>>> tables =
        plain()
            .exposed("u", "a", "09:10")
            .exposed("u", "b", "09:50")
            .idle(Kind.EXPOSURES, "10:15:30")
            .exposed("u", "b", "09:30") // counts from 10:15
            .upTo("11:00");
    assertThat(
            said(
                tables.get(Tables.ENROLLMENTS),
                "enrollment_version",
                "enrolled_at",
                "crossover_at",
                "visible_at"))
        .containsExactly("1 09:10 09:50 09:50", "2 09:10 09:30 10:15");
  }

  @Test
  void v4cAnExposureToAVariantThatIsOffIsTakenBackOnceItComesAfterTheEnrollment() {
    Map<String, List<Map<String, Object>>> tables =
        new TinyLogs(B_OFF)
            .exposed("u", "b", "09:50")
            .idle(Kind.EXPOSURES, "10:20:30")
            .exposed("u", "a", "09:40")
            .upTo("11:00");
    assertThat(said(progress(tables), "as_of", "read", "applied", "rejected"))
        .containsExactly("10:00 1 0 {UNKNOWN_VARIANT=1}", "11:00 3 2 {UNKNOWN_EXPERIMENT=1}");
    assertThat(
            said(
                where(tables.get(Tables.EXPERIMENT_HEALTH), "job", "srm", "variant_key", "b"),
                "as_of",
                "exposures",
                "rejected"))
        .containsExactly("00:00 0 {}", "10:00 0 {UNKNOWN_VARIANT=1}", "11:00 1 {}");
    // what was said of it at ten stays on record
    assertThat(said(tables.get(Tables.REJECTED_EVENTS), "job", "as_of", "reason"))
        .contains("srm 10:00 UNKNOWN_VARIANT");
    assertThat(said(tables.get(Tables.ENROLLMENTS), "variant_key", "crossover_at"))
        .containsExactly("a 09:50");
  }

  @Test
  void v4eMaximaThatHaveBeenPublishedStand() {
    Map<String, List<Map<String, Object>>> tables =
        plain()
            .exposed("u1", "a", "09:10")
            .exposed("u2", "a", "09:50")
            .idle(Kind.EXPOSURES, "10:20:30")
            .exposed("u2", "b", "09:40")
            .upTo("11:00");
    List<Map<String, Object>> rows =
        where(tables.get(Tables.SRM_CHECKS), "epoch", 0, "segment", "all");
    assertThat(said(rows, "as_of", "observed"))
        .containsExactly("00:00 {a=0, b=0}", "10:00 {a=2, b=0}", "11:00 {a=1, b=1}");
    // E_K(2, 0) = (K + 2) / (K + 1) and E_K(1, 1) = K / (K + 1)
    double both = (102 / 101.0 + 10_002 / 10_001.0 + 1_000_002 / 1_000_001.0) / 3;
    double one = (100 / 101.0 + 10_000 / 10_001.0 + 1_000_000 / 1_000_001.0) / 3;
    assertThat((Double) rows.get(1).get("anytime_p_value")).isCloseTo(1 / both, within(1e-14));
    assertThat((Double) rows.get(2).get("log_e_value")).isCloseTo(Math.log(one), within(1e-14));
    assertThat((Double) rows.get(2).get("anytime_p_value")).isCloseTo(1 / both, within(1e-14));
  }

  @Test
  void v4dDuplicatesMoveWithTheEnrollment() {
    Map<String, List<Map<String, Object>>> tables =
        plain()
            .exposed("u", "a", "09:50")
            .idle(Kind.EXPOSURES, "10:20:30")
            .exposed("u", "b", "09:40")
            .bought("e", "u", "09:52", 3)
            .bought("e", "u", "09:52", 3)
            .bought("f", "u", "09:53", 1e300)
            .upTo("11:00");
    assertThat(
            said(
                where(tables.get(Tables.EXPERIMENT_HEALTH), "job", "metrics"),
                "as_of",
                "variant_key",
                "duplicates",
                "rejected"))
        .containsExactly(
            "00:00 a 0 {}",
            "00:00 b 0 {}",
            "10:00 a 1 {VALUE_OUT_OF_RANGE=1}",
            "10:00 b 0 {}",
            "11:00 a 0 {}",
            "11:00 b 1 {VALUE_OUT_OF_RANGE=1}");
  }
}
