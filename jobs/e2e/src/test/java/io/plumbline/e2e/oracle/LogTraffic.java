package io.plumbline.e2e.oracle;

import static io.plumbline.e2e.oracle.LogDrafts.BEGIN;
import static io.plumbline.e2e.oracle.LogDrafts.MINUTE;
import static io.plumbline.e2e.oracle.LogDrafts.SECOND;
import static io.plumbline.e2e.oracle.LogDrafts.at;

import io.plumbline.e2e.oracle.PartitionLog.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What ordinary users do, sent over networks and by clocks as they are. */
final class LogTraffic {

  private static final List<String> COUNTRIES = List.of("DE", "FR", "US");
  private static final List<String> APPS = List.of("ios", "android");
  private static final long END = at("05:00");

  /**
   * Later, state of an experiment that has stopped may be gone: what is too late then is unsaid.
   */
  private static final long LAST_TOO_LATE = at("03:30");

  private final LogDrafts drafts;
  private int ids;

  LogTraffic(LogDrafts drafts) {
    this.drafts = drafts;
  }

  /** One user's name, devices and preferences. */
  private record User(String id, String device, String country, String app) {

    Map<String, String> identities() {
      return device == null ? Map.of("user", id) : Map.of("user", id, "device", device);
    }

    Map<String, String> attributes() {
      Map<String, String> attributes = new TreeMap<>();
      if (country != null) {
        attributes.put("country", country);
      }
      attributes.put("app", app);
      return attributes;
    }
  }

  void users(int count) {
    for (int i = 0; i < count; i++) {
      String country = drafts.chance(0.1) ? null : drafts.oneOf(COUNTRIES);
      String device = drafts.chance(0.6) ? "d" + i : null;
      User user = new User("u" + i, device, country, drafts.oneOf(APPS));
      long firstSeen = drafts.between(at("20:05"), at("04:20"));
      expose(user, firstSeen);
      act(user, firstSeen);
    }
  }

  private void expose(User user, long firstSeen) {
    if (drafts.chance(0.8)) {
      show(user, "checkout", drafts.chance(0.5) ? "a" : "b", List.of("a", "b"), firstSeen, 0.04);
    }
    long bannerAt = drafts.between(firstSeen, firstSeen + 10 * MINUTE);
    if (bannerAt > at("20:25") && drafts.chance(0.7)) {
      show(user, "banner", bannerVariant(bannerAt), List.of("plain", "red"), bannerAt, 0.05);
    }
    long brokenAt = drafts.between(firstSeen, firstSeen + 20 * MINUTE);
    if (brokenAt > at("20:50") && drafts.chance(0.9)) {
      boolean control = drafts.chance(0.6);
      String variant = control ? "control" : "treatment";
      show(user, "broken", variant, List.of("control", "treatment"), brokenAt, 0.01);
    }
    if (firstSeen > at("00:15")
        && drafts.chance(0.8)
        && (user.device != null || drafts.chance(0.1))) {
      // who has no device is rejected
      List<String> variants = List.of("old", "new", "newest");
      show(user, "mobile", drafts.oneOf(variants), variants, firstSeen, 0.02);
    }
  }

  /** As planned, but for the first minutes after a change, in which old clients go on. */
  private String bannerVariant(long time) {
    boolean even = time > at("00:07:20") && (time > at("00:20") || drafts.chance(0.5));
    if (time > at("02:10:05") && (time > at("02:22") || drafts.chance(0.5))) {
      return drafts.oneOf(List.of("plain", "red", "blue"));
    }
    return drafts.chance(even ? 1 / 2.0 : 2 / 3.0) ? "plain" : "red";
  }

  private void show(
      User user,
      String experiment,
      String variant,
      List<String> variants,
      long time,
      double crossing) {
    exposure(user, experiment, variant, time);
    while (drafts.chance(0.25)) {
      exposure(user, experiment, variant, drafts.between(time, time + 90 * MINUTE));
    }
    if (drafts.chance(crossing)) {
      String other = drafts.oneOf(variants.stream().filter(v -> !v.equals(variant)).toList());
      exposure(user, experiment, other, drafts.between(time, time + 60 * MINUTE));
    }
  }

  private void exposure(User user, String experiment, String variant, long time) {
    boolean stopped = experiment.equals("checkout") && time > at("02:37:30");
    stopped |= experiment.equals("broken") && time > at("03:30");
    if (time >= END || stopped && drafts.chance(0.8)) {
      return;
    }
    String id = "x" + ids++;
    int partition = drafts.anyPartition(Kind.EXPOSURES);
    long sentAt = sentAt(time);
    long clock = clock(time, sentAt);
    Map<String, String> units = user.identities();
    if (isRefused(clock, sentAt)) {
      // which identity names a record that nobody has judged is unsaid
      boolean byDevice = experiment.equals("mobile") && user.device() != null;
      units = byDevice ? Map.of("device", user.device()) : Map.of("user", user.id());
    }
    drafts.exposure(partition, sentAt, id, experiment, variant, units, clock, user.attributes());
    if (isSentSoon(clock, sentAt) && drafts.chance(0.01)) {
      int other = drafts.chance(0.5) ? partition : drafts.otherPartition(Kind.EXPOSURES, partition);
      long again = drafts.between(sentAt + SECOND, sentAt + 20 * MINUTE);
      drafts.exposure(other, again, id, experiment, variant, units, clock, user.attributes());
    }
  }

