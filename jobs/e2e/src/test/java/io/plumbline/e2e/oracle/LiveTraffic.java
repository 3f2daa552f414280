package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.PartitionLog.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The events of {@link LiveScenario}: what applications send that have a split of their own, know
 * nothing of experiments that do not run, and are not always in time.
 */
final class LiveTraffic {

  /** Seconds from the beginning to the end of the traffic. */
  static final int END = 60;

  /** Behind the end, so that all windows have closed and their rows are out. */
  private static final int[] CLOSING = {65, 69, 74, 79};

  private static final int USERS = 500;
  private static final List<String> COUNTRIES = List.of("DE", "DE", "FR", "PL");

  private final LogDrafts drafts;
  private final long begin;
  private int ids;

  LiveTraffic(LogDrafts drafts, long begin) {
    this.drafts = drafts;
    this.begin = begin;
  }

  void all() {
    for (int user = 0; user < USERS; user++) {
      user("u" + user);
    }
    strangers();
    close();
  }

  private long at(double second) {
    return begin + (long) (second * LogDrafts.SECOND);
  }

  private double between(double from, double to) {
    return from + drafts.random.nextDouble() * (to - from);
  }

  private void user(String user) {
    Map<String, String> attributes = new TreeMap<>();
    attributes.put("country", drafts.oneOf(COUNTRIES));
    if (drafts.chance(0.8)) {
      attributes.put("app", drafts.oneOf(List.of("ios", "web")));
    }
    // some before the start, some after the stop
    meets(user, attributes, "checkout", 0.8, 0, END);
    meets(user, attributes, "banner", 0.7, 0, END);
    meets(user, attributes, "broken", 0.7, 2, 58);
    meets(user, attributes, "search", 0.7, 4, END);
    meets(user, attributes, "dark_mode", 0.8, 0, END);
  }

  private void meets(
      String user,
      Map<String, String> attributes,
      String experiment,
      double chance,
      double from,
      double to) {
    if (!drafts.chance(chance)) {
      return;
    }
    double first = between(from, to);
    String variant = variant(experiment, first);
    expose(user, attributes, experiment, variant, first);
    for (double again = first; drafts.chance(0.35); ) {
      again = Math.min(END, again + between(0.2, 9));
      String shown = drafts.chance(0.15) ? variant(experiment, again) : variant;
      expose(user, attributes, experiment, shown, again);
    }
    for (double then = first; drafts.chance(0.6); ) {
      then += between(0.1, 6);
      act(user, Math.min(END, then));
    }
  }

  /** By shares of the application's own. */
  private String variant(String experiment, double second) {
    double dice = drafts.random.nextDouble();
    switch (experiment) {
      case "checkout":
        return dice < (second < 15 ? 0.5 : 0.25) ? "a" : "b";
      case "banner":
        if (second >= 33 && dice < 0.33) {
          return "blue";
        }
        return dice < 0.01 ? "blue" : dice < 0.66 ? "plain" : "red";
      case "broken":
        return dice < 0.8 ? "control" : "treatment";
      case "search":
        return dice < (second < 24 ? 0.5 : 0.33) ? "old" : "new";
      default:
        double on = second < 14 ? 0.1 : second < 37 ? 0.5 : 1;
        return dice < on ? "on" : "off";
    }
  }

  private void expose(
      String user,
      Map<String, String> attributes,
      String experiment,
      String variant,
      double second) {
    long time = at(second);
    drafts.exposure(
        partition(Kind.EXPOSURES, user),
        sentAt(time),
        "x" + ids++,
        experiment,
        variant,
        Map.of("user", user),
        time,
        attributes);
  }

  private void act(String user, double second) {
    String name = drafts.oneOf(List.of("buy", "buy", "view", "view", "tap", "open", "scroll"));
    long time = at(second);
    String id = "e" + ids++;
    Double value = drafts.chance(0.9) ? Math.round(between(1, 12_000)) / 100.0 : null;
    Map<String, String> units =
        drafts.chance(0.2) ? Map.of("user", user, "device", "d" + user) : Map.of("user", user);
    Map<String, String> attributes = Map.of("currency", drafts.chance(0.7) ? "EUR" : "USD");
    int partition = partition(Kind.METRIC_EVENTS, user);
    long sentAt = sentAt(time);
    drafts.event(partition, sentAt, id, name, units, time, value, attributes);
    if (drafts.chance(0.05)) {
      int other =
          drafts.chance(0.5) ? partition : drafts.otherPartition(Kind.METRIC_EVENTS, partition);
      long again = Math.min(at(END), sentAt + drafts.between(0, 3 * LogDrafts.SECOND));
      drafts.event(other, again, id, name, units, time, value, attributes);
    }
  }

  /** Mostly at once; in twenty seconds and a bit more it is too late. */
  private long sentAt(long time) {
    return Math.min(at(END), time + delay());
  }

  private long delay() {
    if (drafts.chance(0.01)) {
      return -drafts.between(0, 2 * LogDrafts.SECOND);
    }
    if (drafts.chance(0.01)) {
      return drafts.between(15 * LogDrafts.SECOND, 30 * LogDrafts.SECOND);
    }
    double longest = drafts.chance(0.06) ? 9 : drafts.chance(0.2) ? 1.9 : 0.5;
    return (long) (drafts.random.nextDouble() * longest * LogDrafts.SECOND);
  }

  private int partition(Kind kind, String user) {
    return Math.floorMod(user.hashCode(), drafts.partitions(kind));
  }

  /** What nobody can place. */
  private void strangers() {
    for (int i = 0; i < 40; i++) {
      long time = at(between(1, END));
      String experiment = drafts.oneOf(List.of("nonesuch", "banner", "checkout"));
      String variant = drafts.oneOf(List.of("plain", "a", "green"));
      drafts.exposure(
          drafts.anyPartition(Kind.EXPOSURES),
          time,
          "s" + i,
          experiment,
          variant,
          drafts.chance(0.5) ? Map.of("device", "d" + i) : Map.of("user", "stranger" + i),
          time,
          Map.of());
    }
    for (Kind kind : Kind.values()) {
      for (int i = 0; i < 5; i++) {
        byte[] poison = ("{\"event_time\": \"poison " + i).getBytes(StandardCharsets.UTF_8);
        long sentAt = at(between(2, END));
        drafts.add(kind, drafts.anyPartition(kind), sentAt, LogRecord.poison(sentAt, poison));
      }
    }
  }

  /** Moves time on in every partition, with events that stand ahead of their sending. */
  private void close() {
    long sentAt = at(END);
    Map<String, String> nobody = Map.of("user", "nobody");
    for (int second : CLOSING) {
      long time = at(second);
      for (int p = 0; p < drafts.exposurePartitions; p++) {
        drafts.exposure(p, sentAt, "closing" + second + p, "nonesuch", "a", nobody, time, Map.of());
      }
      for (int p = 0; p < drafts.eventPartitions; p++) {
        drafts.event(p, sentAt, "closing" + second + p, "idle", nobody, time, null, Map.of());
      }
    }
  }
}
