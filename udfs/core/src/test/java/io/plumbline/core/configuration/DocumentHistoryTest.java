package io.plumbline.core.configuration;

import static io.plumbline.core.experiment.ExperimentFixture.CONTROL;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.MINUTE;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.TIMING;
import static io.plumbline.core.experiment.ExperimentFixture.TREATMENT;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.Dimension;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.ExperimentSuccession;
import io.plumbline.core.experiment.MetricFixture;
import io.plumbline.core.experiment.MetricRole;
import io.plumbline.core.experiment.MetricTerms;
import io.plumbline.core.experiment.Variant;
import io.plumbline.core.ledger.MetricResult;
import io.plumbline.core.ledger.SrmCheck;
import io.plumbline.core.ledger.VariantMetric;
import io.plumbline.core.time.Timing;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The last document gives the rows that all of them gave as they came. */
class DocumentHistoryTest {
  private static final Timing TIMING_OF_FIVE = TIMING.withTick(5 * MINUTE);
  private static final long END = START + 9 * HOUR;
  private static final String[] COUNTRIES = {"DE", "FR", "IT"};
  private static final MetricFixture BUY = MetricFixture.conversion("buy").window(HOUR);
  private static final MetricFixture OPEN = MetricFixture.count("open").window(30 * MINUTE);
  private static final MetricFixture PAY = MetricFixture.sum("pay").of("buy").window(HOUR);

  private final TreeMap<Long, Experiment> documents = new TreeMap<>();
  private Experiment document =
      experiment("x").dimensions("country").primary(BUY).guardrail(OPEN, 0.02).build();

  private void commit(long at, Experiment changed) {
    assertThat(ExperimentSuccession.problems(document, changed, at)).isEmpty();
    document = ExperimentSuccession.of(document, changed, at);
    assertThat(document).isEqualTo(changed);
    documents.put(at, document);
  }

  private void history() {
    documents.put(START - HOUR, document);
    long first = START + HOUR + 90_000;
    commit(first, document.but().metrics(with(PAY, first)).build());
    long second = START + 2 * HOUR;
    ExperimentMetric buy = document.metrics().get(0);
    ExperimentMetric weaker =
        new ExperimentMetric(
            buy.metric(),
            List.of(
                terms(MetricRole.PRIMARY, null, Experiment.ALWAYS, second),
                terms(MetricRole.GUARDRAIL, 0.1, second, ExperimentMetric.IN_FORCE)));
    commit(second, document.but().metrics(replaced(0, weaker)).build());
    long third = START + 3 * HOUR + 1;
    commit(
        third,
        document
            .but()
            .dimensions(
                List.of(
                    new Dimension("country", Experiment.ALWAYS, third),
                    new Dimension("device", third, Dimension.IN_FORCE)))
            .variants(List.of(variant(0), variant(1), new Variant("third", false, third)))
            .allocations(allocations(third + HOUR))
            .build());
    long fourth = START + 5 * HOUR + 7 * MINUTE;
    ExperimentMetric open = document.metrics().get(1).retiredFrom(fourth);
    List<Dimension> again = new ArrayList<>(document.dimensions());
    again.add(new Dimension("country", fourth, Dimension.IN_FORCE));
    commit(
        fourth, document.but().metrics(replaced(1, open)).dimensions(again).name("Other").build());
    long fifth = START + 7 * HOUR - 1;
    commit(
        fifth,
        document.but().stoppedAt(START + 8 * HOUR).stopKnownFrom(fifth).plannedStop(null).build());
  }

  private Variant variant(int index) {
    return document.variants().get(index);
  }

  private List<ExperimentMetric> with(MetricFixture metric, long from) {
    List<ExperimentMetric> metrics = new ArrayList<>(document.metrics());
    metrics.add(
        new ExperimentMetric(metric.validFrom(from).build(), MetricRole.PRIMARY, null, 0.1));
    return metrics;
  }

  private List<ExperimentMetric> replaced(int index, ExperimentMetric metric) {
    List<ExperimentMetric> metrics = new ArrayList<>(document.metrics());
    metrics.set(index, metric);
    return metrics;
  }