  private void act(User user, long firstSeen) {
    while (drafts.chance(0.8)) {
      double waiting = -40 * MINUTE * Math.log(1 - drafts.random.nextDouble());
      boolean before = drafts.chance(0.08);
      long time = firstSeen + (long) (before ? -waiting / 2 : waiting);
      if (time < END && time > BEGIN + MINUTE) {
        event(user, time);
      }
    }
  }

  private void event(User user, long time) {
    double die = drafts.random.nextDouble();
    Map<String, String> units = drafts.chance(0.5) ? Map.of("user", user.id()) : user.identities();
    if (die < 0.3) {
      event(units, "buy", cents(100, 6_000), time, Map.of());
    } else if (die < 0.55) {
      event(units, "view", null, time, Map.of());
    } else if (die < 0.78) {
      String place = drafts.chance(0.6) ? "banner" : "menu";
      event(units, "click", null, time, Map.of("place", place));
    } else if (die < 0.95) {
      boolean known = user.device() != null;
      event(known ? Map.of("device", user.device()) : units, "open", null, time, Map.of());
    } else {
      event(units, "scroll", null, time, Map.of());
    }
  }

  private double cents(int from, int to) {
    return (from + drafts.random.nextInt(to - from)) / 100.0;
  }

  private void event(
      Map<String, String> units,
      String name,
      Double value,
      long time,
      Map<String, String> attributes) {
    String id = "e" + ids++;
    int partition = drafts.anyPartition(Kind.METRIC_EVENTS);
    Double amount = drafts.chance(0.002) && value != null ? Double.valueOf(1e300) : value;
    long sentAt = sentAt(time);
    long clock = clock(time, sentAt);
    drafts.event(partition, sentAt, id, name, units, clock, amount, attributes);
    if (isSentSoon(clock, sentAt)) {
      repeat(id, name, units, amount, clock, sentAt, attributes, partition);
    }
  }

  private void repeat(
      String id,
      String name,
      Map<String, String> units,
      Double amount,
      long clock,
      long sentAt,
      Map<String, String> attributes,
      int partition) {
    int other =
        drafts.chance(0.5) ? partition : drafts.otherPartition(Kind.METRIC_EVENTS, partition);
    if (drafts.chance(0.03)) {
      long again = drafts.between(sentAt + SECOND, sentAt + 40 * MINUTE);
      drafts.event(other, again, id, name, units, clock, amount, attributes);
    }
    if (drafts.chance(0.01)) {
      // another content: its time is later, or only its value is another
      long shift = drafts.chance(0.5) ? 0 : drafts.between(0, 10 * MINUTE);
      Double otherAmount = amount == null ? null : Double.valueOf(cents(100, 1_000));
      long again = Math.max(sentAt, clock) + shift;
      drafts.event(other, again, id, name, units, clock + shift, otherAmount, attributes);
    }
    long afterLateness = clock + drafts.between(75 * MINUTE, 120 * MINUTE);
    if (afterLateness < END && drafts.chance(0.01)) {
      drafts.event(other, afterLateness, id, name, units, afterLateness, amount, attributes);
    }
  }

  /** Mostly within seconds; some minutes late, a few within an hour, fewer hours. */
  private long sentAt(long time) {
    double die = drafts.random.nextDouble();
    if (die < 0.90) {
      return drafts.between(time, time + 20 * SECOND);
    }
    if (die < 0.96) {
      return drafts.between(time + 40 * SECOND, time + 5 * MINUTE);
    }
    if (die < 0.993) {
      return Math.min(END, drafts.between(time + 5 * MINUTE, time + 54 * MINUTE));
    }
    long late = drafts.between(time + 64 * MINUTE, time + 240 * MINUTE);
    return late < LAST_TOO_LATE ? late : time;
  }

  private static boolean isRefused(long clock, long sentAt) {
    return clock > sentAt + 5 * MINUTE || clock < sentAt - 60 * MINUTE;
  }

  private static boolean isSentSoon(long clock, long sentAt) {
    return clock < sentAt + 4 * MINUTE && clock > sentAt - 15 * MINUTE;
  }

  /** What the sender's clock makes of a time. */
  private long clock(long time, long sentAt) {
    double die = drafts.random.nextDouble();
    if (die < 0.003) {
      return sentAt + drafts.between(6 * MINUTE, 3_000 * MINUTE);
    }
    return die < 0.005 ? sentAt + drafts.between(MINUTE, 4 * MINUTE) : time;
  }
}
