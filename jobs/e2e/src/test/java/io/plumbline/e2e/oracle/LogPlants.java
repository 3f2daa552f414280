package io.plumbline.e2e.oracle;

import static io.plumbline.e2e.oracle.LogDrafts.MINUTE;
import static io.plumbline.e2e.oracle.LogDrafts.SECOND;
import static io.plumbline.e2e.oracle.LogDrafts.at;

import io.plumbline.e2e.oracle.PartitionLog.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What must be in the logs whatever the dice say: a unit of its own for each case. */
final class LogPlants {

  private static final int EACH = 6;

  /** Later than the next tick but one, and not too late. */
  private static final long LATE = 40 * MINUTE;

  private final LogDrafts drafts;
  private int ids;

  LogPlants(LogDrafts drafts) {
    this.drafts = drafts;
  }

  void all() {
    poison();
    forgottenExperiment();
    for (int i = 0; i < EACH; i++) {
      movedEarlier(i, "same", "a");
      movedEarlier(i, "other", "b");
      enrolledAfterItsEvents(i);
      movedIntoAnotherEpoch(i);
      crossoverMoved(i);
      excludedLate(i);
      refusedThenEnrolled(i);
      offAfterEnrollment(i);
      offBecomesCrossover(i);
      offBecomesCrossoverOfMoved(i);
      sameTimeSameId(i);
      duplicatesMove(i);
      matureMoved(i);
      movedAfterTheStop(i);
      unknownThings(i);
      wrongClocks(i);
    }
  }

  /** Repeats of enrolled units: they move time on in every partition and change little else. */
  void close() {
    long first = at("05:10");
    for (Kind kind : Kind.values()) {
      for (int partition = 0; partition < drafts.partitions(kind); partition++) {
        for (long time = first; time < at("05:47"); time += 12 * MINUTE + 10 * SECOND) {
          if (kind == Kind.EXPOSURES) {
            exposed(partition, "closing", "banner", "plain", time, time + SECOND, "DE");
          } else {
            did(partition, "closing", "scroll", time, time + SECOND);
          }
        }
      }
    }
  }

  private void exposed(
      int partition,
      String unit,
      String experiment,
      String variant,
      long time,
      long sentAt,
      String country) {
    drafts.exposure(
        partition,
        sentAt,
        "p" + ids++,
        experiment,
        variant,
        Map.of("user", unit),
        time,
        Map.of("country", country));
  }

  private void exposed(String unit, String experiment, String variant, long time, long sentAt) {
    exposed(drafts.anyPartition(Kind.EXPOSURES), unit, experiment, variant, time, sentAt, "DE");
  }

  private void exposed(String unit, String experiment, String variant, long time) {
    exposed(unit, experiment, variant, time, time + SECOND);
  }

  private String did(int partition, String unit, String name, long time, long sentAt) {
    String id = "q" + ids++;
    drafts.event(
        partition,
        sentAt,
        id,
        name,
        Map.of("user", unit),
        time,
        name.equals("buy") ? 5.25 : null,
        name.equals("click") ? Map.of("place", "banner") : Map.of());
    return id;
  }

  private String did(String unit, String name, long time) {
    return did(drafts.anyPartition(Kind.METRIC_EVENTS), unit, name, time, time + SECOND);
  }

  private long anyTime() {
    return drafts.between(at("21:10"), at("01:20"));
  }

  /** Enrolled in a; then it turns out that it had been shown {@code variant} before, elsewhere. */
  private void movedEarlier(int i, String name, String variant) {
    String unit = "moved-" + name + i;
    long time = anyTime();
    exposed(unit, "checkout", "a", time);
    did(unit, "buy", time + 2 * MINUTE);
    did(unit, "buy", time - 4 * MINUTE);
    did(unit, "view", time + 30 * MINUTE);
    exposed(
        drafts.anyPartition(Kind.EXPOSURES),
        unit,
        "checkout",
        variant,
        time - 10 * MINUTE,
        time - 10 * MINUTE + LATE,
        "FR");
  }

  private void enrolledAfterItsEvents(int i) {
    String unit = "unexposed" + i;
    long time = anyTime();
    did(unit, "buy", time + MINUTE);
    did(unit, "view", time + 12 * MINUTE);
    did(unit, "click", time + 2 * MINUTE);
    did(unit, "buy", time - MINUTE);
    exposed(unit, "checkout", i % 2 == 0 ? "a" : "b", time, time + LATE);
    exposed(unit, "banner", "plain", time, time + LATE);
  }

