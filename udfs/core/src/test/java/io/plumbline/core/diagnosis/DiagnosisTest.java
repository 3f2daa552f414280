package io.plumbline.core.diagnosis;

import static io.plumbline.core.diagnosis.SplitFixture.FIRST_DAY;
import static io.plumbline.core.diagnosis.SplitFixture.of;
import static io.plumbline.core.diagnosis.SplitFixture.ofEqualWeights;
import static io.plumbline.core.diagnosis.SplitFixture.ofThree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every rule, what is on either side of its bounds, and what it says. */
class DiagnosisTest {

  private static List<Cause> causes(SplitFixture split) {
    return split.findings().suspects().stream().map(Suspect::cause).toList();
  }

  @Test
  void aPlannedSplitIsClean() {
    Findings findings = ofEqualWeights().days(1, 5, 1_000, 1_010).findings();

    assertThat(findings.label()).isEqualTo(Cause.CLEAN);
    assertThat(findings.suspects()).isEmpty();
    assertThat(findings.leading()).isEmpty();
  }

  @Test
  void withoutUnitsThereIsNothingToSay() {
    assertThat(ofEqualWeights().day(1, 0, 0).findings()).isEqualTo(Findings.NOTHING);
  }

  @Test
  void aVariantOfWhichATenthArrivesIsALossOfTelemetry() {
    // 40 units at 1 : 1 plan 20; a tenth of it is 2.
    assertThat(ofEqualWeights().day(1, 38, 2).findings().label()).isEqualTo(Cause.TELEMETRY_LOSS);
    assertThat(causes(ofEqualWeights().day(1, 37, 3))).doesNotContain(Cause.TELEMETRY_LOSS);
    assertThat(causes(ofEqualWeights().day(1, 39, 0))).doesNotContain(Cause.TELEMETRY_LOSS);

    Suspect suspect = ofEqualWeights().day(1, 5_000, 12).findings().leading().orElseThrow();
    assertThat(suspect.variantKey()).isEqualTo("treatment");
    assertThat(suspect.dimension()).isEqualTo("all");
    assertThat(suspect.missingUnits()).isEqualTo(4_988);
    assertThat(suspect.unitsShare()).isEqualTo(1);
    assertThat(suspect.heterogeneityPValue()).isNull();
    assertThat(suspect.evidence())
        .isEqualTo("next to nothing of treatment arrives: 12 of 2,506 planned units");
  }

  @Test
  void eachDeadVariantIsASuspect() {
    assertThat(ofThree(1, 1, 1).day(1, 900, 3, 5).findings().suspects())
        .extracting(Suspect::cause, Suspect::variantKey)
        .containsExactly(
            tuple(Cause.TELEMETRY_LOSS, "first"), tuple(Cause.TELEMETRY_LOSS, "second"));
  }

  @Test
  void whatManyExperimentsHaveIsThePlatforms() {
    SplitFixture broken = ofEqualWeights().day(1, 1_000, 700);
    assertThat(broken.findings().dependOnOthers()).isTrue();

    assertThat(broken.openings(3, 15).findings().label()).isEqualTo(Cause.PLATFORM);
    // What nothing explains is explained now.
    Suspect suspect = broken.findings().leading().orElseThrow();
    assertThat(broken.findings().suspects()).containsExactly(suspect);
    assertThat(suspect.evidence())
        .isEqualTo(
            "3 of 15 running experiments were found mismatched within 24 hours: the cause is"
                + " likely what they share");
    assertThat(suspect.dimension()).isEqualTo("all");
    assertThat(suspect.variantKey()).isEqualTo("treatment");
    assertThat(suspect.missingUnits()).isEqualTo(300);
    assertThat(suspect.unitsShare()).isEqualTo(1);
    assertThat(suspect.since()).isNull();
    assertThat(broken.findings().dependOnOthers()).as("judged").isFalse();
    assertThat(broken.openings(3, 16).findings().label()).isEqualTo(Cause.ASSIGNMENT);
    assertThat(broken.findings().dependOnOthers()).as("judged").isFalse();
    assertThat(broken.openings(2, 2).findings().label()).isEqualTo(Cause.ASSIGNMENT);
  }

