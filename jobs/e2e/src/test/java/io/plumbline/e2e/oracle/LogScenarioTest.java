package io.plumbline.e2e.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogScenarioTest {

  @Test
  void holdsWhatItShould() {
    LogScenario.of(1).coverage().forEach((what, n) -> System.out.println(n + "\t" + what));
    assertThat(true).isTrue();
  }
}