  /** From the settling epoch of the first change, or from after it, to before the change. */
  private void movedIntoAnotherEpoch(int i) {
    String unit = "changed" + i;
    long time = at(i % 2 == 0 ? "00:12" : "00:31");
    exposed(unit, "banner", "red", time);
    did(unit, "click", time + MINUTE);
    long before = at("00:05") - i * SECOND;
    exposed(unit, "banner", i < 3 ? "plain" : "red", before, before + 50 * MINUTE);
  }

  private void crossoverMoved(int i) {
    String unit = "crossed" + i;
    String experiment = i % 2 == 0 ? "checkout" : "banner";
    List<String> variants = i % 2 == 0 ? List.of("a", "b") : List.of("plain", "red");
    long time = anyTime();
    exposed(unit, experiment, variants.get(0), time);
    exposed(unit, experiment, variants.get(1), time + 30 * MINUTE);
    exposed(unit, experiment, variants.get(1), time + 5 * MINUTE, time + 5 * MINUTE + 50 * MINUTE);
  }

  private void excludedLate(int i) {
    String unit = "excluded" + i;
    long time = anyTime();
    exposed(unit, "banner", "plain", time);
    did(unit, "click", time + 4 * MINUTE);
    exposed(unit, "banner", "red", time + 2 * MINUTE, time + LATE);
  }

  /** Blue is off until the second change. */
  private void refusedThenEnrolled(int i) {
    String unit = "off-before" + i;
    long time = anyTime();
    exposed(unit, "banner", "blue", time);
    exposed(unit, "banner", "red", time + 20 * MINUTE);
    did(unit, "click", time + 21 * MINUTE);
  }

  private void offAfterEnrollment(int i) {
    String unit = "off-after" + i;
    long time = anyTime();
    exposed(unit, "banner", "red", time);
    exposed(unit, "banner", "blue", time + 20 * MINUTE);
  }

  /** Refused, until an exposure from before it arrives. */
  private void offBecomesCrossover(int i) {
    String unit = "off-then-crossed" + i;
    long time = anyTime();
    exposed(unit, "banner", "blue", time);
    did(unit, "click", time + MINUTE);
    exposed(unit, "banner", "plain", time - 5 * MINUTE, time + LATE);
  }

  private void offBecomesCrossoverOfMoved(int i) {
    String unit = "off-then-moved" + i;
    long time = anyTime();
    exposed(unit, "banner", "blue", time);
    exposed(unit, "banner", "plain", time + 2 * MINUTE);
    did(unit, "click", time + 3 * MINUTE);
    exposed(unit, "banner", "red", time - 5 * MINUTE, time + LATE);
  }

  /** Only the content of the two tells which enrols. */
  private void sameTimeSameId(int i) {
    long time = anyTime();
    for (int n = 0; n < 2; n++) {
      int partition = (i + n) % drafts.partitions(Kind.EXPOSURES);
      drafts.exposure(
          partition,
          time + SECOND,
          "tie" + i,
          "checkout",
          n == 0 ? "b" : "a",
          Map.of("user", "tied" + i),
          time,
          Map.of("country", "US"));
    }
  }

  /** Repetitions and a refused value count under another variant once the enrollment moves. */
  private void duplicatesMove(int i) {
    String unit = "repeating" + i;
    long time = anyTime();
    exposed(unit, "checkout", "a", time);
    String id = did(unit, "buy", time + MINUTE);
    for (int n = 0; n < drafts.partitions(Kind.METRIC_EVENTS); n++) {
      long sentAt = time + (2 + n) * MINUTE;
      drafts.event(n, sentAt, id, "buy", Map.of("user", unit), time + MINUTE, 5.25, Map.of());
    }
    drafts.event(
        drafts.anyPartition(Kind.METRIC_EVENTS),
        time + 3 * MINUTE,
        id + "-large",
        "buy",
        Map.of("user", unit),
        time + 3 * MINUTE,
        1e300,
        Map.of());
    exposed(unit, "checkout", "b", time - 5 * MINUTE, time + LATE);
    long again = time + 80 * MINUTE;
    drafts.event(0, again, id, "buy", Map.of("user", unit), again, 7.5, Map.of());
    // 19 minutes after the one that counted, seen 49 minutes after it, and so a repetition of it
    long late = again + 30 * MINUTE;
    drafts.event(0, late + 19 * MINUTE, id, "buy", Map.of("user", unit), late, 2.5, Map.of());
  }

