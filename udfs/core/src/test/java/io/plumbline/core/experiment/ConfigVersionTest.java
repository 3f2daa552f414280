package io.plumbline.core.experiment;

import static io.plumbline.core.experiment.ExperimentFixture.CONTROL;
import static io.plumbline.core.experiment.ExperimentFixture.DAY;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.TREATMENT;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigVersionTest {
  private static final long ONE_HOUR_LATER = START + HOUR;
  private static final long STOP = START + DAY;

  private static ExperimentFixture base() {
    return experiment("x").stoppedAt(STOP).dimensions("country").primary(revenue());
  }

  private static MetricFixture revenue() {
    return MetricFixture.sum("revenue").decimals(2);
  }

  private static String versionAt(ExperimentFixture fixture, long instant) {
    return fixture.plan().configVersion(instant);
  }

  @Test
  void itIsSixteenHexadecimalDigits() {
    assertThat(versionAt(base(), START)).matches("[0-9a-f]{16}");
  }

  static Stream<Consumer<ExperimentFixture>> changes() {
    return Stream.of(
        e -> e.key("y"),
        e -> e.unitType("device"),
        e -> e.startedAt(START - 1),
        e -> e.salt("s"),
        e -> e.srmAlpha(0.002),
        e -> e.alpha(0.01),
        e -> e.plannedUnits(1),
        ExperimentFixture::excludingCrossovers,
        e -> e.dimensions("country", "device"),
        e -> e.variant("third"),
        e -> e.allocation(START, "1", "2"),
        e -> e.allocation(START, Map.of(CONTROL, "1", TREATMENT, "1"), 0.5),
        e -> e.secondary(MetricFixture.count("clicks")),
        e -> e.metric(revenue(), MetricRole.PRIMARY, null, 0.1));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void whatIsInForceChangesIt(Consumer<ExperimentFixture> change) {
    ExperimentFixture changed = base();
    change.accept(changed);

    assertThat(versionAt(changed, START)).isNotEqualTo(versionAt(base(), START));
  }

  static Stream<MetricFixture> otherMetrics() {
    return Stream.of(
        revenue().version(2),
        revenue().of("order"),
        revenue().where("currency", "EUR"),
        revenue().decimals(3),
        revenue().delay(1),
        revenue().window(HOUR),
        revenue().matureOnly(),
        revenue().caps(0.0, null),
        revenue().caps(null, 1.0),
        revenue().lowerIsBetter(),
        MetricFixture.count("revenue").decimals(2));
  }

  @ParameterizedTest
  @MethodSource("otherMetrics")
  void aMetricsDefinitionChangesIt(MetricFixture other) {
    ExperimentFixture changed = experiment("x").stoppedAt(STOP).dimensions("country");

    assertThat(versionAt(changed.primary(other), START)).isNotEqualTo(versionAt(base(), START));
  }

  @Test
  void theSameConfigurationHasTheSameVersionHoweverItIsWritten() {
    Map<String, String> weights = new LinkedHashMap<>();
    weights.put(TREATMENT, "1.00");
    weights.put(CONTROL, "1.0");
    Map<String, String> inOrder = new LinkedHashMap<>();
    inOrder.put(CONTROL, "1");
    inOrder.put(TREATMENT, "1");

    assertThat(versionAt(base().allocation(START, weights, 1), START))
        .isEqualTo(versionAt(base().allocation(START, inOrder, 1), START));
  }

  @Test
  void aPlannedAllocationCountsFromItsTime() {
    ExperimentFixture ramp = base().allocation(START, "9", "1");
    String before = versionAt(ramp, ONE_HOUR_LATER);
    ramp.allocation(ONE_HOUR_LATER, "1", "1");

    assertThat(versionAt(ramp, ONE_HOUR_LATER - 1)).isEqualTo(before);
    assertThat(versionAt(ramp, ONE_HOUR_LATER)).isNotEqualTo(before);
  }

  @Test
  void thePlannedStopCountsFromItsTime() {
    ExperimentFixture open = experiment("x");
    ExperimentFixture stopped = experiment("x").stoppedAt(STOP);

    assertThat(versionAt(stopped, STOP - 1)).isEqualTo(versionAt(open, STOP - 1));
    assertThat(versionAt(stopped, STOP)).isNotEqualTo(versionAt(open, STOP));
  }

  @Test
  void aMetricCountsFromItsValidity() {
    ExperimentFixture added =
        base().secondary(MetricFixture.count("clicks").validFrom(ONE_HOUR_LATER));

    assertThat(versionAt(added, ONE_HOUR_LATER - 1)).isEqualTo(versionAt(base(), START));
    assertThat(versionAt(added, ONE_HOUR_LATER)).isNotEqualTo(versionAt(base(), START));
  }

  @Test
  void betweenChangesItStays() {
    assertThat(versionAt(base(), STOP - 1)).isEqualTo(versionAt(base(), START));
  }

  @Test
  void partsThatReadTheSameWhenJoinedAreToldApart() {
    assertThat(versionAt(base().dimensions("ab", "c"), START))
        .isNotEqualTo(versionAt(base().dimensions("a", "bc"), START));
  }

  @Test
  void wordsHaveNoHistoryAndDoNotCount() {
    assertThat(versionAt(base().name("Another").hypothesis("Another").owner("other"), START))
        .isEqualTo(versionAt(base(), START));
  }
}
