package io.plumbline.core.configuration;

import static io.plumbline.core.configuration.AssemblyBench.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentFixture;
import io.plumbline.core.experiment.ExperimentSuccession;
import io.plumbline.core.time.Timing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random histories of changes, valid or not. */
class ConfigAssemblerPropertyTest {
  private static final long START = ExperimentFixture.START;
  private static final long HOUR = ExperimentFixture.HOUR;
  private static final long END = START + 12 * HOUR;
  private static final Timing TIMING = Timing.DEFAULTS.withTick(15 * ExperimentFixture.MINUTE);
  private static final String[] VARIANTS = {"a", "b", "c"};
  private static final String[] METRICS = {"m", "n", "o"};

  /** Makes one step after another; the same seed makes the same steps. */
  private static final class History {
    private final Random random;
    private final AssemblyBench bench;
    private final Map<String, Long> metricVersions = new TreeMap<>();
    private long now = START - 2 * HOUR;

    History(long seed, AssemblyBench bench) {
      this.random = new Random(seed);
      this.bench = bench;
    }

    void begin() {
      for (String metric : METRICS) {
        metric(metric, false);
      }
      bench.put("experiments", experiment("running", START - HOUR * random.nextInt(3)));
      bench.put("variants", variant("a", 0)).put("variants", variant("b", 1));
      bench.put("allocations", allocation(START - 3 * HOUR, "{\"a\": 1, \"b\": 1}"));
      bench.put("experiment_metrics", use("m"));
      if (random.nextBoolean()) {
        bench.snapshot(time(now));
      } else {
        bench.commit(now);
      }
    }

    void step() {
      now += (long) (random.nextDouble() * HOUR);
      if (random.nextInt(3) == 0) {
        bench.beat(now);
        return;
      }
      for (int i = random.nextInt(3); i >= 0; i--) {
        change();
      }
      // Clocks of commits may run back a little.
      bench.commit(now - random.nextInt(2) * 1000L);
    }

    private void change() {
      switch (random.nextInt(12)) {
        case 0 -> bench.put("experiments", experiment("stopped", START));
        case 1 -> bench.put("experiments", experiment("draft", START + HOUR));
        case 2, 3, 4 -> bench.put("experiments", experiment("running", START));
        case 5 -> bench.put("variants", variant("c", 2));
        case 6 ->
            bench.put(
                "allocations",
                allocation(
                    START + random.nextInt(10) * HOUR,
                    random.nextBoolean() ? "{\"a\": 1, \"b\": 3}" : "{\"a\": 1, \"c\": 2}"));
        case 7 -> bench.put("experiment_metrics", use(METRICS[random.nextInt(3)]));
        case 8 ->
            bench.delete(
                "experiment_metrics",
                row("experiment_key", "x", "metric_key", METRICS[random.nextInt(3)]));
        case 9 -> metric(METRICS[random.nextInt(3)], random.nextInt(4) > 0);
        case 10 -> bench.put("notes", note());
        default -> bench.delete("variants", row("experiment_key", "x", "key", "c"));
      }
    }

    private Map<String, Object> experiment(String status, long startedAt) {
      return row(
          "key",
          "x",
          "status",
          status,
          "name",
          "name " + random.nextInt(3),
          "kind",
          random.nextInt(3) == 0 ? "flag" : "experiment",
          "started_at",
          time(startedAt),
          "stopped_at",
          random.nextInt(4) == 0 ? time(START + random.nextInt(12) * HOUR) : null,
          "unit_type",
          random.nextInt(10) == 0 ? "device" : "user",
          "dimensions",
          random.nextBoolean() ? "[\"country\"]" : "[\"device\", \"country\"]");
    }

    private static Map<String, Object> variant(String key, int order) {
      return row(
          "experiment_key",
          "x",
          "key",
          key,
          "is_control",
          key.equals("a"),
          "sort_order",
          (long) order);
    }

    private static Map<String, Object> allocation(long effectiveAt, String weights) {
      return row("experiment_key", "x", "effective_at", time(effectiveAt), "weights", weights);
    }

    private Map<String, Object> use(String metric) {
      String[] roles = {"primary", "secondary", "guardrail"};
      return row(
          "experiment_key",
          "x",
          "metric_key",
          metric,
          "role",
          roles[random.nextInt(3)],
          "margin",
          random.nextBoolean() ? 0.02 : null,
          "mde",
          null);
    }

