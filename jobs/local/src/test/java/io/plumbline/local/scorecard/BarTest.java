package io.plumbline.local.scorecard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BarTest {
  private final Bar bar = new Bar(new Ink(false), 11, 0.1);

  @Test
  void anIntervalIsDrawnOverAScaleWithZeroInTheMiddle() {
    assertThat(bar.draw(-0.04, 0.02, 0.06)).isEqualTo("...[=|o=]..");
    assertThat(bar.draw(0.001, 0.05, 0.08)).isEqualTo(".....|[=o].");
  }

  @Test
  void whatIsBeyondTheScaleEndsInArrows() {
    assertThat(bar.draw(-1, 0, 1)).isEqualTo("<====o====>");
    assertThat(bar.draw(0.5, 0.6, 0.7)).isEqualTo(".....|....>");
    assertThat(bar.draw(-0.7, -0.6, -0.5)).isEqualTo("<....|.....");
  }

  @Test
  void scalesAreRound() {
    assertThat(Bar.roundUp(0.13)).isEqualTo(0.2);
    assertThat(Bar.roundUp(0.05)).isEqualTo(0.05);
    assertThat(Bar.roundUp(0.7)).isEqualTo(1.0);
    assertThat(Bar.roundUp(0)).isEqualTo(1.0);
  }
}