  @Test
  void anExperimentThatIsWellHasNoPartInThePlatforms() {
    SplitFixture well = ofEqualWeights().day(1, 1_000, 1_000);
    assertThat(well.findings().dependOnOthers()).isFalse();
    assertThat(well.openings(9, 9).findings()).isEqualTo(Findings.NOTHING);

    // Before 1/alpha a segment may be named, and the others still mean nothing.
    SplitFixture young = ofEqualWeights().segment("os", "b", 80, 10).segment("os", "i", 500, 500);
    assertThat(young.findings().label()).isEqualTo(Cause.LOCALISED);
    assertThat(young.openings(9, 9).findings().label()).isEqualTo(Cause.LOCALISED);
  }

  @Test
  void thePlatformRanksBehindALossOfTelemetryAndBeforeTheRest() {
    assertThat(causes(ofEqualWeights().day(1, 5_000, 12).openings(3, 3)))
        .containsExactly(Cause.TELEMETRY_LOSS, Cause.PLATFORM);

    SplitFixture late = ofEqualWeights().days(1, 4, 1_000, 1_000).days(5, 9, 1_000, 700);
    List<Cause> alone = causes(late);
    assertThat(alone).contains(Cause.LATE_ONSET).doesNotContain(Cause.PLATFORM);
    List<Cause> together = causes(late.openings(3, 15));
    assertThat(together.get(0)).isEqualTo(Cause.PLATFORM);
    assertThat(together.subList(1, together.size())).isEqualTo(alone);
    assertThat(late.findings().leading().orElseThrow().since()).isEqualTo(FIRST_DAY.plusDays(4));
  }

  @Test
  void daysOnBothSidesAreAMatterOfTiming() {
    SplitFixture split =
        ofEqualWeights().days(1, 4, 1_000, 1_000).day(5, 700, 300).day(6, 300, 720);

    assertThat(split.findings().suspects())
        .extracting(Suspect::cause, Suspect::segment, Suspect::variantKey)
        .containsExactly(
            tuple(Cause.TIMING, "2024-01-06", "control"),
            tuple(Cause.TIMING, "2024-01-05", "treatment"),
            // Both days together are a run whose remainder is clean: it holds too, and ranks
            // behind.
            tuple(Cause.LOCALISED, "2024-01-06", "control"),
            tuple(Cause.LOCALISED, "2024-01-05", "treatment"));
    assertThat(split.findings().leading().orElseThrow().evidence())
        .isEqualTo(
            "2024-01-06 (day) has 70.6 % of treatment instead of 50 % among 1,020,"
                + " and other days deviate to the other side");
    assertThat(split.findings().leading().orElseThrow().since()).isEqualTo(FIRST_DAY.plusDays(4));
  }

  @Test
  void oneDayAgainstARestOfTheOtherSideIsAMatterOfTiming() {
    // 77/23 on one day, and 48/52 on the others, of which none stands out alone.
    SplitFixture split = ofEqualWeights().day(1, 770, 230).days(2, 4, 480, 520);
    assertThat(causes(split)).doesNotContain(Cause.TIMING);

    assertThat(split.days(5, 20, 480, 520).findings().suspects())
        .extracting(Suspect::cause, Suspect::segment)
        .containsExactly(tuple(Cause.TIMING, "2024-01-01"));
  }

  @Test
  void aRestOfTheSameSideIsNot() {
    assertThat(causes(ofEqualWeights().day(1, 770, 230).days(2, 40, 520, 480)))
        .isNotEmpty()
        .doesNotContain(Cause.TIMING);
  }

  @Test
  void aSegmentThatCarriesItAloneIsNamed() {
    SplitFixture split =
        ofEqualWeights()
            .segment("os_version", "Android 14.2", 2_000, 1_000)
            .segment("os_version", "iOS 17", 5_000, 5_010);

    Suspect suspect = split.findings().leading().orElseThrow();
    assertThat(split.findings().label()).isEqualTo(Cause.LOCALISED);
    assertThat(suspect.dimension()).isEqualTo("os_version");
    assertThat(suspect.segment()).isEqualTo("Android 14.2");
    assertThat(suspect.variantKey()).isEqualTo("treatment");
    assertThat(suspect.missingUnits()).isEqualTo(1_000);
    assertThat(suspect.unitsShare()).isCloseTo(3_000 / 13_010.0, within(1e-15));
    // G = 264.4008, one degree of freedom: erfc(sqrt(G / 2)) by Python's math.
    assertThat(suspect.heterogeneityPValue()).isCloseTo(1.88482066e-59, withinPercentage(1e-6));
    assertThat(suspect.since()).isNull();
    assertThat(suspect.evidence())
        .isEqualTo(
            "Android 14.2 (os_version) lost about 1,000 units of treatment"
                + " (33.3 % instead of 50 % of 3,000); everything else is clean");
  }

