package io.plumbline.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventTest {
  private static final Exposure EXPOSURE =
      new Exposure("x1", "gate", "a", "user", "u1", Map.of(), 1_000, null, Map.of(), null);

  private static MetricEvent valued(Double value) {
    return new MetricEvent("e1", "buy", "user", "u1", Map.of(), 1_000, null, value, Map.of());
  }

  private static Exposure withAttributes(Map<String, String> attributes) {
    return new Exposure("x1", "gate", "a", "user", "u1", Map.of(), 1_000, null, attributes, null);
  }

  @Test
  void theContentHasEveryFieldInOrderOfKey() {
    assertThat(EXPOSURE.content())
        .isEqualTo(
            "{\"attributes\":{},\"event_time\":1000,\"experiment_key\":\"gate\","
                + "\"exposure_id\":\"x1\",\"received_at\":null,\"source\":null,"
                + "\"unit_id\":\"u1\",\"unit_ids\":{},\"unit_type\":\"user\","
                + "\"variant_key\":\"a\"}");
    assertThat(valued(2.0).content())
        .isEqualTo(
            "{\"attributes\":{},\"event_id\":\"e1\",\"event_name\":\"buy\",\"event_time\":1000,"
                + "\"received_at\":null,\"unit_id\":\"u1\",\"unit_ids\":{},"
                + "\"unit_type\":\"user\",\"value\":2}");
  }

  @Test
  void attributesAreSortedHoweverTheyCame() {
    Map<String, String> oneWay = new LinkedHashMap<>();
    oneWay.put("os", "ios");
    oneWay.put("country", "DE");
    Map<String, String> otherWay = new LinkedHashMap<>();
    otherWay.put("country", "DE");
    otherWay.put("os", "ios");

    assertThat(withAttributes(oneWay).content())
        .contains("{\"country\":\"DE\",\"os\":\"ios\"}")
        .isEqualTo(withAttributes(otherWay).content());
  }

  @Test
  void numbersHaveOneForm() {
    assertThat(valued(-0.0).content()).endsWith("\"value\":0}");
    assertThat(valued(0.5).content()).endsWith("\"value\":0.5}");
    assertThat(valued(1e15).content()).endsWith("\"value\":1000000000000000}");
    assertThat(valued(1e300).content()).endsWith("\"value\":1.0E300}");
    assertThat(valued(null).content()).endsWith("\"value\":null}");
    assertThat(valued(Double.NaN).content()).endsWith("\"value\":\"NaN\"}");
  }

  @Test
  void textIsEscaped() {
    assertThat(withAttributes(Map.of("q", "\"\\\n")).content())
        .contains("{\"q\":\"\\\"\\\\\\u000a\"}");
  }

  @Test
  void theHashIsOfTheContentAlone() {
    assertThat(EXPOSURE.contentHash())
        .matches("[0-9a-f]{32}")
        .isEqualTo(withAttributes(Map.of()).contentHash())
        .isNotEqualTo(withAttributes(Map.of("a", "b")).contentHash())
        .isNotEqualTo(EXPOSURE.withId("x2").contentHash());
  }

  /** By printf '%s' CONTENT | sha256sum, the first 32 digits. */
  @Test
  void theHashIsTheFirstHalfOfSha256() {
    assertThat(valued(2.0).contentHash()).isEqualTo("3236efa480cc9c913183ab89996b9e9c");
  }

  @Test
  void anotherIdChangesNothingElse() {
    assertThat(EXPOSURE.withId("x2").withId("x1")).isEqualTo(EXPOSURE);
    assertThat(valued(1.0).withId("e2").id()).isEqualTo("e2");
    assertThat(valued(1.0).withId("e2").withId("e1")).isEqualTo(valued(1.0));
  }

  @Test
  void contentIsOrderedByUnsignedBytes() {
    Exposure privateUse = withAttributes(Map.of("a", "\uE000"));
    Exposure supplementary = withAttributes(Map.of("a", "\uD83D\uDE00"));

    assertThat(privateUse.content()).isGreaterThan(supplementary.content());
    assertThat(Event.byContent().compare(privateUse, supplementary)).isNegative();
    assertThat(Event.byContent().compare(privateUse, privateUse)).isZero();
    assertThat(Event.byContent().compare(EXPOSURE, withAttributes(Map.of()))).isZero();
  }

  @Test
  void identitiesAreSortedAndTheUnitIdWins() {
    Exposure several =
        new Exposure(
            "x1",
            "gate",
            "a",
            "user",
            "u1",
            Map.of("user", "other", "device", "d1"),
            1_000,
            null,
            Map.of(),
            null);
    Exposure without =
        new Exposure(
            "x1", "gate", "a", "user", null, Map.of("device", "d1"), 0, null, Map.of(), null);

    assertThat(several.identities().entrySet())
        .containsExactly(Map.entry("device", "d1"), Map.entry("user", "u1"));
    assertThat(without.identities()).containsExactly(Map.entry("device", "d1"));
    assertThat(EXPOSURE.identities()).containsExactly(Map.entry("user", "u1"));
  }
}
