package io.plumbline.core.ledger;

import static io.plumbline.core.experiment.ExperimentFixture.DAY;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.MINUTE;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static io.plumbline.core.experiment.MetricFixture.count;
import static io.plumbline.core.ledger.LedgerBench.CONTROL;
import static io.plumbline.core.ledger.LedgerBench.TREATMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.plumbline.core.alert.SrmAlert;
import io.plumbline.core.diagnosis.Cause;
import io.plumbline.core.diagnosis.Findings;
import io.plumbline.core.experiment.ExperimentFixture;
import io.plumbline.core.statistics.SrmEValue;
import io.plumbline.core.unit.Cell;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Days and hours as segments of the split, and what becomes of them. */
class TimeSegmentsTest {
  private static final int FIRST_DAY = (int) (START / DAY);
  private static final SegmentKey MARCH_1 = new SegmentKey("day", "2024-03-01");
  private static final SegmentKey MARCH_2 = new SegmentKey("day", "2024-03-02");
  private static final SegmentKey SEVEN = new SegmentKey("hour_of_day", "07");
  private static final Map<String, String> NONE = Map.of();

  private static ExperimentFixture x() {
    return experiment("x").primary(count("buy"));
  }

  @Test
  void theyArePublishedWithTheOtherSegments() {
    LedgerBench ledger = LedgerBench.of(x()).at(START);
    assertThat(ledger.checks).extracting(SrmCheck::segment).containsOnly(SegmentKey.WHOLE);

    ledger.units(0, NONE, CONTROL, 9, FIRST_DAY, 7).units(0, NONE, TREATMENT, 5, FIRST_DAY, 7);
    ledger.at(START + 7 * HOUR + MINUTE);
    assertThat(ledger.checks).extracting(SrmCheck::segment).containsOnly(SegmentKey.WHOLE);
    ledger.restored().at(START + 8 * HOUR);
    assertThat(ledger.checks)
        .extracting(SrmCheck::epoch, SrmCheck::segment, SrmCheck::units, SrmCheck::eBhRejected)
        .containsExactly(
            tuple(0, MARCH_1, 14L, null),
            tuple(null, MARCH_1, 14L, false),
            tuple(0, SEVEN, 14L, null),
            tuple(null, SEVEN, 14L, false));
    assertThat(ledger.checks)
        .extracting(SrmCheck::logEValue)
        .containsOnly(SrmEValue.logE(new long[] {9, 5}, new long[] {1, 1}));
    assertThat(ledger.checks).extracting(SrmCheck::findings).containsOnlyNulls();
    assertThat(ledger.at(START + 9 * HOUR).isEmpty()).isTrue();
  }

  @Test
  void theyAreNoSegmentsOfMetrics() {
    LedgerBench ledger =
        LedgerBench.of(x().stoppedAt(START + DAY)).at(START).units(CONTROL, 9).at(START + HOUR);
    assertThat(ledger.checks).extracting(SrmCheck::segment).contains(MARCH_1);

    ledger.at(START + DAY);
    assertThat(ledger.metrics).extracting(VariantMetric::segment).containsOnly(SegmentKey.WHOLE);
  }

  @Test
  void anEpochHasARowOfADayThatHadAUnitInIt() {
    LedgerBench ledger =
        LedgerBench.of(
                x().stoppedAt(START + 3 * DAY)
                    .allocation(START, "1", "1")
                    .allocation(START + DAY, "3", "1"))
            .at(START)
            .units(0, NONE, CONTROL, 1, FIRST_DAY, 23)
            .at(START + DAY)
            .units(2, NONE, CONTROL, 1, FIRST_DAY + 1, 1)
            .at(START + 2 * DAY)
            .units(2, NONE, CONTROL, -1, FIRST_DAY + 1, 1)
            .units(2, NONE, CONTROL, 1, FIRST_DAY + 1, 2)
            .restored()
            .at(START + 3 * DAY);

    assertThat(ledger.checks)
        .filteredOn(row -> SegmentTests.isOfTime(row.segment()))
        .extracting(SrmCheck::epoch, row -> row.segment().segment(), SrmCheck::units)
        .containsExactly(
            tuple(0, "2024-03-01", 1L),
            tuple(null, "2024-03-01", 1L),
            tuple(2, "2024-03-02", 1L),
            tuple(null, "2024-03-02", 1L),
            // The unit has left, but it was here.
            tuple(2, "01", 0L),
            tuple(null, "01", 0L),
            tuple(2, "02", 1L),
            tuple(null, "02", 1L),
            tuple(0, "23", 1L),
            tuple(null, "23", 1L));
  }

  @Test
  void theyAreAmongTheHypotheses() {
    LedgerBench ledger = LedgerBench.of(x()).at(START);
    ledger.units(0, NONE, CONTROL, 300, FIRST_DAY, 7);
    ledger.units(0, NONE, TREATMENT, 100, FIRST_DAY, 7);
    ledger.units(0, NONE, CONTROL, 500, FIRST_DAY, 8);
    ledger.units(0, NONE, TREATMENT, 500, FIRST_DAY, 8).at(START + 9 * HOUR);

    assertThat(ledger.check(null, SEVEN).eBhRejected()).isTrue();
    assertThat(ledger.check(null, SEVEN).status()).isEqualTo("REJECTED");
    assertThat(ledger.check(null, new SegmentKey("hour_of_day", "08")).eBhRejected()).isFalse();
  }

