package io.plumbline.operators.codec;

import static io.plumbline.operators.codec.Decoding.NOON;
import static io.plumbline.operators.codec.Decoding.decoder;
import static io.plumbline.operators.codec.Decoding.exposures;
import static io.plumbline.operators.codec.Decoding.metricEvents;
import static io.plumbline.operators.codec.Decoding.records;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.event.RejectReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Payloads as the products' own pages show them. */
class PresetsTest {
  private static final String SEGMENT =
      """
      {"anonymousId":"23adfd82-aa0f-45a7-a756-24f2a7a4c895","userId":"u1","type":"track",
       "event":"%s","messageId":"ajs-f8ca1e4de5024d9430b3928bd8ac6b96",
       "context":{"library":{"name":"analytics.js","version":"2.11.1"},"locale":"de-DE",
         "location":{"country":"DE"},"page":{"path":"/"},"campaign":{"name":"x"}},
       "properties":{%s,"products":[{"sku":"1"}]},"integrations":{},
       "originalTimestamp":"2024-01-05T12:00:05.000Z","sentAt":"2024-01-05T12:00:06.000Z",
       "receivedAt":"2024-01-05T12:00:01.500Z","timestamp":"2024-01-05T12:00:00.123Z","version":1}
      """;

  private static SourceMapping preset(String name) {
    return exposures(Map.of("topic", "t", "preset", name));
  }

  private static SourceMapping eventPreset(String name) {
    return metricEvents(Map.of("topic", "t", "preset", name));
  }

  private static Exposure exposure(SourceMapping mapping, String message) {
    List<InputRecord<Event>> records = records(mapping, message);
    assertThat(records).hasSize(1);
    assertThat(Reading.whyRefused(records.get(0))).isNull();
    return (Exposure) records.get(0).event();
  }

  @Test
  void allOfThemAreMappings() {
    for (EventKind kind : EventKind.values()) {
      for (String name : Presets.names(kind)) {
        assertThat(SourceMapping.parse(Map.of("topic", "t", "preset", name), kind, 0).ownFields())
            .isFalse();
      }
    }
  }

  @Test
  void segment() {
    String viewed =
        SEGMENT.formatted(
            "Experiment Viewed",
            "\"experiment_id\":\"gate\",\"experiment_name\":\"Gate\",\"variation_id\":\"a\","
                + "\"variation_name\":\"A\"");
    Exposure exposure = exposure(preset("segment"), viewed);

    assertThat(exposure.exposureId()).isEqualTo("ajs-f8ca1e4de5024d9430b3928bd8ac6b96");
    assertThat(exposure.experimentKey()).isEqualTo("gate");
    assertThat(exposure.variantKey()).isEqualTo("a");
    assertThat(exposure.unitIds())
        .isEqualTo(Map.of("user", "u1", "anonymous", "23adfd82-aa0f-45a7-a756-24f2a7a4c895"));
    assertThat(exposure.eventTime()).isEqualTo(NOON + 123);
    assertThat(exposure.receivedAt()).isEqualTo(NOON + 1500);
    assertThat(exposure.attributes())
        .containsEntry("country", "DE")
        .containsEntry("experiment_name", "Gate")
        .doesNotContainKey("products");
    assertThat(exposure.source()).isEqualTo("analytics.js");

    String bought = SEGMENT.formatted("Order Completed", "\"revenue\":25.50,\"coupon\":\"hi\"");
    assertThat(records(preset("segment"), bought)).isEmpty();
    MetricEvent event = (MetricEvent) records(eventPreset("segment"), bought).get(0).event();
    assertThat(event.eventName()).isEqualTo("Order Completed");
    assertThat(event.value()).isEqualTo(25.5);
    assertThat(event.attributes()).containsEntry("coupon", "hi");
  }

  @Test
  void growthbook() {
    String tracked =
        SEGMENT.formatted("Experiment Viewed", "\"experimentId\":\"gate\",\"variationId\":1");
    assertThat(exposure(preset("growthbook"), tracked).variantKey()).isEqualTo("1");

    SourceMapping bare = exposures(Map.of("topic", "t", "preset", "growthbook", "where", Map.of()));
    Exposure exposure =
        exposure(
            bare,
            "{\"experiment\":{\"key\":\"gate\"},\"result\":{\"key\":\"b\"},\"user_id\":\"u1\","
                + "\"timestamp\":\"2024-01-05T12:00:00Z\"}");
    assertThat(exposure.experimentKey()).isEqualTo("gate");
    assertThat(exposure.variantKey()).isEqualTo("b");
    assertThat(exposure.unitIds()).isEqualTo(Map.of("user", "u1"));
  }

