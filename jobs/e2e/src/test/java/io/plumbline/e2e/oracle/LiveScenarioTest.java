package io.plumbline.e2e.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.e2e.oracle.LiveScenario.Change;
import io.plumbline.e2e.oracle.LogScenario.Send;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LiveScenarioTest {

  private static final Instant BEGIN = Instant.parse("2024-01-01T10:00:00Z");

  @Test
  void itIsSentPieceByPieceAndNothingIsLeft() {
    LiveScenario scenario = LiveScenario.of(1, BEGIN);
    List<Send> sends = new ArrayList<>();
    Instant before = Instant.EPOCH;
    for (Change change : Change.values()) {
      sends.addAll(scenario.sends(before, scenario.due(change)));
      before = scenario.due(change);
    }
    sends.addAll(scenario.sends(before, scenario.end()));
    int records = scenario.logs().stream().mapToInt(log -> log.records().size()).sum();
    assertThat(sends.size()).isEqualTo(records);
    assertThat(records).isGreaterThan(5_000);
    assertThat(scenario.closedThrough()).isEqualTo(BEGIN.plusSeconds(75));
  }

  @Test
  void theSourceLetsInAndRefuses() {
    LiveScenario scenario = LiveScenario.of(1, BEGIN);
    Map<String, Integer> seen = new TreeMap<>();
    for (Arrival arrival : Arrivals.ofLogs(scenario.logs(), scenario.timing())) {
      boolean late = arrival.isAccepted() && arrival.visibleAt > arrival.time();
      seen.merge(late ? "late" : "" + arrival.refusal, 1, Integer::sum);
    }
    assertThat(seen.get("late")).isGreaterThan(200);
    assertThat(seen.get("MALFORMED")).isEqualTo(10);
    assertThat(seen.get("TOO_LATE")).isGreaterThan(10);
    assertThat(seen).containsOnlyKeys("late", "null", "MALFORMED", "TOO_LATE");
  }
}
