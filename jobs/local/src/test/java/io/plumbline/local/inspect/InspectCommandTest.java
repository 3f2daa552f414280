package io.plumbline.local.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.EventKind;
import io.plumbline.jobs.config.PlumblineConfig;
import io.plumbline.operators.codec.SourceFormat;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InspectCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return new CommandLine(new InspectCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  @Test
  void filesAreLookedAt() throws Exception {
    Path exposures = folder.resolve("x.csv");
    Files.writeString(
        exposures,
        "experiment_key,variant_key,unit_id,event_time\n"
            + "gate,a,u1,1704456000000\n"
            + "gate,b,u2,1704456000000\n"
            + "gate,b,u3,never\n");
    Path events = folder.resolve("e.ndjson");
    Files.writeString(
        events,
        "{\"event_id\":\"1\",\"event_name\":\"n\",\"unit_id\":\"u\",\"event_time\":1704456000000}\n");

    assertThat(run("--exposures", exposures.toString(), "--events", events.toString())).isZero();
    assertThat(out.toString())
        .contains("exposures of files: 3 messages")
        .contains("mapped                         2")
        .contains("rejected MALFORMED              1")
        .contains("first: partition 0, offset 4, record 0: event_time is never; allowed: ")
        .contains("without an id                  2")
        .contains("SRM now, equal weights")
        .contains("event n: 1")
        .doesNotContain("times");
  }

  @Test
  void nothingMappedIsNotRight() throws Exception {
    Path exposures = folder.resolve("x.csv");
    Files.writeString(
        exposures, "experiment_key,variant_key,unit_id,event_time\ngate,b,u3,never\n");

    assertThat(run("--exposures", exposures.toString())).isEqualTo(3);
  }

  @Test
  void wrongUseIsTold() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("--config", "c", "--exposures", "x")).isEqualTo(2);
    assertThat(run("--config", "c", "--for", "ten")).isEqualTo(2);
    assertThat(run("--config", "c", "--from", "then")).isEqualTo(2);
    assertThat(err.toString())
        .contains("'ten' is no duration above zero")
        .contains("'then' is no beginning; allowed: earliest, latest");
  }

  @Test
  void theJobsConfigurationSaysWhatIsRead() throws Exception {
    Path config = folder.resolve("plumbline.yaml");
    Files.writeString(
        config,
        """
        kafka: {bootstrap.servers: "localhost:9092"}
        catalog: {type: hadoop, warehouse: /tables}
        exposures:
          - topic: analytics.track
            preset: segment
        """);

    assertThat(InspectCommand.sources(PlumblineConfig.from("--config", config.toString())))
        .satisfiesExactly(
            exposures -> {
              assertThat(exposures.topic()).isEqualTo("analytics.track");
              assertThat(exposures.format()).isEqualTo(SourceFormat.JSON);
            },
            events -> {
              assertThat(events.topic()).isEqualTo("metric-events");
              assertThat(events.kind()).isEqualTo(EventKind.METRIC_EVENT);
              assertThat(events.format()).isEqualTo(SourceFormat.AVRO);
            });
  }
}
