package io.plumbline.operators.codec.cdc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What schema.sql and workload.sql, beside the captures, make of the tables: written by hand. */
final class Workload {
  /** What workload.sql commits, and what was read again afterwards. */
  static final List<String> COMMITS =
      List.of(
          "834 CREATE experiments[4], CREATE variants[4, control], CREATE variants[4, treatment],"
              + " CREATE allocations[4, u-1]",
          "835 UPDATE experiments[4]",
          "836 UPDATE experiments[4]",
          "837 UPDATE variants[4, treatment]",
          "838 UPDATE allocations[4, u-1]",
          "839 DELETE allocations[4, u-1], CREATE allocations[4, u-1b]",
          "840 DELETE variants[4, control], CREATE variants[4, control2]",
          "841 DELETE allocations[1, u-2]",
          "842 DELETE variants[1, treatment]",
          "845 CREATE variants[2, treatment]",
          "846 UPDATE variants[2, control]",
          "848 CREATE allocations[2, u-9]",
          "850 UPDATE experiments[2]",
          "852 UPDATE experiments[2]",
          "854 UPDATE variants[2, control]",
          "855 TRUNCATE allocations",
          "856 DELETE experiments[4], DELETE variants[4, treatment], DELETE variants[4, control2]",
          "row READ variants[1, control]",
          "row READ variants[2, control]",
          "row READ variants[2, treatment]",
          "857 CREATE allocations[1, u-3]");

  /** What came after the capture of the transactions' topic had ended. */
  static final List<String> LATER =
      List.of(
          "1143 CREATE allocations[1, T2-inside]",
          "1142 CREATE allocations[1, T1-first-write], CREATE allocations[1, T1-second-write]",
          "1153 CREATE allocations[1, after-kill]",
          "3188 CREATE experiments[5]",
          "3189 UPDATE experiments[5]",
          "3191 UPDATE experiments[5]",
          "3192 UPDATE experiments[5]",
          "3193 DELETE experiments[5]");

  private Workload() {}

  static Map<String, Map<String, String>> experiments() {
    return Map.of(
        "[1]",
        experiment(
            "1, checkout-button, running, 0.05, 0.8, 7f9c24e8-3b12-4fef-91e0-56a2d5a5b1c1,"
                + " [growth, web], {\"salt\": \"s1\", \"buckets\": 10000}, "
                + hashes()
                + ", 2026-01-15, 09:30:00.123456, 2026-01-15T09:00:00.123456Z,"
                + " 2026-01-10T08:00:00.987Z, 2026-01-10T08:00:00.987654Z, true"),
        "[2]",
        experiment(
            "2, search-rank, paused, 0.0125, 0.9, 7f9c24e8-3b12-4fef-91e0-56a2d5a5b1c2, [], {},"
                + " null, null, null, null, 1969-12-31T23:59:59.500Z,"
                + " +294247-01-10T04:00:25.200Z, true"),
        "[3]",
        experiment(
            "3, pricing, stopped, 0.1, 0.80000000000000000001,"
                + " 7f9c24e8-3b12-4fef-91e0-56a2d5a5b1c3, [a, null], {\"n\": 1.10}, x, infinite,"
                + " null, infinity, 2026-01-10T08:00:00Z, -290308-12-21T19:59:27.600Z, false"));
  }

  private static Map<String, String> experiment(String values) {
    String[] columns = {
      "id",
      "key",
      "status",
      "alpha",
      "power",
      "owner_id",
      "tags",
      "config",
      "hypothesis",
      "starts_on",
      "daily_at",
      "started_at",
      "created_at",
      "updated_at",
      "enabled"
    };
    // Commas within brackets do not part columns.
    String[] cells = values.split(", (?![^\\[]*\\])(?![^{]*\\})");
    Map<String, String> row = new TreeMap<>();
    for (int i = 0; i < columns.length; i++) {
      row.put(columns[i], cells[i]);
    }
    return row;
  }

  /** {@code SELECT string_agg(md5(g::text), '') FROM generate_series(1, 400) g}. */
  static String hashes() {
    StringBuilder hashes = new StringBuilder();
    for (int i = 1; i <= 400; i++) {
      try {
        hashes.append(
            HexFormat.of()
                .formatHex(
                    MessageDigest.getInstance("MD5")
                        .digest(Integer.toString(i).getBytes(StandardCharsets.UTF_8))));
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError(e);
      }
    }
    return hashes.toString();
  }

  static Map<String, String> variant(
      String experiment, String name, String weight, boolean isControl, String description) {
    return Map.of(
        "experiment_id", experiment,
        "name", name,
        "weight", weight,
        "is_control", Boolean.toString(isControl),
        "description", description);
  }
}
