package io.plumbline.e2e.oracle;

import static io.plumbline.e2e.oracle.Scenario.where;
import static io.plumbline.e2e.oracle.TinyLogs.at;
import static io.plumbline.e2e.oracle.TinyLogs.instant;
import static io.plumbline.e2e.oracle.TinyLogs.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import io.plumbline.e2e.oracle.CapturedConfiguration.CapturedRow;
import io.plumbline.e2e.oracle.CapturedConfiguration.Verdict;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import io.plumbline.e2e.oracle.Configuration.Metric;
import io.plumbline.e2e.oracle.Configuration.Terms;
import io.plumbline.e2e.oracle.PartitionLog.Kind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Since when each change acts, by records that can be worked out by hand. */
class CapturedConfigurationTest {

  private static Experiment only(TinyCapture capture) {
    List<Experiment> all = capture.captured().configuration().experiments();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static List<String> splits(Experiment experiment) {
    List<String> texts = new ArrayList<>();
    experiment
        .allocations()
        .forEach(a -> texts.add(clock(a.at()) + " " + a.weights()[0] + ":" + a.weights()[1]));
    return texts;
  }

  private static String clock(long time) {
    return Instant.ofEpochMilli(time).toString().substring(11, 16);
  }

  @Test
  void whatIsCommittedAheadActsFromItsOwnTime() {
    Experiment experiment =
        only(TinyCapture.plain().at("11:00").allocation("12:00", "1", "3").commit());
    assertThat(experiment.knownFrom()).isEqualTo(at("10:00"));
    assertThat(experiment.startedAt()).isEqualTo(at("10:00"));
    assertThat(experiment.stoppedAt()).isNull();
    assertThat(splits(experiment)).containsExactly("09:30 1:1", "12:00 1:3");
  }

  @Test
  void whatIsCommittedLateActsFromItsCommit() {
    Experiment experiment =
        only(
            TinyCapture.plain()
                .at("13:00")
                .allocation("12:00", "1", "3")
                .commit()
                .at("15:00")
                .put(
                    "experiments",
                    "{key: exp, status: stopped, stopped_at: '2024-01-01T14:59:59.999999Z'}")
                .commit());
    assertThat(splits(experiment)).containsExactly("09:30 1:1", "13:00 1:3");
    assertThat(experiment.stoppedAt()).isEqualTo(at("15:00"));
    assertThat(experiment.plannedStop()).isNull();
  }

  @Test
  void anExperimentThatIsWrittenLateStartsThen() {
    TinyCapture capture = new TinyCapture().at("11:00");
    capture
        .put("experiments", "{key: exp, started_at: '2024-01-01T10:00:00Z'}")
        .put("variants", "{experiment_key: exp, key: a, is_control: true}")
        .put("variants", "{experiment_key: exp, key: b, sort_order: 1}")
        .allocation("10:00", "1", "1")
        .allocation("10:30", "1", "2")
        .commit();
    Experiment experiment = only(capture);
    assertThat(experiment.startedAt()).isEqualTo(at("11:00"));
    assertThat(experiment.knownFrom()).isEqualTo(at("11:00"));
    assertThat(splits(experiment)).containsExactly("11:00 1:2");
  }

  @Test
  void aSnapshotActsFromEachThingsOwnTime() {
    TinyCapture capture =
        new TinyCapture()
            .put(
                "experiments",
                "{key: exp, status: stopped, started_at: '2024-01-01T10:00:00Z', stopped_at:"
                    + " '2024-01-01T16:00:00Z'}")
            .put("variants", "{experiment_key: exp, key: a, is_control: true}")
            .put("variants", "{experiment_key: exp, key: b, sort_order: 1}")
            .allocation("10:00", "1", "1")
            .allocation("12:00", "0.5", "1.25")
            .put("metrics", "{key: bought}")
            .put("experiment_metrics", "{experiment_key: exp, metric_key: bought}");
    Experiment experiment = only(capture);
    assertThat(experiment.knownFrom()).isEqualTo(Configuration.EVER);
    assertThat(experiment.startedAt()).isEqualTo(at("10:00"));
    assertThat(experiment.plannedStop()).isEqualTo(at("16:00"));
    assertThat(splits(experiment)).containsExactly("10:00 1:1", "12:00 50:125");
    assertThat(experiment.metrics().get(0).validFrom()).isEqualTo(Configuration.EVER);
  }

  @Test
  void aDraftIsNotPublishedAndWhatRunsIsKnownFromItsStart() {
    TinyCapture capture =
        new TinyCapture()
            .at("09:00")
            .put("experiments", "{key: exp, status: draft}")
            .put("variants", "{experiment_key: exp, key: a, is_control: true}")
            .put("variants", "{experiment_key: exp, key: b, sort_order: 1}")
            .allocation("09:00", "1", "1")
            .commit();
    assertThat(capture.captured().configuration().experiments()).isEmpty();
    capture
        .at("10:00")
        .put("experiments", "{key: exp, status: running, started_at: '2024-01-01T10:30:00Z'}")
        .commit();
    assertThat(only(capture).knownFrom()).isEqualTo(at("10:30"));
    assertThat(only(capture).startedAt()).isEqualTo(at("10:30"));
  }

  @Test
  void whatIsTakenBackBeforeItsStartHasNeverBeen() {
    TinyCapture capture =
        TinyCapture.plain().at("09:45").put("experiments", "{key: exp, status: draft}").commit();
    assertThat(capture.captured().configuration().experiments()).isEmpty();
    capture
        .at("11:00")
        .put("experiments", "{key: exp, status: running, started_at: '2024-01-01T11:30:00Z'}")
        .commit();
    assertThat(only(capture).startedAt()).isEqualTo(at("11:30"));
    assertThat(splits(only(capture))).containsExactly("11:00 1:1");
  }

  @Test
  void aRedefinedMetricIsANewVersionFromItsCommit() {
    List<Metric> metrics =
        only(TinyCapture.plain()
                .at("12:00")
                .put("metrics", "{key: bought, version: 2, event_name: pay, cap_upper: 2.5}")
                .put("experiment_metrics", "{experiment_key: exp, metric_key: bought, mde: 0.1}")
                .commit())
            .metrics();
    assertThat(metrics).extracting(Metric::version).containsExactly(1, 2);
    assertThat(metrics).extracting(Metric::eventName).containsExactly("buy", "pay");
    assertThat(metrics).extracting(Metric::validFrom).containsExactly(at("09:00"), at("12:00"));
    assertThat(metrics.get(0).retiredFrom()).isEqualTo(at("12:00"));
    assertThat(metrics.get(0).window()).isEqualTo(7_200_000L);
    assertThat(metrics.get(1).retiredFrom()).isEqualTo(Configuration.NEVER);
    assertThat(metrics.get(1).capUpper()).isEqualTo(new BigDecimal("2.5"));
    assertThat(metrics.get(1).terms())
        .containsExactly(new Terms(at("12:00"), "primary", null, 0.1));
  }

  @Test
  void rolesHaveAHistory() {
    Metric metric =
        only(TinyCapture.plain()
                .at("12:00")
                .put(
                    "experiment_metrics",
                    "{experiment_key: exp, metric_key: bought, role: guardrail, margin: 0.02}")
                .commit())
            .metrics()
            .get(0);
    assertThat(metric.termsAt(at("11:59")))
        .isEqualTo(new Terms(at("09:00"), "primary", null, null));
    assertThat(metric.termsAt(at("12:00")))
        .isEqualTo(new Terms(at("12:00"), "guardrail", 0.02, null));
  }

  @Test
  void aMetricThatIsTakenOutAndADimensionToo() {
    Experiment experiment =
        only(
            TinyCapture.plain()
                .at("11:00")
                .put("experiments", "{key: exp, dimensions: [country]}")
                .commit()
                .at("12:00")
                .put("experiments", "{key: exp, dimensions: []}")
                .delete("experiment_metrics", "{experiment_key: exp, metric_key: bought}")
                .commit());
    assertThat(experiment.dimensions())
        .containsExactly(new Configuration.Dimension("country", at("11:00"), at("12:00")));
    assertThat(experiment.metrics().get(0).retiredFrom()).isEqualTo(at("12:00"));
  }

  @Test
  void whatCannotChangeIsRefusedAndActsOnceItIsRepaired() {
    TinyCapture capture =
        TinyCapture.plain()
            .at("11:00")
            .put("experiments", "{key: exp, unit_type: device}")
            .commit()
            .at("12:00")
            .allocation("11:30", "1", "3")
            .commit();
    assertThat(splits(only(capture))).containsExactly("09:30 1:1");
    capture.at("13:00").put("experiments", "{key: exp, unit_type: user}").commit();
    Experiment experiment = only(capture);
    assertThat(experiment.unitType()).isEqualTo("user");
    assertThat(splits(experiment)).containsExactly("09:30 1:1", "13:00 1:3");
    assertThat(capture.captured().verdicts())
        .containsExactly(
            new Verdict("exp", instant("09:00"), true),
            new Verdict("exp", instant("11:00"), false),
            new Verdict("exp", instant("12:00"), false),
            new Verdict("exp", instant("13:00"), true));
  }

  @Test
  void aDeletedExperimentStopsAndItsRowsStay() {
    Experiment experiment =
        only(
            TinyCapture.plain()
                .at("12:00")
                .delete("experiments", "{key: exp}")
                .delete("variants", "{experiment_key: exp, key: a}")
                .delete("variants", "{experiment_key: exp, key: b}")
                .delete("experiment_metrics", "{experiment_key: exp, metric_key: bought}")
                .commit());
    assertThat(experiment.stoppedAt()).isEqualTo(at("12:00"));
    assertThat(experiment.variants()).containsExactly("a", "b");
    assertThat(experiment.metrics()).hasSize(1);
  }

  @Test
  void aFlagTakesTheMetricsThatAreDefaultForItsUnits() {
    Experiment flag =
        only(
            TinyCapture.plain()
                .at("09:10")
                .put("metrics", "{key: opened, default_for: [user]}")
                .put("metrics", "{key: tapped, default_for: [device]}")
                .commit()
                .at("09:20")
                .put("experiments", "{key: exp, kind: flag}")
                .commit()
                .at("11:00")
                .put("metrics", "{key: tapped, default_for: [device, user]}")
                .commit());
    assertThat(flag.metrics())
        .extracting(Metric::key)
        .containsExactly("bought", "opened", "tapped");
    assertThat(flag.metrics())
        .extracting(Metric::validFrom)
        .containsExactly(at("09:00"), at("09:20"), at("11:00"));
    assertThat(flag.metrics().get(1).termsAt(at("12:00")).role()).isEqualTo("secondary");
  }

  @Test
  void whatComesAgainChangesNothingAndTransactionsWaitForTheirRows() {
    TinyCapture capture = TinyCapture.plain().at("12:00").allocation("12:00", "1", "2").commit();
    List<CapturedMessage> twice = new ArrayList<>(capture.messages());
    twice.addAll(capture.messages());
    CapturedConfiguration again = CapturedConfiguration.of(twice, "cdc");
    assertThat(again.rows())
        .extracting(CapturedRow::table)
        .containsExactly(
            "metrics",
            "experiments",
            "variants",
            "variants",
            "allocations",
            "experiment_metrics",
            "allocations");
    assertThat(again.verdicts()).hasSize(2);

    List<CapturedMessage> lacking = new ArrayList<>(capture.messages());
    lacking.removeIf(m -> m.topic().endsWith("variants") && m.offset() == 1);
    assertThat(CapturedConfiguration.of(lacking, "cdc").configuration().experiments()).isEmpty();
  }

  @Test
  void heartbeatsTellHowFarItIsKnown() {
    CapturedConfiguration captured = TinyCapture.plain().heartbeat("17:00").captured();
    assertThat(captured.heardAt()).isEqualTo(instant("17:00"));
    assertThat(captured.verdicts()).hasSize(1);
    assertThat(captured.rows()).extracting(CapturedRow::table).doesNotContain("heartbeats");
  }

  @Test
  void intervalsAreOfDaysAndLess() {
    TextNode text = new TextNode("P0Y0M1DT2H3M4.5S");
    assertThat(StatedExperiment.interval(text)).isEqualTo(93_784_500L);
    assertThatThrownBy(() -> StatedExperiment.interval(new TextNode("P0Y1M0DT0H0M0S")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Exposures before the experiment's row was written, and events of both versions. */
  @Test
  void rowsLookAtWhatActsThen() {
    Configuration configuration =
        TinyCapture.plain()
            .at("12:30")
            .put("metrics", "{key: bought, version: 2, event_name: pay}")
            .commit()
            .captured()
            .configuration();
    Map<String, List<Map<String, Object>>> tables =
        new TinyLogs(configuration)
            .tick(Duration.ofMinutes(15))
            .exposed("early", "a", "08:00") // the experiment is not known
            .exposed("planned", "a", "09:10") // nor before its start
            .idle(Kind.EXPOSURES, "10:00:30")
            .exposed("belated", "a", "09:59:45") // visible later, when it is
            .exposed("u", "a", "12:00")
            .bought("e1", "u", "12:10", 1)
            .bought("e2", "u", "12:40", 1) // nobody asks for "buy" any more
            .exposed("v", "a", "13:10")
            .idle(Kind.EXPOSURES, "17:00")
            .idle(Kind.METRIC_EVENTS, "17:00")
            .upTo("16:00");
    assertThat(
            said(
                where(tables.get(Tables.REJECTED_EVENTS), "job", "srm"),
                "as_of",
                "reason",
                "unit_id"))
        .containsExactlyInAnyOrder(
            "08:15 UNKNOWN_EXPERIMENT early",
            "09:15 UNKNOWN_EXPERIMENT planned",
            "10:15 UNKNOWN_EXPERIMENT nobody",
            "10:15 OUTSIDE_EXPERIMENT belated");
    assertThat(
            said(
                where(tables.get(Tables.VARIANT_METRICS), "variant_key", "a", "is_mature", "false"),
                "as_of",
                "metric_version",
                "units",
                "events",
                "history_from"))
        .containsExactly(
            "10:00 1 0 0 2024-01-01T10:00:00Z",
            "12:15 1 1 1 2024-01-01T10:00:00Z",
            "13:15 2 1 0 2024-01-01T12:30:00Z");
    assertThat(said(TinyLogs.progress(tables), "as_of", "read", "applied", "unmatched"))
        .contains("12:45 7 2 1", "13:15 8 3 1");
  }
}
