package io.plumbline.operators.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "1.0",
        ".5",
        "5.",
        "-12.375",
        "0.1",
        "123456789012345",
        "1234567890.12345",
        "12345678901234567890",
        "0.1234567890123456789",
        "1e3",
        "1E-7",
        "+4",
        "1e999",
        "NaN",
        "Infinity",
        "-Infinity"
      })
  void numbersAreThoseOfJava(String text) {
    assertThat(Double.valueOf(parse(text))).isEqualTo(Double.valueOf(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"abc", "1d", "1f", "0x1p3", " 1", "1 ", "1,5", "-", ".", "--1", "1.2.3", "nan"})
  void otherTextsAreNone(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(NumberFormatException.class);
  }

  @Property
  void decimalsAreReadToTheNearestDouble(
      @ForAll @LongRange(min = 0, max = 999_999_999L) long whole,
      @ForAll @LongRange(min = 0, max = 999_999L) long fraction) {
    String text = whole + "." + String.format("%06d", fraction);

    assertThat(parse(text)).isEqualTo(Double.parseDouble(text));
  }

  private static double parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Numbers.parse(bytes, 0, bytes.length);
  }
}
