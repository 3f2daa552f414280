package io.plumbline.operators.codec;

import static io.plumbline.operators.Examples.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.alert.SrmAlert;
import io.plumbline.core.diagnosis.SplitStanding;
import io.plumbline.core.ledger.SegmentKey;
import io.plumbline.core.ledger.SplitNews;
import io.plumbline.core.ledger.SrmCheck;
import io.plumbline.operators.SplitExamples;
import io.plumbline.operators.codec.CodecRoundTripTest.Case;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told of splits comes back as it was written. */
class SplitCodecTest {

  static Stream<Case<?>> values() {
    return Stream.of(
        new Case<>(SplitStandingCodec.TYPE, new SplitStanding(START, null, null)),
        new Case<>(SplitStandingCodec.TYPE, new SplitStanding(START, START + 9, START + 5)),
        new Case<>(SplitNewsCodec.TYPE, SplitExamples.row("gate", START)),
        new Case<>(SplitNewsCodec.TYPE, SplitExamples.row("gate", START, null, null, null)),
        new Case<>(SplitNewsCodec.TYPE, ofASegment(Map.of("a", 3L), true)),
        new Case<>(SplitNewsCodec.TYPE, ofASegment(Map.of("a", 3L), false)),
        new Case<>(
            SplitNewsCodec.TYPE, SplitExamples.alert("gate", 2, AlertStatus.OPENED, null, START)),
        new Case<>(
            SplitNewsCodec.TYPE,
            SplitExamples.alert("gate", 3, AlertStatus.RESOLVED, SrmAlert.RESET, START)));
  }

  private static SplitNews ofASegment(Map<String, Long> observed, Boolean rejected) {
    return new SplitNews.Row(
        new SrmCheck(
            "gate",
            3,
            new SegmentKey("country", "DE"),
            START,
            observed,
            Map.of(),
            3,
            -0.5,
            null,
            1,
            null,
            null,
            null,
            rejected,
            "HEALTHY",
            null,
            "v"));
  }

  @ParameterizedTest
  @MethodSource("values")
  <T> void whatIsWrittenIsRead(Case<T> value) throws IOException {
    assertThat(value.there()).isEqualTo(value.value());
    assertThat(value.copy()).isEqualTo(value.value());
  }

  @Test
  void variantsKeepTheirOrder() throws IOException {
    Map<String, Long> observed = new LinkedHashMap<>();
    List.of("z", "a", "m").forEach(variant -> observed.put(variant, 1L));
    SplitNews there = new Case<>(SplitNewsCodec.TYPE, ofASegment(observed, null)).there();

    assertThat(((SplitNews.Row) there).check().observed().keySet()).containsExactly("z", "a", "m");
  }
}
