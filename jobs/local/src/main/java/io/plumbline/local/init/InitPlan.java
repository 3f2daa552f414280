package io.plumbline.local.init;

import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.schemas.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * All that should be there.
 *
 * @param kafka properties of a Kafka client
 * @param registry only when the jobs write with one
 */
public record InitPlan(
    Map<String, String> kafka,
    List<Topic> topics,
    Optional<Registry> registry,
    CatalogConfig catalog,
    Set<Table> tables) {

  /**
   * A topic.
   *
   * @param partitions fixed by what the topic is for; empty: as the user or the broker likes
   * @param compacted whether only the last record of a key is kept
   */
  public record Topic(String name, OptionalInt partitions, boolean compacted) {}

  /**
   * A registry that speaks Confluent's API.
   *
   * @param headers of each request, for those that ask who one is
   */
  public record Registry(String url, Map<String, String> headers, List<Subject> subjects) {}

  /** The schema of a topic's values or keys. */
  public record Subject(String name, Schema schema) {
    /** Confluent's TopicNameStrategy. */
    public static Subject ofValues(String topic, Schema schema) {
      return new Subject(topic + "-value", schema);
    }
  }

  /** How {@link InitCommand} comes to its plan. */
  public interface Reader {
    /**
     * @param config the YAML file of the jobs
     * @param overrides {@code --key value} each
     */
    InitPlan read(Path config, List<String> overrides);
  }
}