  /**
   * Browsed closes 50 minutes after enrollment: what was open until 22:50 has closed at 22:10, and
   * without the view of 22:11.
   */
  private void matureMoved(int i) {
    String unit = "matured" + i;
    long time = at("22:00") + i * 15 * MINUTE;
    exposed(unit, "checkout", "b", time);
    did(unit, "view", time + 6 * MINUTE);
    did(unit, "view", time + 11 * MINUTE);
    exposed(unit, "checkout", "a", time - 40 * MINUTE, time + 17 * MINUTE);
  }

  /** Nobody enrols any more, so that one variant has fewer units than in the row before. */
  private void movedAfterTheStop(int i) {
    String unit = "stopped" + i;
    long time = at("02:20") + i * MINUTE;
    exposed(unit, "checkout", "a", time);
    did(unit, "buy", time + 5 * MINUTE);
    long sentAt = at("02:50") + i * 4 * MINUTE;
    exposed(unit, "checkout", "b", time - 5 * MINUTE, sentAt);
  }

  /** More than a test in somebody's browser. */
  private void forgottenExperiment() {
    for (int i = 0; i < 110; i++) {
      exposed("stranger" + i % EACH, "forgotten", "a", at("21:30") + i * 10 * SECOND);
    }
  }

  private void unknownThings(int i) {
    long time = anyTime();
    exposed("stranger" + i, "nonesuch", "a", time);
    exposed("stranger" + i, "checkout", "purple", time);
    exposed("stranger" + i, "mobile", "new", at("02:00") + i * MINUTE);
    exposed("stranger" + i, "broken", "control", at("20:40") + i * MINUTE);
    exposed("stranger" + i, "checkout", "a", at("02:40") + i * MINUTE);
    did("nobody" + i, "buy", time);
  }

  private void wrongClocks(int i) {
    long time = anyTime();
    Map<String, String> unit = Map.of("user", "clock" + i);
    Map<String, String> country = Map.of("country", "FR");
    int partition = drafts.anyPartition(Kind.EXPOSURES);
    // far ahead by the Kafka timestamp, but not by the sender's gateway; and the other way round
    drafts.add(
        Kind.EXPOSURES,
        partition,
        time,
        LogRecord.exposure(
            time - 30 * MINUTE, "c" + i, "checkout", "a", unit, time, time + SECOND, country));
    drafts.add(
        Kind.EXPOSURES,
        partition,
        time + SECOND,
        LogRecord.exposure(time, "f" + i, "checkout", "b", unit, time, time - 6 * MINUTE, country));
    drafts.event(
        drafts.anyPartition(Kind.METRIC_EVENTS),
        time + MINUTE,
        "g" + i,
        "buy",
        unit,
        time + (7 + 10 * i) * MINUTE,
        3.5,
        Map.of());
    drafts.event(
        drafts.anyPartition(Kind.METRIC_EVENTS),
        time + 90 * MINUTE,
        "h" + i,
        "buy",
        unit,
        time + 5 * MINUTE,
        3.5,
        Map.of());
    // so late that whoever enrols by it would have to be known for longer than anything is kept
    exposed("too-late" + i, "checkout", "a", time, time + 75 * MINUTE);
  }

  private void poison() {
    List<byte[]> payloads =
        List.of(
            bytes("{\"event_id\": \"cut o"),
            bytes("{}"),
            bytes("not json"),
            new byte[] {0, 1, (byte) 0xFE, (byte) 0xFF, 13, 10},
            new byte[0]);
    for (Kind kind : Kind.values()) {
      // before anything else: nothing tells the time but the Kafka timestamp
      int first = drafts.partitions(kind) - 1;
      drafts.add(kind, first, at("20:00"), LogRecord.poison(at("20:00:40"), payloads.get(0)));
      for (int i = 0; i < 4 * payloads.size(); i++) {
        long sentAt = drafts.between(at("20:30"), at("04:50"));
        byte[] payload = payloads.get(i % payloads.size());
        drafts.add(kind, drafts.anyPartition(kind), sentAt, LogRecord.poison(sentAt, payload));
      }
    }
    long early = at("20:00") + SECOND;
    drafts.exposure(
        0,
        early,
        "early",
        "checkout",
        "a",
        Map.of("user", "early"),
        early + 60 * MINUTE,
        Map.of("country", "DE"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
