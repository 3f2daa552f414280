package io.plumbline.operators.codec;

import io.plumbline.core.event.EventKind;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * How the events of one kind are found in the messages of one topic.
 *
 * @param kind what the events are
 * @param index the source's place in its list of the configuration, from 0
 * @param schema the writer's Avro schema as JSON, of {@code format: avro}; null: our own
 * @param explode where a message holds its events: the first of these that is a list, or an object
 *     for a single one; empty: the message is the event
 * @param where all must hold, or the event is not selected: ignored and not counted
 * @param drop if one holds, the event is left out and counted in a metric
 * @param unsampled if one is broken, the event is one of a sample and refused
 * @param ownFields whether the events have our own field names, and nothing is mapped
 * @param fields by the name of the event's field
 * @param maps the same of {@code unit_ids} and {@code attributes}
 */
public record SourceMapping(
    EventKind kind,
    int index,
    String topic,
    SourceFormat format,
    String schema,
    List<ValuePath> explode,
    List<Condition> where,
    List<Condition> drop,
    List<Condition> unsampled,
    boolean ownFields,
    Map<String, ValueRule> fields,
    Map<String, MapRule> maps)
    implements Serializable {

  public SourceMapping {
    explode = List.copyOf(explode);
    where = List.copyOf(where);
    drop = List.copyOf(drop);
    unsampled = List.copyOf(unsampled);
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    maps = Collections.unmodifiableMap(new LinkedHashMap<>(maps));
  }

  /**
   * A source as the configuration has it.
   *
   * @param yaml texts, numbers, booleans, lists and maps
   * @param index the source's place in its list, from 0
   * @throws IllegalArgumentException if it is wrong; the message has a line for each problem, which
   *     names the source, the key, what was found and what is allowed
   */
  public static SourceMapping parse(Map<String, Object> yaml, EventKind kind, int index) {
    return new MappingParser(kind, index).parse(yaml);
  }

  /** The source without any configuration: our own Avro schema. */
  public static SourceMapping ownFields(String topic, EventKind kind) {
    return parse(Map.of("topic", topic), kind, 0);
  }

  /**
   * The sources of each topic, exposures first; topics by name. Every job reads a topic with all of
   * them, so that all see the same.
   *
   * @throws IllegalArgumentException if two sources read one topic in two formats; the message
   *     names them
   */
  public static Map<String, List<SourceMapping>> byTopic(Collection<SourceMapping> sources) {
    Map<String, List<SourceMapping>> byTopic = new TreeMap<>();
    sources.stream()
        .sorted(Comparator.comparing(SourceMapping::kind).thenComparingInt(SourceMapping::index))
        .forEach(
            source ->
                byTopic.computeIfAbsent(source.topic(), topic -> new ArrayList<>()).add(source));
    byTopic.values().forEach(SourceMapping::requireOneFormat);
    return byTopic;
  }

  private static void requireOneFormat(List<SourceMapping> sources) {
    SourceMapping first = sources.get(0);
    for (SourceMapping source : sources) {
      if (source.format() != first.format()) {
        throw new IllegalArgumentException(
            source.name()
                + ".format is "
                + source.format().key()
                + ", but "
                + first.name()
                + " reads topic "
                + first.topic()
                + " as "
                + first.format().key()
                + "; allowed: one format a topic");
      }
      if (source.format() == SourceFormat.AVRO && !source.writer().equals(first.writer())) {
        throw new IllegalArgumentException(
            source.name()
                + ".schema is another than that of "
                + first.name()
                + " for topic "
                + first.topic()
                + "; allowed: one schema a topic, or format: confluent-avro");
      }
    }
  }

  /** What messages call the source: {@code exposures[0]}. */
  public String name() {
    return name(kind, index);
  }

  static String name(EventKind kind, int index) {
    return (kind == EventKind.EXPOSURE ? "exposures" : "metric-events") + "[" + index + "]";
  }

  /** Whether every message is one event of ours and nothing has to be looked at first. */
  boolean isPlain() {
    return ownFields
        && explode.isEmpty()
        && where.isEmpty()
        && drop.isEmpty()
        && unsampled.isEmpty();
  }

  Schema writer() {
    return schema == null ? AvroSchemas.own(kind) : AvroSchemas.parse(schema);
  }

  /** Adds all that the mapping looks at. */
  void addTo(Wanted wanted) {
    List<ValuePath> paths = new ArrayList<>();
    List.of(where, drop, unsampled).forEach(some -> some.forEach(c -> paths.add(c.path())));
    fields.values().forEach(rule -> addPaths(rule, paths));
    maps.values()
        .forEach(
            map -> {
              paths.addAll(map.wholes());
              map.entries().values().forEach(rule -> addPaths(rule, paths));
            });
    for (ValuePath path : paths) {
      if (path.fromRoot() || explode.isEmpty()) {
        wanted.add(path.steps());
        continue;
      }
      for (ValuePath exploded : explode) {
        wanted.add(joined(exploded.steps(), path.steps()));
        wanted.add(joined(toElement(exploded), path.steps()));
      }
    }
  }

  private static void addPaths(ValueRule rule, List<ValuePath> paths) {
    for (ValueRule.Choice choice : rule.choices()) {
      if (choice.path() != null) {
        paths.add(choice.path());
      }
    }
  }

  private static List<String> toElement(ValuePath path) {
    return joined(path.steps(), List.of(Wanted.ELEMENT));
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> steps = new ArrayList<>(first);
    steps.addAll(second);
    return steps;
  }
}
