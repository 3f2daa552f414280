package io.plumbline.operators.codec.cdc;

import io.plumbline.core.configuration.RowChange;
import io.plumbline.core.configuration.RowOperation;
import io.plumbline.core.configuration.SnapshotMark;
import io.plumbline.core.configuration.SourcePosition;
import io.plumbline.core.configuration.SourceTransaction;
import io.plumbline.core.experiment.Experiment;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Changes of experiments, at first in the snapshot, that come and go, contradict themselves and are
 * repaired. The same seed makes the same.
 */
final class RandomTransactions {
  private static final long START = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final String SCHEMA = "experimentation.";
  private static final String[] EXPERIMENTS = {"gate", "\u00fcber \u4e00", "x"};
  private static final String[] METRICS = {"clicks", "spent"};

  private final Random random;
  private final List<RowChange> open = new ArrayList<>();
  private long now = START - HOUR;
  private long transactions;

  RandomTransactions(long seed) {
    this.random = new Random(seed);
  }

  /** The first is the initial snapshot. */
  SourceTransaction next() {
    boolean isSnapshot = transactions == 0;
    now += random.nextInt((int) HOUR);
    if (!isSnapshot && random.nextInt(5) == 0) {
      put("heartbeats", row("id", 1L));
      return transaction(true, Map.of());
    }
    if (isSnapshot) {
      for (String metric : METRICS) {
        metric(metric, 1);
      }
      begin(EXPERIMENTS[0]);
    } else {
      for (int i = random.nextInt(4); i >= 0; i--) {
        change(EXPERIMENTS[random.nextInt(EXPERIMENTS.length)]);
      }
    }
    return transaction(false, random.nextInt(8) == 0 ? Map.of(SCHEMA + "variants", 2L) : Map.of());
  }

  private SourceTransaction transaction(boolean isHeartbeat, Map<String, Long> missing) {
    boolean isSnapshot = transactions++ == 0;
    List<RowChange> changes = List.copyOf(open);
    open.clear();
    return new SourceTransaction(
        Long.toString(transactions),
        isSnapshot ? Experiment.ALWAYS : now,
        changes,
        isHeartbeat,
        missing);
  }

  private void begin(String key) {
    put("experiments", experiment(key, "running"));
    put("variants", variant(key, "a", true));
    put("variants", variant(key, "b", false));
    put("allocations", allocation(key, START - HOUR));
    put("experiment_metrics", use(key, METRICS[0], "primary"));
  }

  private void change(String key) {
    switch (random.nextInt(12)) {
      case 0, 1 -> begin(key);
      case 2 -> put("experiments", experiment(key, "stopped"));
      case 3 -> put("experiments", experiment(key, "draft"));
      case 4 -> delete("experiments", row("key", key));
      case 5 -> put("variants", variant(key, "c", random.nextInt(4) == 0));
      case 6 -> put("allocations", allocation(key, START + random.nextInt(20) * HOUR));
      case 7 -> put("experiment_metrics", use(key, METRICS[1], "guardrail"));
      case 8 -> metric(METRICS[random.nextInt(2)], 1 + random.nextInt(3));
      case 9 -> put("notes", note(key));
      case 10 -> delete("notes", row("id", (long) random.nextInt(3)));
      default -> change(SCHEMA + "variants", RowOperation.READ, null, variant(key, "b", false));
    }
  }

  private Map<String, Object> experiment(String key, String status) {
    return row(
        "key", key,
        "status", status,
        "kind", random.nextInt(4) == 0 ? "flag" : "experiment",
        "name", random.nextBoolean() ? null : "name " + random.nextInt(3),
        "owner", random.nextBoolean() ? null : "Ann \u00d8",
        "hypothesis", random.nextInt(3) == 0 ? RowChange.UNAVAILABLE : "why " + random.nextInt(2),
        "unit_type", random.nextInt(8) == 0 ? "device" : "user",
        "started_at", time(START + random.nextInt(3) * HOUR),
        "stopped_at", random.nextInt(4) == 0 ? time(START + random.nextInt(30) * HOUR) : null,
        "srm_alpha", random.nextBoolean() ? 0.001 : new BigDecimal("0.0010"),
        "dimensions", random.nextBoolean() ? List.of("country") : List.of("device", "country"),
        "added_later", any(2));
  }

