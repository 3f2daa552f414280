package io.plumbline.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SilencesTest {

  @Test
  void aRowIsCoveredThatWasPublishedOnAWatermarkOfTheSilence() {
    Silences over = Silences.NONE.with(new Silence(100, 201, true));

    // The row T waits for the watermark T - 1.
    assertThat(over.cover(101)).as("complete up to 100").isFalse();
    assertThat(over.cover(102)).isTrue();
    assertThat(over.cover(201)).isTrue();
    assertThat(over.cover(202)).isFalse();
    assertThat(Silences.NONE.with(new Silence(100, 201, false)).cover(9_999)).isTrue();
    assertThat(Silences.NONE.cover(102)).isFalse();
  }

  @Test
  void whereNothingWentOnNothingIsCoveredOrHidden() {
    Silences nothing = Silences.NONE.with(new Silence(100, 101, true));

    for (long instant = 90; instant < 110; instant++) {
      assertThat(nothing.cover(instant)).isFalse();
    }
    assertThat(new Silence(100, 101, true).hides(101)).isFalse();
  }

  @Test
  void aConfigurationThatNeverSpokeCoversAll() {
    Silences never = Silences.NONE.with(new Silence(Long.MIN_VALUE, Long.MIN_VALUE + 1, false));

    assertThat(never.cover(0)).isTrue();
    assertThat(never.cover(Long.MAX_VALUE)).isTrue();
  }

  @Test
  void whatBecomesKnownOfASilenceReplacesWhatWas() {
    Silences known =
        Silences.NONE
            .with(new Silence(100, 101, false))
            .with(new Silence(100, 150, false))
            .with(new Silence(100, 180, true))
            .with(new Silence(300, 301, false));

    assertThat(known.all())
        .containsExactly(new Silence(100, 180, true), new Silence(300, 301, false));
    assertThat(known.actedUntil()).isEqualTo(301);
    assertThat(Silences.NONE.actedUntil()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void manySilencesAreBoundedByTakingTheFirstTogether() {
    Silences many = Silences.NONE;
    for (int i = 0; i < 1_000; i++) {
      many = many.with(new Silence(i * 100L, i * 100L + 50, true));
    }

    assertThat(many.all()).hasSize(Silences.MOST);
    for (int i = 0; i < 1_000; i++) {
      assertThat(many.cover(i * 100L + 30)).isTrue();
    }
    assertThat(many.cover(99_980)).as("between the last two").isFalse();
  }

  @Test
  void aSilenceDoesNotEndBeforeItBegins() {
    assertThatThrownBy(() -> new Silence(100, 99, true))
        .hasMessage(
            "a silence is from 100 until 99; allowed: an end that is not before its beginning");
  }
}