  @Test
  void aLossOfTheControlIsTheControls() {
    SplitFixture split =
        ofEqualWeights().segment("os", "b", 1_000, 2_000).segment("os", "i", 5_000, 5_010);

    assertThat(split.findings().leading().orElseThrow().variantKey()).isEqualTo("control");
  }

  @Test
  void moreThanHalfOfTheUnitsIsNoSegment() {
    // Half of 6,000 units, and one more.
    assertThat(
            ofEqualWeights()
                .segment("os", "a", 2_000, 1_000)
                .segment("os", "b", 1_500, 1_500)
                .findings()
                .label())
        .isEqualTo(Cause.LOCALISED);
    assertThat(
            ofEqualWeights()
                .segment("os", "a", 2_001, 1_000)
                .segment("os", "b", 1_500, 1_500)
                .findings()
                .label())
        .isEqualTo(Cause.ASSIGNMENT);
  }

  @Test
  void aRestThatIsNotCleanIsNoSegment() {
    // Of 1,000 and 900, log E is above log 20 = 3.0? 55/45 of 5,000 surely; neither is named alone.
    assertThat(
            ofEqualWeights()
                .segment("os", "a", 2_000, 1_000)
                .segment("os", "b", 2_750, 2_250)
                .findings()
                .label())
        .isEqualTo(Cause.ASSIGNMENT);
  }

  @Test
  void theSmallestDimensionWinsThenItsName() {
    SplitFixture split = ofEqualWeights();
    Map<String, String> bad = Map.of("browser", "x", "country", "X", "alike", "X");
    split.units(0, 1, 0, bad, 2_000, 1_000);
    split.units(0, 1, 0, Map.of("browser", "y", "country", "X", "alike", "X"), 500, 500);
    split.units(0, 1, 0, Map.of("browser", "y", "country", "Y", "alike", "Y"), 9_000, 9_000);

    assertThat(split.findings().suspects())
        .extracting(Suspect::dimension, Suspect::segment)
        .containsExactly(tuple("browser", "x"), tuple("alike", "X"), tuple("country", "X"));
  }

  @Test
  void severalValuesOfADimensionAreSuspectsEachTheLoudestFirst() {
    List<Suspect> suspects =
        ofEqualWeights()
            .segment("os", "a", 600, 300)
            .segment("os", "b", 2_000, 1_000)
            .segment("os", "c", 9_000, 9_000)
            .findings()
            .suspects();

    assertThat(suspects).extracting(Suspect::segment).containsExactly("b", "a");
    assertThat(suspects.get(1).evidence()).endsWith("; everything but 2 values of os is clean");
    assertThat(suspects.get(0).heterogeneityPValue())
        .isEqualTo(suspects.get(1).heterogeneityPValue());
  }

  @Test
  void anHourOfTheDayIsASegment() {
    SplitFixture split = ofEqualWeights();
    for (int hour = 0; hour < 24; hour++) {
      split.units(0, 1, hour, Map.of(), 1_000, hour == 7 ? 600 : 1_000);
      split.units(0, 2, hour, Map.of(), 1_000, hour == 7 ? 600 : 1_000);
    }

    Suspect suspect = split.findings().leading().orElseThrow();
    assertThat(suspect.cause()).isEqualTo(Cause.LOCALISED);
    assertThat(suspect.dimension()).isEqualTo("hour_of_day");
    assertThat(suspect.segment()).isEqualTo("07");
  }

  @Test
  void daysOfTheFirstThirdAreADelayedStart() {
    SplitFixture split = ofEqualWeights().days(1, 2, 600, 300).days(3, 5, 1_000, 1_000);
    // Day 2 is in the first third of six days, not of five.
    assertThat(causes(split)).doesNotContain(Cause.DELAYED_START);

    List<Suspect> suspects = split.day(6, 1_000, 1_000).findings().suspects();
    assertThat(suspects)
        .extracting(Suspect::cause, Suspect::segment)
        .startsWith(
            tuple(Cause.DELAYED_START, "2024-01-01"), tuple(Cause.DELAYED_START, "2024-01-02"));
    assertThat(suspects.get(0).since()).isEqualTo(FIRST_DAY);
    assertThat(suspects.get(0).evidence())
        .isEqualTo(
            "treatment began late: 2024-01-01 (day) has 33.3 % of treatment instead of 50 % among"
                + " 900; every day after 2024-01-02 is clean");
    // A run of at most a third of the days it is as well.
    assertThat(suspects).extracting(Suspect::cause).contains(Cause.LOCALISED);
  }

