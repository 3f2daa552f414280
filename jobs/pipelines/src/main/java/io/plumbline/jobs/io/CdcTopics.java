package io.plumbline.jobs.io;

import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The topics of a Debezium connector that captures the configuration's tables.
 *
 * @param prefix of all of them, as the connector's {@code topic.prefix}
 */
public record CdcTopics(String prefix) implements Serializable {

  /** What is read of the database, with its schema. */
  public static final List<String> TABLES =
      Stream.of(
              "experiments",
              "variants",
              "allocations",
              "metrics",
              "experiment_metrics",
              "notes",
              "heartbeats")
          .map(table -> "experimentation." + table)
          .toList();

  private static final String TRANSACTIONS = "transaction";

  /** Of a table with its schema. */
  public String of(String table) {
    return prefix + "." + table;
  }

  /** All of them, and no other: a topic comes to be with its first record. */
  public Pattern pattern() {
    return Pattern.compile(
        Stream.concat(TABLES.stream(), Stream.of(TRANSACTIONS))
            .map(name -> Pattern.quote(of(name)))
            .collect(Collectors.joining("|")));
  }
}