  @Test
  void daysBeyondAllThatWasPlannedAreShownAndNotTested() {
    LedgerBench ledger = LedgerBench.until(START + 70 * DAY, x()).at(START);
    for (int day = 0; day < 62; day++) {
      ledger.units(0, NONE, CONTROL, 300, FIRST_DAY + day);
      ledger.units(0, NONE, TREATMENT, 100, FIRST_DAY + day);
    }
    ledger.at(START + 62 * DAY);

    assertThat(ledger.checks)
        .filteredOn(row -> row.epoch() == null && row.segment().dimension().equals("day"))
        .extracting(SrmCheck::eBhRejected)
        .hasSize(62)
        .startsWith(true, true)
        .endsWith(true, null, null);
  }

  @Test
  void theCombinedRowOfTheWholeSaysWhereItComesFrom() {
    LedgerBench ledger = LedgerBench.of(x().dimensions("os")).at(START);
    assertThat(ledger.combined().findings()).isEqualTo(Findings.NOTHING);

    ledger.units(0, Map.of("os", "a"), CONTROL, 600).units(0, Map.of("os", "a"), TREATMENT, 300);
    ledger.units(0, Map.of("os", "b"), CONTROL, 600).units(0, Map.of("os", "b"), TREATMENT, 610);
    ledger.at(START + MINUTE);
    assertThat(ledger.check(0, SegmentKey.WHOLE).findings()).isNull();
    assertThat(ledger.combined().findings().label()).isEqualTo(Cause.LOCALISED);
    assertThat(ledger.alerts).extracting(SrmAlert::evidence).isNotEmpty();
    assertThat(ledger.alerts.get(0).evidence().findings()).isEqualTo(ledger.combined().findings());
    assertThat(ledger.alerts.get(0).summary())
        .startsWith("x: a (os) lost about 300 units of treatment (33.3 % instead of 50 % of 900)");
    assertThat(ledger.alerts.get(1).recommendedAction())
        .endsWith("look at how variants are assigned, shown and logged where os is a.");

    // What has been computed for a segment is not computed for another state of it.
    ledger.units(0, Map.of("os", "a"), TREATMENT, 290).at(START + 2 * MINUTE);
    assertThat(ledger.combined().findings().suspects())
        .extracting(suspect -> suspect.cause())
        .containsExactly(Cause.ASSIGNMENT);
  }

  @Test
  void aLedgerOfTheSecondFormKnowsDaysAndNoHours() throws IOException {
    byte[] written;
    try (var in =
        new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(SECOND_FORM)))) {
      written = in.readAllBytes();
    }
    LedgerBench ledger = LedgerBench.of(experiment("x").dimensions("country")).from(written, 2);

    ledger.units(0, NONE, CONTROL, 5, FIRST_DAY + 1, 3).at(START + DAY + HOUR);
    assertThat(ledger.combined().observed()).isEqualTo(Map.of("control", 355L, "treatment", 160L));
    assertThat(ledger.combined().status()).isEqualTo("ESCALATED");
    assertThat(ledger.check(null, MARCH_1).observed())
        .isEqualTo(Map.of("control", 300L, "treatment", 100L));
    assertThat(ledger.check(null, MARCH_2).units()).isEqualTo(115);
    assertThat(ledger.combinedSegments("hour_of_day")).isEmpty();
    assertThat(ledger.combinedSegments("country")).containsExactly("FR");

    ledger.restored().units(0, NONE, CONTROL, 5, FIRST_DAY + 1, 4).at(START + DAY + 2 * HOUR);
    assertThat(ledger.combinedSegments("hour_of_day")).isEmpty();
    assertThat(ledger.combinedSegments("day")).containsExactly("2024-03-02");
  }

  @Test
  void unitsOfAnUnknownHourLeaveAllHoursUnknown() {
    LedgerBench ledger = LedgerBench.of(x()).at(START);
    ledger.units(0, NONE, CONTROL, 5, FIRST_DAY, 3);
    ledger.units(0, NONE, CONTROL, 5, FIRST_DAY, Cell.UNKNOWN_HOUR);
    ledger.units(0, NONE, CONTROL, 5, FIRST_DAY, 4).at(START + 5 * HOUR);

    assertThat(ledger.combinedSegments("hour_of_day")).isEmpty();
    assertThat(ledger.check(null, MARCH_1).units()).isEqualTo(15);
  }

  /**
   * Written by the version before this one: 300 and 100 units of DE on the first day, published at
   * 00:01; 50 and 60 of FR on the second, published at 00:01 but for the row of the segment.
   */
  private static final String SECOND_FORM =
      "H4sIAAAAAAAA/2NgYGBkYGBgT84vzSspqgQymUDYxRVEugUxQAAzCCfm5CAoRqhKEDMOqmoBqjgCODivTO0zLHrn"
          + "4Bywpsm0iw3NQrBlyAbqQPWlEDYQQqMZCHY3skYjKG2DRxwdANX4uuN2mK8HCWaBATOUYOz9HpCXADWx90/Z"
          + "qQQAHtt4soUBAAA=";
}