  @Test
  void statsig() {
    String batch =
        """
        [{"eventName":"page_view","user":{"userID":"user_1","country":"US"},"userID":"user_1",
          "timestamp":1704456000000,"value":"example_value","metadata":{"page":"home_page"},
          "statsigMetadata":{},"timeUUID":"id1"},
         {"eventName":"statsig::gate_exposure","user":{"userID":"user_1","country":"US"},
          "userID":"user_1","timestamp":1704456000001,"value":"",
          "metadata":{"gate":"test_gate","gateValue":"true","ruleID":"default"},
          "statsigMetadata":{},"timeUUID":"id2","unitID":"userID"},
         {"eventName":"statsig::experiment_exposure",
          "user":{"userID":"user_1","country":"US","customIDs":{"companyID":"c1"}},
          "userID":"user_1","timestamp":"1704456000002","value":"",
          "metadata":{"config":"an_experiment","ruleID":"4SauZJ","reason":"Network",
          "experimentGroupName":"Control"},"statsigMetadata":{},"timeUUID":"id3",
          "unitID":"userID"},
         {"eventName":"statsig::experiment_exposure","user":{"userID":"user_2"},
          "timestamp":1704456000003,"metadata":{"config":"e","ruleID":"r"},
          "statsigMetadata":{"samplingRate":100},"timeUUID":"id4"}]
        """;
    for (String message : List.of(batch, "{\"data\":" + batch + "}")) {
      List<InputRecord<Event>> records = records(preset("statsig"), message);
      assertThat(records)
          .extracting(record -> record.event().id())
          .containsExactly("id2", "id3", "id4");
      Exposure gate = (Exposure) records.get(0).event();
      assertThat(gate.experimentKey()).isEqualTo("test_gate");
      assertThat(gate.variantKey()).isEqualTo("true");
      Exposure exposure = (Exposure) records.get(1).event();
      assertThat(exposure.experimentKey()).isEqualTo("an_experiment");
      assertThat(exposure.variantKey()).isEqualTo("Control");
      assertThat(exposure.unitIds()).isEqualTo(Map.of("user", "user_1", "companyID", "c1"));
      assertThat(exposure.eventTime()).isEqualTo(NOON + 2);
      assertThat(exposure.attributes()).containsEntry("country", "US");
      assertThat(records.get(2).refusal().reason()).isEqualTo(RejectReason.SAMPLED);
      assertThat(records.get(1).position().recordIndex()).isEqualTo(2);
    }
    MetricEvent event = (MetricEvent) records(eventPreset("statsig"), batch).get(0).event();
    assertThat(event.eventName()).isEqualTo("page_view");
    assertThat(event.value()).isNull();
  }

  @Test
  void launchdarkly() {
    String second =
        """
        {"kind":"feature","creationDate":1704456000000,
         "contextKeys":{"user":"context-key-123abc","device":"d1"},
         "context":{"key":"context-key-123abc","kind":"user","name":"Sandy"},
         "key":"flag-key","value":["evaluation","result"],"default":null,"version":1,"variation":0,
         "prereqOf":"upstream-key","reason":{"kind":"RULE_MATCH","ruleIndex":0,"ruleId":"id",
         "inExperiment":%s,"bigSegmentsStatus":"HEALTHY"},"samplingRatio":%d}
        """;
    Exposure exposure = exposure(preset("launchdarkly"), second.formatted("true", 1));
    assertThat(exposure.experimentKey()).isEqualTo("flag-key");
    assertThat(exposure.variantKey()).isEqualTo("0");
    assertThat(exposure.unitIds()).isEqualTo(Map.of("user", "context-key-123abc", "device", "d1"));
    assertThat(exposure.attributes()).containsEntry("name", "Sandy");
    assertThat(records(preset("launchdarkly"), second.formatted("false", 1))).isEmpty();
    assertThat(
            records(preset("launchdarkly"), second.formatted("true", 10)).get(0).refusal().reason())
        .isEqualTo(RejectReason.SAMPLED);

    String first =
        """
        {"project":"62f","environment":"62e","event":{"kind":"feature","id":"63843c40",
         "userKey":"u1","creationDate":1704456000000,"key":"flag","value":"x","default":false,
         "version":3,"variation":1,"variationName":"blue","reason":{"kind":"RULE_MATCH",
         "ruleIndex":0,"ruleId":"d5b","inExperiment":true}},"version":1}
        """;
    Exposure wrapped = exposure(preset("launchdarkly"), first);
    assertThat(wrapped.exposureId()).isEqualTo("63843c40");
    assertThat(wrapped.variantKey()).isEqualTo("blue");
    assertThat(wrapped.unitIds()).isEqualTo(Map.of("user", "u1"));

    MetricEvent custom =
        (MetricEvent)
            records(
                    eventPreset("launchdarkly"),
                    "{\"kind\":\"custom\",\"key\":\"bought\",\"contextKeys\":{\"user\":\"u1\"},"
                        + "\"creationDate\":1704456000000,\"metricValue\":4.5}")
                .get(0)
                .event();
    assertThat(custom.eventName()).isEqualTo("bought");
    assertThat(custom.value()).isEqualTo(4.5);
  }

