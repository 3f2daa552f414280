package io.plumbline.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimingTest {
  private static final long TICK = Instant.parse("2024-03-01T10:00:00Z").toEpochMilli();
  private static final long ONE_MINUTE_LATER = TICK + 60_000;
  private static final long ONE_HOUR_LATER = TICK + 3_600_000;

  @Test
  void theDefaultsAreTheDocumentedOnes() {
    assertThat(Timing.DEFAULTS).isEqualTo(new Timing(60_000, 15 * 60_000, 3_600_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1S", "PT7.2S", "PT1M", "PT15M", "PT1H", "PT2H", "PT8H", "PT24H"})
  void aTickThatFitsHoursAndDaysIsAllowed(String tick) {
    long ms = Duration.parse(tick).toMillis();
    assertThat(Timing.DEFAULTS.withTick(ms).tickMs()).isEqualTo(ms);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1M", "PT7M", "PT90M", "PT5H", "PT48H"})
  void anotherTickIsRefusedByName(String tick) {
    assertThatThrownBy(() -> Timing.DEFAULTS.withTick(Duration.parse(tick).toMillis()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tick is " + Duration.parse(tick));
  }

  @Test
  void negativeDurationsAreRefusedByName() {
    assertThatThrownBy(() -> new Timing(60_000, -1, 0))
        .hasMessageContaining("allocation-settle is PT-0.001S");
    assertThatThrownBy(() -> new Timing(60_000, 0, -1)).hasMessageContaining("lateness is");
  }

  @Test
  void anEventCountsAtTheFirstTickAfterIt() {
    assertThat(Timing.DEFAULTS.tickAfter(TICK - 1)).isEqualTo(TICK);
    assertThat(Timing.DEFAULTS.tickAfter(TICK)).isEqualTo(ONE_MINUTE_LATER);
    assertThat(Timing.DEFAULTS.tickAfter(ONE_MINUTE_LATER - 1)).isEqualTo(ONE_MINUTE_LATER);
    assertThat(Timing.DEFAULTS.tickAfter(-1)).isZero();
  }

  @Test
  void theSegmentTickIsAnHourOrTheTick() {
    assertThat(Timing.DEFAULTS.segmentTickMs()).isEqualTo(3_600_000);
    assertThat(Timing.DEFAULTS.withTick(7_200_000).segmentTickMs()).isEqualTo(7_200_000);
    assertThat(Timing.DEFAULTS.segmentTickFrom(TICK)).isEqualTo(TICK);
    assertThat(Timing.DEFAULTS.segmentTickFrom(TICK + 1)).isEqualTo(ONE_HOUR_LATER);
    assertThat(Timing.DEFAULTS.isSegmentTick(ONE_HOUR_LATER)).isTrue();
    assertThat(Timing.DEFAULTS.isSegmentTick(ONE_MINUTE_LATER)).isFalse();
  }

  @Property
  void theTickAfterIsOnTheGridAndTheNextOne(
      @ForAll @LongRange(min = -4_102_444_800_000L, max = 4_102_444_800_000L) long visibleAt) {
    long tick = Timing.DEFAULTS.tickAfter(visibleAt);
    assertThat(Math.floorMod(tick, 60_000L)).isZero();
    assertThat(tick - visibleAt).isBetween(1L, 60_000L);
  }

  @Test
  void aFiniteRunEndsAtTheFirstTickAfterItsLastRecord() {
    assertThat(Horizon.of(TICK - 5, TICK, Timing.DEFAULTS))
        .isEqualTo(new Horizon(TICK - 5, ONE_MINUTE_LATER));
    assertThat(Horizon.empty(Timing.DEFAULTS)).isEqualTo(new Horizon(Long.MAX_VALUE, 60_000));
  }

  @Test
  void beforeTheFirstTickNothingIsClosed() {
    long tick = 1_000;
    Timing timing = Timing.DEFAULTS.withTick(tick);
    assertThat(timing.lastClosed(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    // A source that has read nothing yet says so with this one.
    assertThat(timing.lastClosed(Long.MIN_VALUE + 1)).isEqualTo(Long.MIN_VALUE);
    assertThat(timing.lastClosed(-1)).isZero();
    assertThat(timing.lastClosed(tick - 2)).isZero();
    assertThat(timing.lastClosed(tick - 1)).isEqualTo(tick);
    assertThat(timing.lastClosed(Long.MAX_VALUE)).isEqualTo(Long.MIN_VALUE);
  }
}
