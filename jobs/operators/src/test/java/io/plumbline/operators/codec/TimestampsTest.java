package io.plumbline.operators.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

  @ParameterizedTest
  @CsvSource({
    "2024-01-05T06:15:11.309Z, 2024-01-05T06:15:11.309Z",
    "2024-01-05T06:15:11Z, 2024-01-05T06:15:11Z",
    "2024-01-05T06:15Z, 2024-01-05T06:15:00Z",
    "2024-01-05 06:15:11z, 2024-01-05T06:15:11Z",
    "2024-01-05T06:15:11.5+02:00, 2024-01-05T04:15:11.500Z",
    "2024-01-05T06:15:11-0530, 2024-01-05T11:45:11Z",
    "2024-01-05T06:15:11+14, 2024-01-04T16:15:11Z",
    "2024-02-29T23:59:59.123456789Z, 2024-02-29T23:59:59.123Z",
    "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z",
    "+12024-01-05T06:15:11Z, +12024-01-05T06:15:11Z",
    "1704435311309, 2024-01-05T06:15:11.309Z",
    "-1, 1969-12-31T23:59:59.999Z",
  })
  void instantsAreReadWithAnyOffset(String text, Instant expected) {
    assertThat(parse(text)).isEqualTo(expected.toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "yesterday",
        "2024-01-05",
        "2024-01-05T06:15:11",
        "2024-02-30T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-01-05T24:00:00Z",
        "2024-01-05T23:60:00Z",
        "2024-12-31T23:59:60Z",
        "2024-01-05T06:15:11+1:00",
        "2024-01-05T06:15:11 Europe/Berlin",
        "2024-01-05T06:15:1Z",
        "2024-01-05T06:15:",
        "2024-01-05T06:15:11",
        "17044353113091704435311309",
        "1.7e12"
      })
  void otherTextsAreNone(String text) {
    assertThat(parse(text)).isEqualTo(Timestamps.INVALID);
  }

  @Test
  void everyDayOfFourCenturiesHasItsPlace() {
    for (LocalDate day = LocalDate.of(1900, 1, 1); day.getYear() < 2300; day = day.plusDays(1)) {
      assertThat(parse(day + "T00:00:00Z")).isEqualTo(day.toEpochDay() * 86_400_000L);
    }
  }

  @Property
  void whatJavaWritesIsReadBack(
      @ForAll @LongRange(min = -62_135_596_800_000L, max = 253_402_300_799_999L) long millis,
      @ForAll @IntRange(min = -1080, max = 1080) int offset) {
    OffsetDateTime time =
        Instant.ofEpochMilli(millis).atOffset(ZoneOffset.ofTotalSeconds(offset * 60));

    assertThat(parse(time.toString())).isEqualTo(millis);
  }

  private static long parse(String text) {
    byte[] bytes = ("x" + text + "9").getBytes(StandardCharsets.UTF_8);
    return Timestamps.parse(bytes, 1, bytes.length - 1);
  }
}
