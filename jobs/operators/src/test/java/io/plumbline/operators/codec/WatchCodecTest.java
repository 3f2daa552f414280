package io.plumbline.operators.codec;

import static io.plumbline.operators.Examples.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.watch.ExposureRate;
import io.plumbline.core.watch.OwnClock;
import io.plumbline.core.watch.UnknownExperiment;
import io.plumbline.operators.codec.CodecRoundTripTest.Case;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is known of standstills comes back as it was written. */
class WatchCodecTest {

  static Stream<Case<?>> values() {
    OwnClock clock = new OwnClock(3.5, 4.5, 25, -7, List.of(0L, 300L));
    return Stream.of(
        new Case<>(TickCounts.TYPE, new TickCounts(START, Map.of("gate", 3L, "ramp", 1L << 40))),
        new Case<>(ExposureRateCodec.TYPE, ExposureRate.UNSEEN),
        new Case<>(ExposureRateCodec.TYPE, new ExposureRate(0.1, 30, -2.5, clock, START)),
        new Case<>(UnknownExperimentCodec.TYPE, UnknownExperiment.from(START)),
        new Case<>(
            UnknownExperimentCodec.TYPE,
            new UnknownExperiment(1_000, START, START + 5, START + 1)));
  }

  @ParameterizedTest
  @MethodSource("values")
  <T> void whatIsWrittenIsRead(Case<T> value) throws IOException {
    assertThat(value.there()).isEqualTo(value.value());
    assertThat(value.copy()).isEqualTo(value.value());
  }
}