  @Test
  void withoutTheFirstDayItIsNoDelayedStart() {
    SplitFixture split =
        ofEqualWeights().day(1, 1_000, 1_000).day(2, 600, 300).days(3, 6, 1_000, 1_000);

    assertThat(causes(split)).containsExactly(Cause.LOCALISED);
  }

  @Test
  void aBurstOnOneDayIsThatDays() {
    Suspect suspect =
        ofEqualWeights()
            .days(1, 4, 1_000, 1_000)
            .day(5, 1_000, 2_400)
            .days(6, 9, 1_000, 1_000)
            .findings()
            .leading()
            .orElseThrow();

    assertThat(suspect.cause()).isEqualTo(Cause.LOCALISED);
    assertThat(suspect.dimension()).isEqualTo("day");
    assertThat(suspect.segment()).isEqualTo("2024-01-05");
    assertThat(suspect.since()).isEqualTo(FIRST_DAY.plusDays(4));
    assertThat(suspect.evidence())
        .isEqualTo(
            "2024-01-05 (day) has 70.6 % of treatment instead of 50 % among 3,400;"
                + " every other day is clean");
  }

  @Test
  void aRunOfDaysIsUnbrokenButByDaysWithoutUnits() {
    SplitFixture unbroken =
        ofEqualWeights()
            .days(1, 3, 1_000, 1_000)
            .day(4, 600, 300)
            .day(6, 600, 300)
            .days(7, 9, 1_000, 1_000);
    assertThat(causes(unbroken)).startsWith(Cause.LOCALISED, Cause.LOCALISED);
    assertThat(unbroken.findings().suspects().get(1).evidence())
        .endsWith("; every day but the 2 from 2024-01-04 on is clean");

    assertThat(causes(unbroken.day(5, 1_000, 1_000))).doesNotContain(Cause.LOCALISED);
  }

  @Test
  void aRunOfMoreThanAThirdOfTheDaysIsNone() {
    SplitFixture split = ofEqualWeights().days(1, 3, 1_000, 1_000).days(4, 5, 600, 300);

    assertThat(causes(split)).containsExactly(Cause.LATE_ONSET);
  }

  @Test
  void whatBeginsLateIsSaidWithItsDay() {
    SplitFixture split = ofEqualWeights().days(1, 2, 20_000, 20_000).days(3, 8, 20_000, 19_300);

    Suspect suspect = split.findings().leading().orElseThrow();
    assertThat(suspect.cause()).isEqualTo(Cause.LATE_ONSET);
    assertThat(suspect.since()).isEqualTo(FIRST_DAY.plusDays(2));
    assertThat(suspect.dimension()).isEqualTo("all");
    assertThat(suspect.missingUnits()).isEqualTo(4_200);
    assertThat(suspect.unitsShare()).isCloseTo(235_800 / 315_800.0, within(1e-15));
    assertThat(suspect.logEValue()).isEqualTo(split.symptoms().onset().logE());
    assertThat(suspect.evidence())
        .isEqualTo(
            "treatment lost about 4,200 units from 2024-01-03 on"
                + " (49.1 % instead of 50 % of 235,800 since then); the days before are clean");
    assertThat(split.alpha(1e-300).findings().label()).isEqualTo(Cause.CLEAN);
  }

  @Test
  void onePercentIsFoundWhereTheUnitsAreEnough() {
    SplitFixture split = ofEqualWeights().days(1, 2, 100_000, 100_000).days(3, 12, 100_000, 99_000);

    assertThat(split.findings().suspects())
        .extracting(Suspect::cause, Suspect::since)
        .containsExactly(tuple(Cause.LATE_ONSET, FIRST_DAY.plusDays(2)));
  }

