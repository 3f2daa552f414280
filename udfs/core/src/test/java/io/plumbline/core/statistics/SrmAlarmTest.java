package io.plumbline.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.statistics.SrmAlarm.Level;
import org.junit.jupiter.api.Test;

class SrmAlarmTest {

  @Test
  void theAlarmIsTheMeanOfBothEValues() {
    assertThat(SrmAlarm.logA(0.0, 0.0)).isEqualTo(0.0);
    assertThat(SrmAlarm.logA(Math.log(3), Math.log(5))).isCloseTo(Math.log(4), within(1e-15));
    assertThat(SrmAlarm.logA(5000, -3)).isCloseTo(5000 - Math.log(2), within(1e-12));
  }

  @Test
  void levelsBeginAtTheirThresholds() {
    assertThat(SrmAlarm.level(Math.log(99), 0.001)).isEqualTo(Level.HEALTHY);
    assertThat(SrmAlarm.level(Math.log(1 / 0.01), 0.001)).isEqualTo(Level.WARNED);
    assertThat(SrmAlarm.level(Math.log(1 / 0.001), 0.001)).isEqualTo(Level.OPENED);
    assertThat(SrmAlarm.level(Math.log(100 / 0.001), 0.001)).isEqualTo(Level.ESCALATED);
    assertThat(SrmAlarm.level(Math.log(50), 0.05)).isEqualTo(Level.OPENED);
  }

  @Test
  void everyResetHalvesAlpha() {
    assertThat(SrmAlarm.alphaAfter(0.001, 0)).isEqualTo(0.001);
    assertThat(SrmAlarm.alphaAfter(0.001, 2)).isEqualTo(0.00025);
    assertThatThrownBy(() -> SrmAlarm.alphaAfter(1.5, 0)).hasMessageContaining("alpha is 1.5");
  }
}