  @Test
  void otlp() {
    String batch =
        """
        {"resourceLogs":[{"resource":{"attributes":[
            {"key":"service.name","value":{"stringValue":"shop"}}]},
          "scopeLogs":[{"scope":{"name":"openfeature","version":"1"},"logRecords":[
            {"timeUnixNano":"1704456000000123456","observedTimeUnixNano":"1704456000001000000",
             "severityNumber":9,"eventName":"feature_flag.evaluation","attributes":[
              {"key":"feature_flag.key","value":{"stringValue":"logo-color"}},
              {"key":"feature_flag.result.variant","value":{"stringValue":"reddish"}},
              {"key":"feature_flag.result.reason","value":{"stringValue":"split"}},
              {"key":"feature_flag.context.id","value":{"stringValue":"5157782b"}},
              {"key":"feature_flag.provider.name","value":{"stringValue":"Flag Manager"}},
              {"key":"attempt","value":{"intValue":"2"}},
              {"key":"list","value":{"arrayValue":{"values":[{"boolValue":true}]}}}],
             "traceId":"","spanId":""},
            {"timeUnixNano":"0","observedTimeUnixNano":"1704456000001000000","attributes":[
              {"key":"event.name","value":{"stringValue":"feature_flag.evaluation"}},
              {"key":"feature_flag.key","value":{"stringValue":"logo-color"}},
              {"key":"feature_flag.result.value","value":{"boolValue":true}},
              {"key":"feature_flag.context.id","value":{"stringValue":"u2"}},
              {"key":"sampling.threshold","value":{"stringValue":"c"}}]},
            {"timeUnixNano":"1704456000000000000","eventName":"feature_flag.evaluation",
             "attributes":[
              {"key":"feature_flag.key","value":{"stringValue":"logo-color"}},
              {"key":"feature_flag.result.reason","value":{"stringValue":"error"}},
              {"key":"error.type","value":{"stringValue":"flag_not_found"}}]},
            {"timeUnixNano":"1704456000000000000","body":{"stringValue":"a line"}},
            {"timeUnixNano":"1704456000000000000","eventName":"feature_flag.evaluation",
             "attributes":[
              {"key":"feature_flag.key","value":{"stringValue":"logo-color"}},
              {"key":"feature_flag.result.variant","value":{"stringValue":"a"}}]}]}]}]}
        """;
    TopicDecoder decoder = decoder(preset("otlp"));
    List<InputRecord<Event>> records = records(decoder, batch);

    assertThat(records)
        .extracting(record -> record.position().recordIndex())
        .containsExactly(0, 1, 4);
    Exposure exposure = (Exposure) records.get(0).event();
    assertThat(exposure.experimentKey()).isEqualTo("logo-color");
    assertThat(exposure.variantKey()).isEqualTo("reddish");
    assertThat(exposure.unitId()).isEqualTo("5157782b");
    assertThat(exposure.eventTime()).isEqualTo(NOON);
    assertThat(exposure.source()).isEqualTo("Flag Manager");
    assertThat(exposure.attributes())
        .containsEntry("service.name", "shop")
        .containsEntry("attempt", "2")
        .doesNotContainKey("list");
    assertThat(records.get(1).refusal().reason()).isEqualTo(RejectReason.SAMPLED);
    assertThat(((Exposure) records.get(1).event()).variantKey()).isEqualTo("true");
    assertThat(records.get(1).event().eventTime()).isEqualTo(NOON + 1);
    assertThat(records.get(2).refusal().detail()).startsWith("unit_id is missing");
    assertThat(decoder.counts().dropped()).isEqualTo(1);
    assertThat(decoder.counts().notSelected()).isEqualTo(1);
    assertThat(records(decoder, "{\"resourceSpans\":[]}")).isEmpty();
    assertThat(records(decoder, "{\"resourceLogs\":{}}").get(0).refusal().detail())
        .isEqualTo("resourceLogs is an object; allowed: a list, as in OTLP/JSON");
    assertThat(records(decoder, "[]").get(0).kind()).isNull();
  }

  @Test
  void aPresetIsRefinedByOwnKeys() {
    SourceMapping mapping =
        exposures(
            Map.of(
                "topic",
                "t",
                "preset",
                "segment",
                "where",
                Map.of("event", "Saw Test"),
                "fields",
                Map.of("experiment_key", "properties.test", "unit_ids", Map.of("user", "userId"))));
    Exposure exposure =
        exposure(mapping, SEGMENT.formatted("Saw Test", "\"test\":\"t1\",\"variation_id\":\"a\""));

    assertThat(exposure.experimentKey()).isEqualTo("t1");
    assertThat(exposure.variantKey()).isEqualTo("a");
    assertThat(exposure.unitIds()).isEqualTo(Map.of("user", "u1"));
  }
}
