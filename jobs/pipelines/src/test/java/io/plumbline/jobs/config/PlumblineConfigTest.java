package io.plumbline.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.time.Timing;
import io.plumbline.core.time.Visibility;
import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.jobs.io.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlumblineConfigTest {
  private static final String LEAST =
      """
      kafka: {bootstrap.servers: "localhost:9092"}
      catalog: {warehouse: /tables}
      """;
  private static final String CANARY = "canary-7f3a";

  @TempDir Path folder;

  @Test
  void defaults() throws IOException {
    PlumblineConfig config = read(LEAST);

    assertThat(config.kafka().values()).isEqualTo(Map.of("bootstrap.servers", "localhost:9092"));
    assertThat(config.registry().values()).isEmpty();
    assertThat(config.catalog())
        .isEqualTo(
            new CatalogConfig(CatalogConfig.Type.HADOOP, "/tables", Map.of(), "experiments"));
    assertThat(config.topics())
        .isEqualTo(
            new TopicsSection(
                "exposures",
                "metric-events",
                "experiment-config",
                "srm-alerts",
                "experiment-alerts",
                "experiment-status",
                "experiment-verdict",
                "enrollments"));
    assertThat(config.exposures()).isEmpty();
    assertThat(config.metricEvents()).isEmpty();
    assertThat(config.sources())
        .extracting(source -> source.kind() + " of " + source.topic())
        .containsExactly("EXPOSURE of exposures", "METRIC_EVENT of metric-events");
    assertThat(config.schemaRegistry()).isEmpty();
    assertThat(config.output())
        .isEqualTo(
            new OutputSection(
                OutputSection.Format.AVRO,
                OutputSection.Delivery.EXACTLY_ONCE,
                Duration.ofMinutes(10),
                "plumbline"));
    assertThat(config.timing())
        .isEqualTo(
            new TimingSection(
                Timing.DEFAULTS,
                Visibility.DEFAULTS,
                Optional.empty(),
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                Optional.empty(),
                Duration.ofMinutes(10)));
    assertThat(config.bounded()).isFalse();
    assertThat(config.srm()).isEqualTo(new SrmSection(Duration.ofMinutes(5), false));
  }

  @Test
  void everyKey() throws IOException {
    PlumblineConfig config =
        read(
            """
            kafka:
              bootstrap.servers: broker:9092
              ssl: {endpoint: {identification: {algorithm: ""}}}
              max.poll.records: 100
            registry: {url: "http://localhost:8081", timeout.ms: 5}
            catalog:
              type: rest
              uri: http://localhost:8181
              s3.endpoint: http://localhost:9000
            namespace: other
            topics:
              exposures: a
              metric-events: b
              experiment-config: c
              srm-alerts: d
              experiment-alerts: e
              experiment-status: f
              experiment-verdict: h
              enrollments: g
            exposures:
              - topic: track
                format: json
                where: {event: on, n: 7, yes: true}
                fields: {experiment_key: {first: [a.b, c]}, variant_key: v, unit_id: u, event_time: t}
            metric-events: [{topic: track, format: json, explode: null}]
            output:
              format: confluent-avro
              delivery: at-least-once
              transaction-timeout: PT1M
              transactional-id-prefix: staging
            timing:
              tick: PT5M
              allocation-settle: PT1H
              lateness: P1D
              max-out-of-orderness: PT2M
              max-clock-ahead: PT3M
              idle-timeout: PT4M
              max-read-ahead: PT9M
              config-stalled-after: PT6M
              config-idle-timeout: PT8M
              pipeline-stalled-after: PT11M
            bounded: true
            srm: {status-interval: PT7M, enrollments-topic: true}
            metrics: {}
            collect:
            """);

    assertThat(config.kafka().values())
        .isEqualTo(
            Map.of(
                "bootstrap.servers",
                "broker:9092",
                "ssl.endpoint.identification.algorithm",
                "",
                "max.poll.records",
                "100"));
    assertThat(config.registry().values())
        .isEqualTo(Map.of("url", "http://localhost:8081", "timeout.ms", "5"));
    assertThat(config.catalog())
        .isEqualTo(
            new CatalogConfig(
                CatalogConfig.Type.REST,
                null,
                Map.of("uri", "http://localhost:8181", "s3.endpoint", "http://localhost:9000"),
                "other"));
    assertThat(config.topics())
        .isEqualTo(new TopicsSection("a", "b", "c", "d", "e", "f", "h", "g"));
    assertThat(config.exposures())
        .isEqualTo(
            List.of(
                Map.of(
                    "topic",
                    "track",
                    "format",
                    "json",
                    "where",
                    Map.of("event", "on", "n", 7L, "yes", true),
                    "fields",
                    Map.of(
                        "experiment_key",
                        Map.of("first", List.of("a.b", "c")),
                        "variant_key",
                        "v",
                        "unit_id",
                        "u",
                        "event_time",
                        "t"))));
    assertThat(config.sources())
        .extracting(source -> source.kind() + " of " + source.topic())
        .containsExactly("EXPOSURE of track", "METRIC_EVENT of track");
    assertThat(config.metricEvents()).hasSize(1);
    assertThat(config.metricEvents().get(0)).containsEntry("explode", null);
    assertThat(config.output())
        .isEqualTo(
            new OutputSection(
                OutputSection.Format.CONFLUENT_AVRO,
                OutputSection.Delivery.AT_LEAST_ONCE,
                Duration.ofMinutes(1),
                "staging"));
    long minute = Duration.ofMinutes(1).toMillis();
    long day = Duration.ofDays(1).toMillis();
    assertThat(config.timing())
        .isEqualTo(
            new TimingSection(
                new Timing(5 * minute, 60 * minute, day),
                new Visibility(2 * minute, day, 3 * minute),
                Optional.of(Duration.ofMinutes(4)),
                Duration.ofMinutes(9),
                Duration.ofMinutes(6),
                Optional.of(Duration.ofMinutes(8)),
                Duration.ofMinutes(11)));
    assertThat(config.bounded()).isTrue();
    assertThat(config.srm()).isEqualTo(new SrmSection(Duration.ofMinutes(7), true));
  }

  @Test
  void theCommandLineWins() throws IOException {
    PlumblineConfig config =
        read(
            LEAST + "timing: {tick: PT5M, idle-timeout: PT1M}\nexposures: [{topic: x}]\n",
            "--timing.tick",
            "PT10M",
            "--kafka.bootstrap.servers=other:9092",
            "--kafka.client.id",
            "me",
            "--bounded",
            "--timing.idle-timeout",
            "null",
            "--exposures",
            "[{topic: y}]");

    assertThat(config.timing().timing().tickMs()).isEqualTo(600_000);
    assertThat(config.timing().idleTimeout()).isEmpty();
    assertThat(config.kafka().values())
        .isEqualTo(Map.of("bootstrap.servers", "other:9092", "client.id", "me"));
    assertThat(config.bounded()).isTrue();
    assertThat(config.exposures()).isEqualTo(List.of(Map.of("topic", "y")));
  }

  @Test
  void dottedKeysInTheFileAreTheSame() throws IOException {
    PlumblineConfig config = read(LEAST + "timing.tick: PT5M\nkafka.client.id: me\n");

    assertThat(config.timing().timing().tickMs()).isEqualTo(300_000);
    assertThat(config.kafka().values()).containsEntry("client.id", "me");
    assertProblems(
        LEAST + "timing: {tick: PT5M}\ntiming.tick: PT6M\n",
        "timing.tick (plumbline.yaml line 4) stands twice; allowed: once");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "namespace: ''|namespace (plumbline.yaml line 3) is blank; allowed: a name",
        "timing: {tick: 1h}|timing.tick (plumbline.yaml line 3) is 1h; allowed: an ISO duration"
            + " like PT15M or P1D, at most P36525D",
        "timing: {tick: PT7M}|timing.tick (plumbline.yaml line 3) is PT7M; allowed: a divisor of"
            + " an hour, or whole hours that divide a day",
        "timing: {lateness: -PT1S}|timing.lateness (plumbline.yaml line 3) is -PT1S; allowed: PT0S"
            + " or longer",
        "timing: {idle-timeout: PT0S}|timing.idle-timeout (plumbline.yaml line 3) is PT0S; allowed:"
            + " null, or longer than PT0S",
        "timing: {tik: PT1M}|timing.tik (plumbline.yaml line 3) is an unknown key; did you mean"
            + " timing.tick? allowed: timing.tick, timing.allocation-settle, timing.lateness,"
            + " timing.max-out-of-orderness, timing.max-clock-ahead, timing.idle-timeout,"
            + " timing.max-read-ahead, timing.config-stalled-after,"
            + " timing.config-idle-timeout, timing.pipeline-stalled-after",
        "timing: PT1M|timing (plumbline.yaml line 3) is PT1M; allowed: a mapping with tick,"
            + " allocation-settle, lateness, max-out-of-orderness, max-clock-ahead, idle-timeout,"
            + " max-read-ahead, config-stalled-after, config-idle-timeout, pipeline-stalled-after",
        "bounded: maybe|bounded (plumbline.yaml line 3) is maybe; allowed: true, false",
        "topics: {exposures: [a]}|topics.exposures (plumbline.yaml line 3) is a list; allowed: a"
            + " text",
        "output: {format: avor}|output.format (plumbline.yaml line 3) is avor; did you mean avro?"
            + " allowed: avro, confluent-avro, json",
        "metrics: {x: 1}|metrics.x (plumbline.yaml line 3) is an unknown key; allowed: none in this"
            + " section",
        "output: {format: confluent-avro}|registry.url is missing, and a format is confluent-avro;"
            + " allowed: a URL",
        "exposures: {topic: x}|exposures (plumbline.yaml line 3) is a mapping; allowed: a list of"
            + " {topic, format, explode, where, fields, preset}",
        "exposures: [x]|exposures[0] (plumbline.yaml line 3) is x; allowed: a mapping",
      })
  void badValues(String line, String problem) {
    assertProblems(LEAST + line + "\n", problem);
  }

  @Test
  void anUnknownSectionSaysWhatIsMeant() {
    assertThatThrownBy(() -> read(LEAST + "catalogue: {}\n"))
        .hasMessage(
            "catalogue (plumbline.yaml line 3) is an unknown key; did you mean catalog.*? allowed:"
                + " kafka, registry, catalog, namespace, topics, exposures, metric-events, output,"
                + " timing, bounded, srm, config, metrics, collect");
  }

  @Test
  void allProblemsAtOnce() {
    assertProblems(
        "namespace: ' '\ntiming: {tick: x, lateness: y}\n",
        "kafka.bootstrap.servers is missing; allowed: HOST:PORT, more with commas",
        "catalog.warehouse: missing (allowed: a folder or a URI)",
        "namespace (plumbline.yaml line 1) is blank; allowed: a name",
        "timing.lateness (plumbline.yaml line 2) is y; allowed: an ISO duration like PT15M or P1D,"
            + " at most P36525D",
        "timing.tick (plumbline.yaml line 2) is x; allowed: an ISO duration like PT15M or P1D, at"
            + " most P36525D");
  }

  @Test
  void theCommandLineIsChecked() {
    assertThatThrownBy(() -> PlumblineConfig.from(Map.of()))
        .hasMessage("--config is missing; allowed: --config FILE, a YAML file");
    assertThatThrownBy(() -> PlumblineConfig.from(Map.of(), "--config", "none.yaml"))
        .hasMessage("none.yaml: does not exist; allowed: a YAML file");
    assertThatThrownBy(() -> PlumblineConfig.from(Map.of(), "x", "--a", "1", "--a", "2"))
        .hasMessage("'x' is no key; allowed: --key value\n--a is given twice; allowed: once");
    assertThatThrownBy(() -> read(LEAST, "--timing.tick", "--kafka", "x"))
        .hasMessageContaining("timing.tick (command line) has no value; allowed: a divisor of")
        .hasMessageContaining("kafka (command line) is an unknown key");
  }

  @Test
  void valuesComeFromTheEnvironmentAlone() throws IOException {
    PlumblineConfig config =
        read(
            Map.of("HOST", "broker", "PORT", "9093", "TOPIC", "track"),
            """
            kafka: {bootstrap.servers: "${HOST}:${PORT}"}
            catalog: {warehouse: /tables}
            exposures: [{topic: "${TOPIC}"}]
            """);

    assertThat(config.kafka().values()).containsEntry("bootstrap.servers", "broker:9093");
    assertThat(config.kafka().toString()).isEqualTo("{bootstrap.servers=${HOST}:${PORT}}");
    assertThat(config.exposures()).isEqualTo(List.of(Map.of("topic", "track")));
    assertProblems(
        LEAST + "namespace: ${NONE}\nsrm.status-interval: ${a.b}\n",
        "namespace (plumbline.yaml line 3) names ${NONE}, which the environment does not have;"
            + " allowed: a variable that is set",
        "srm.status-interval (plumbline.yaml line 4) names ${a.b}; allowed: ${NAME}, a variable of"
            + " the environment");
  }

  @Test
  void noSecretIsShown() throws IOException {
    Map<String, String> environment = Map.of("CANARY", CANARY);
    PlumblineConfig config =
        read(
            environment,
            """
            kafka:
              bootstrap.servers: b:9092
              sasl.jaas.config: module required password="canary-7f3a";
              client.id: ${CANARY}
            registry: {basic.auth.user.info: "user:canary-7f3a", url: "http://u:canary-7f3a@host"}
            catalog:
              type: jdbc
              warehouse: /tables
              uri: jdbc:postgresql://host/db?user=x&password=canary-7f3a
              jdbc.password: ${CANARY}
              s3.secret-access-key: canary-7f3a
            """);

    assertThat(config.kafka().values()).containsEntry("client.id", CANARY);
    assertThat(config.catalog().properties()).containsEntry("jdbc.password", CANARY);
    assertThat(
            Stream.of(
                config.toString(),
                config.kafka().toString(),
                config.registry().toString(),
                config.catalog().toString(),
                config.shown().toString()))
        .noneMatch(text -> text.contains(CANARY));
    assertThat(config.shown())
        .containsEntry("kafka.client.id", "${CANARY}")
        .containsEntry("kafka.sasl.jaas.config", "******")
        .containsEntry("registry.url", "http://******@host")
        .containsEntry("catalog.uri", "jdbc:postgresql://host/db?user=x&password=******");
    assertThatThrownBy(
            () ->
                read(
                    environment,
                    LEAST
                        + """
                        timing: {tick: "${CANARY}", lateness: "${CANARY}"}
                        output: {format: "${CANARY}", delivery: "${CANARY}"}
                        bounded: ${CANARY}
                        catalog.type: ${CANARY}
                        """))
        .hasMessageContaining("timing.tick (plumbline.yaml line 3) is ${CANARY}")
        .hasMessageContaining("catalog.type: '${CANARY}' (allowed: hadoop, jdbc, rest)")
        .message()
        .doesNotContain(CANARY);
  }

  @Test
  void aLiteralSecretOnTheCommandLineIsRefused() throws IOException {
    for (String[] arguments :
        List.of(
            new String[] {"--kafka.sasl.jaas.config", CANARY},
            new String[] {"--catalog.jdbc.password=" + CANARY},
            new String[] {"--catalog.uri", "jdbc:postgresql://h/d?password=" + CANARY})) {
      assertThatThrownBy(() -> read(LEAST, arguments))
          .hasMessageContaining("is a secret, and Flink shows a program's arguments to everybody")
          .hasMessageContaining("'${NAME}', which is taken from the environment")
          .message()
          .doesNotContain(CANARY);
    }
    assertThat(
            read(Map.of("JAAS", CANARY), LEAST, "--kafka.sasl.jaas.config", "${JAAS}")
                .kafka()
                .values())
        .containsEntry("sasl.jaas.config", CANARY);
  }

  private void assertProblems(String yaml, String... problems) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigurationException.class)
        .message()
        .satisfies(message -> assertThat(message.lines()).containsExactlyInAnyOrder(problems));
  }

  private PlumblineConfig read(String yaml, String... args) throws IOException {
    return read(Map.of(), yaml, args);
  }

  private PlumblineConfig read(Map<String, String> environment, String yaml, String... args)
      throws IOException {
    Path file = Files.writeString(folder.resolve("plumbline.yaml"), yaml);
    String[] all =
        Stream.concat(Stream.of("--config", file.toString()), Arrays.stream(args))
            .toArray(String[]::new);
    return PlumblineConfig.from(environment, all);
  }
}