  @Test
  void aSegmentIsBadFromTheDayFromWhichTheWholeIs() {
    SplitFixture split = ofEqualWeights();
    for (int day = 1; day <= 9; day++) {
      split.units(0, day, 0, Map.of("os", "a"), 1_000, day < 4 ? 1_000 : 600);
      split.units(0, day, 0, Map.of("os", "b"), 3_000, 3_000);
    }

    assertThat(split.findings().leading().orElseThrow().evidence())
        .startsWith("a (os) lost about 2,400 units of treatment from 2024-01-04 (");
  }

  @Test
  void aYoungDayIsNoOnset() {
    // A clean month presses E below 1, so that the few units of today speak loudest.
    SplitFixture split = ofEqualWeights().day(1, 1_000_000, 1_000_000).day(2, 1, 0);
    split.units(0, 1, 0, Map.of("os", "a"), 600, 300);

    assertThat(split.symptoms().onset().day()).isEqualTo(2);
    assertThat(split.findings().leading().orElseThrow().since()).isNull();
  }

  @Test
  void eligibleUnitsThatSplitAsPlannedSpeakForTheTrigger() {
    SplitFixture split = ofEqualWeights().day(1, 1_000, 700);

    assertThat(split.eligible(5_000, 5_010).findings().label()).isEqualTo(Cause.TRIGGER);
    assertThat(split.eligible(5_000, 3_500).findings().label()).isEqualTo(Cause.ASSIGNMENT);
    assertThat(ofEqualWeights().day(1, 10, 10).eligible(10, 10).findings().label())
        .isEqualTo(Cause.CLEAN);
  }

  @Test
  void whatNothingExplainsIsTheAssignment() {
    Findings findings = ofEqualWeights().days(1, 3, 5_000, 4_500).findings();

    assertThat(findings.label()).isEqualTo(Cause.ASSIGNMENT);
    assertThat(findings.suspects())
        .singleElement()
        .extracting(Suspect::evidence)
        .isEqualTo(
            "treatment has 750 units fewer than planned (47.4 % instead of 50 % of 28,500);"
                + " no segment, day or hour explains it");
  }

  @Test
  void evidenceBelowAlphaIsClean() {
    // log A is between log 100 and log 1,000: a warning, which names nobody.
    SplitFixture split = ofEqualWeights().days(1, 6, 1_000, 922);

    assertThat(split.symptoms().logAlarm()).isBetween(Math.log(100), Math.log(1_000));
    assertThat(split.findings().label()).isEqualTo(Cause.CLEAN);
    assertThat(split.alpha(0.01).findings().label()).isEqualTo(Cause.ASSIGNMENT);
  }

  @Test
  void aRampIsNoMismatch() {
    SplitFixture ramp = of(new long[] {99, 1}, new long[] {9, 1}, new long[] {1, 1});
    ramp.units(0, 1, 0, Map.of(), 9_900, 100);
    ramp.units(1, 2, 0, Map.of(), 9_000, 1_000);
    ramp.units(2, 3, 0, Map.of(), 5_000, 5_000);

    assertThat(ramp.findings()).isEqualTo(Findings.NOTHING);
  }

  @Test
  void missingUnitsAddUpOverEpochs() {
    SplitFixture ramp = of(new long[] {3, 1}, new long[] {1, 1});
    ramp.units(0, 1, 0, Map.of("os", "a"), 3_000, 700);
    ramp.units(1, 2, 0, Map.of("os", "a"), 1_000, 800);
    ramp.units(1, 2, 0, Map.of("os", "b"), 9_000, 9_000);

    // 3,000 / 3 - 700 in the first, 1,000 - 800 in the second.
    assertThat(ramp.findings().leading().orElseThrow().missingUnits()).isEqualTo(500);
  }

  @Test
  void ofThreeVariantsTheOneFarthestBelowIsNamed() {
    Suspect suspect =
        ofThree(8, 1, 1)
            .segment("os", "a", 8_000, 1_010, 600)
            .segment("os", "b", 16_000, 2_000, 2_000)
            .findings()
            .leading()
            .orElseThrow();

    assertThat(suspect.variantKey()).isEqualTo("second");
    // Measured by first, the most complete one: 8,080 - 8,000 and 1,010 - 600.
    assertThat(suspect.missingUnits()).isCloseTo(490, within(1e-9));
    assertThat(suspect.evidence()).startsWith("a (os) lost about 490 units, most of second (6.2 %");
  }
}