    private void metric(String key, boolean withBump) {
      long version = metricVersions.merge(key, withBump ? 1L : 0L, Long::sum) + 1;
      bench.put(
          "metrics",
          row(
              "key",
              key,
              "version",
              version,
              "kind",
              "sum",
              "event_name",
              "e",
              "delay",
              "PT" + (withBump ? version : random.nextInt(20) == 0 ? 7 : version) + "M",
              "attribution_window",
              "PT2H",
              "default_for",
              key.equals("o") ? "[\"user\"]" : "[]"));
    }

    private Map<String, Object> note() {
      return row(
          "id",
          (long) random.nextInt(3),
          "experiment_key",
          "x",
          "kind",
          "comment",
          "action",
          random.nextBoolean() ? "acknowledge" : "reset_srm",
          "author",
          "ann",
          "body",
          "",
          "created_at",
          time(START + random.nextInt(12) * HOUR));
    }

    private static String time(long ms) {
      return Instant.ofEpochMilli(ms).toString();
    }
  }

  @Property(tries = 100)
  void whatIsRestoredGoesOnAsIfNothingHadHappened(
      @ForAll long seed, @ForAll @net.jqwik.api.constraints.IntRange(max = 39) int cut) {
    AssemblyBench whole = new AssemblyBench();
    AssemblyBench torn = new AssemblyBench();
    History one = new History(seed, whole);
    History other = new History(seed, torn);
    one.begin();
    other.begin();
    for (int i = 0; i < 40; i++) {
      if (i == cut) {
        torn.restored();
      }
      one.step();
      other.step();
    }

    assertThat(torn.told).isEqualTo(whole.told);
    assertThat(torn.state()).isEqualTo(whole.state());
  }

  /** As {@code KnownExperiments} follows the topic, with the heartbeats between the documents. */
  @Property(tries = 60)
  void theLastDocumentGivesTheRowsOfAll(@ForAll long seed) {
    AssemblyBench bench = new AssemblyBench();
    History history = new History(seed, bench);
    history.begin();
    for (int i = 0; i < 25; i++) {
      history.step();
    }
    bench.beat(END);
    TreeMap<Long, Experiment> known = new TreeMap<>();
    Experiment current = null;
    long heartbeat = ExperimentSuccession.NEVER;
    for (AssemblyBench.Told told : bench.told) {
      if (told.what() instanceof AssembledDocument document) {
        Experiment next = document.experiment();
        if (current != null) {
          assertThat(ExperimentSuccession.problems(current, next, heartbeat)).isEmpty();
          next = ExperimentSuccession.of(current, next, heartbeat);
        }
        assertThat(next).isEqualTo(document.experiment());
        current = next;
      } else if (told.kind().equals("withdrawal")) {
        assertThat(current.startedAt()).isGreaterThanOrEqualTo(heartbeat);
        current = null;
      } else if (told.kind().equals("heartbeat")) {
        heartbeat = (long) told.what();
        // What is published up to here has seen no document after it.
        known.putIfAbsent(heartbeat, current == null ? NOBODY : current);
      }
    }
    Experiment last = current;
    List<Event> events = events(seed);

    List<Object> live =
        Replay.rows(TIMING, events, tick -> documentAt(known, tick), START - 3 * HOUR, END);
    List<Object> again = Replay.rows(TIMING, events, tick -> last, START - 3 * HOUR, END);

    assertThat(again).isEqualTo(live);
  }

  private static final Experiment NOBODY = ExperimentFixture.experiment("nobody").build();

  /** A tick is published with the first heartbeat that closes it. */
  private static Experiment documentAt(TreeMap<Long, Experiment> known, long tick) {
    Map.Entry<Long, Experiment> closing = known.ceilingEntry(tick - 1);
    Experiment experiment = closing == null ? known.lastEntry().getValue() : closing.getValue();
    return experiment == NOBODY ? null : experiment;
  }

  private static List<Event> events(long seed) {
    Random random = new Random(seed);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      long time = START - 2 * HOUR + (long) (random.nextDouble() * 12 * HOUR);
      String unit = "u" + i;
      Map<String, String> attributes =
          Map.of("country", "c" + random.nextInt(2), "device", "d" + random.nextInt(2));
      String variant = VARIANTS[random.nextInt(3)];
      events.add(
          new Exposure(
              "e" + i, "x", variant, "user", unit, Map.of(), time, null, attributes, null));
      long later = time + (long) (random.nextDouble() * 3 * HOUR);
      events.add(new MetricEvent("v" + i, "e", "user", unit, Map.of(), later, null, 1.5, Map.of()));
    }
    return events;
  }
}