  private static MetricTerms terms(MetricRole role, Double margin, long from, long until) {
    return new MetricTerms(role, margin, null, from, until);
  }

  private List<Allocation> allocations(long from) {
    List<Allocation> allocations = new ArrayList<>(document.allocations());
    Map<String, BigDecimal> weights =
        Map.of(CONTROL, BigDecimal.ONE, TREATMENT, BigDecimal.ONE, "third", BigDecimal.TEN);
    allocations.add(new Allocation(from, weights, 1));
    return allocations;
  }

  private static List<Event> events() {
    Random random = new Random(7);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      long time = START - HOUR / 2 + (long) (random.nextDouble() * 10 * HOUR);
      String[] variants = {CONTROL, TREATMENT, "third"};
      String unit = "u" + i;
      Map<String, String> attributes =
          Map.of("country", COUNTRIES[random.nextInt(3)], "device", "d" + random.nextInt(2));
      events.add(
          new Exposure(
              "e" + i,
              "x",
              variants[random.nextInt(3)],
              "user",
              unit,
              Map.of(),
              time,
              null,
              attributes,
              null));
      for (String name : List.of("buy", "open")) {
        if (random.nextBoolean()) {
          long later = time + (long) (random.nextDouble() * 2 * HOUR);
          double value = random.nextInt(100);
          events.add(
              new MetricEvent(
                  name + i, name, "user", unit, Map.of(), later, null, value, Map.of()));
        }
      }
    }
    return events;
  }

  @Test
  void rowsDependOnWhatActsAtOrBeforeThem() {
    history();
    List<Event> events = events();

    List<Object> live =
        Replay.rows(
            TIMING_OF_FIVE,
            events,
            tick -> documents.floorEntry(tick).getValue(),
            START - HOUR,
            END);
    List<Object> again = Replay.rows(TIMING_OF_FIVE, events, tick -> document, START - HOUR, END);

    assertThat(again).hasSameSizeAs(live).isEqualTo(live);
    assertThat(live).hasSizeGreaterThan(1000);
  }

  @Test
  void whatIsAddedShowsFromThenOn() {
    history();
    List<Object> rows = Replay.rows(TIMING_OF_FIVE, events(), tick -> document, START - HOUR, END);

    assertThat(segments(rows, "device")).allMatch(row -> row.asOf() > START + 3 * HOUR);
    assertThat(segments(rows, "country"))
        .isNotEmpty()
        .noneMatch(row -> row.asOf() > START + 3 * HOUR && row.asOf() < START + 5 * HOUR);
    assertThat(segments(rows, "country")).anyMatch(row -> row.asOf() > START + 6 * HOUR);
    assertThat(of(rows, SrmCheck.class))
        .filteredOn(row -> row.observed().containsKey("third"))
        .isNotEmpty()
        .allMatch(row -> row.asOf() > START + 3 * HOUR);
    assertThat(of(rows, VariantMetric.class))
        .filteredOn(row -> row.metricKey().equals("pay"))
        .isNotEmpty()
        .allMatch(row -> row.asOf() > START + HOUR);
    assertThat(of(rows, VariantMetric.class))
        .filteredOn(row -> row.metricKey().equals("open"))
        .isNotEmpty()
        .allMatch(row -> row.asOf() < START + 6 * HOUR);
    assertThat(of(rows, MetricResult.class))
        .filteredOn(row -> row.metricKey().equals("buy"))
        .isNotEmpty()
        .allMatch(
            row ->
                row.role()
                    == (row.asOf() < START + 2 * HOUR ? MetricRole.PRIMARY : MetricRole.GUARDRAIL));
  }

  private static List<SrmCheck> segments(List<Object> rows, String dimension) {
    return of(rows, SrmCheck.class).stream()
        .filter(row -> row.segment().dimension().equals(dimension))
        .toList();
  }

  private static <T> List<T> of(List<Object> rows, Class<T> type) {
    return rows.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