  private static Map<String, Object> variant(String experiment, String key, boolean isControl) {
    return row("experiment_key", experiment, "key", key, "is_control", isControl, "sort_order", 1L);
  }

  private Map<String, Object> allocation(String experiment, long effectiveAt) {
    return row(
        "experiment_key",
        experiment,
        "effective_at",
        time(effectiveAt),
        "weights",
        "{\"a\": 1.50, \"b\": %d}".formatted(random.nextInt(4)),
        "traffic",
        random.nextBoolean() ? 1.0 : 0.25);
  }

  private Map<String, Object> use(String experiment, String metric, String role) {
    return row(
        "experiment_key", experiment,
        "metric_key", metric,
        "role", role,
        "margin", random.nextBoolean() ? null : 0.02,
        "mde", random.nextBoolean() ? null : new BigDecimal("0.010"));
  }

  private void metric(String key, long version) {
    put(
        "metrics",
        row(
            "key",
            key,
            "version",
            version,
            "kind",
            version == 3 ? "median" : "sum",
            "event_name",
            "e" + version,
            "event_filter",
            "{\"country\": \"DE\"}",
            "delay",
            "PT0S",
            "attribution_window",
            7_200_000_000L * version,
            "cap_upper",
            random.nextBoolean() ? null : 3000.5,
            "default_for",
            List.of("user"),
            "added_later",
            any(1)));
  }

  private Map<String, Object> note(String experiment) {
    return row(
        "id",
        (long) random.nextInt(3),
        "experiment_key",
        experiment,
        "author",
        "ann",
        "kind",
        random.nextBoolean() ? "learning" : "comment",
        "action",
        random.nextBoolean() ? "none" : "reset_srm",
        "body",
        "body " + random.nextInt(3),
        "created_at",
        time(START + random.nextInt(10) * HOUR));
  }

  /** Any value that a column may hold. */
  private Object any(int depth) {
    return switch (random.nextInt(depth == 0 ? 8 : 10)) {
      case 0 -> null;
      case 1 -> random.nextLong();
      case 2 -> random.nextGaussian();
      case 3 -> new BigDecimal(random.nextLong() + "e" + (random.nextInt(40) - 20));
      case 4 -> random.nextBoolean();
      case 5 -> "";
      case 6 -> "text \ud83d\ude00 " + random.nextInt();
      case 7 -> RowChange.UNAVAILABLE;
      case 8 -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          list.add(any(depth - 1));
        }
        yield list;
      }
      default -> row("k" + random.nextInt(3), any(depth - 1), "a", any(depth - 1));
    };
  }

  private void put(String table, Map<String, Object> row) {
    change(SCHEMA + table, transactions == 0 ? RowOperation.READ : RowOperation.UPDATE, null, row);
  }

  private void delete(String table, Map<String, Object> key) {
    change(SCHEMA + table, RowOperation.DELETE, key, null);
  }

  private void change(
      String table, RowOperation operation, Map<String, Object> key, Map<String, Object> after) {
    long place = open.size() + 1L;
    open.add(
        new RowChange(
            table,
            operation,
            key,
            null,
            after,
            Long.toString(transactions),
            now,
            SnapshotMark.NONE,
            new SourcePosition(transactions, transactions, place, "cdc." + table, 0, place)));
  }

  /** "column", value, ... */
  private static Map<String, Object> row(Object... values) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i += 2) {
      row.put((String) values[i], values[i + 1]);
    }
    return row;
  }

  private static String time(long ms) {
    return Instant.ofEpochMilli(ms).toString();
  }
}
