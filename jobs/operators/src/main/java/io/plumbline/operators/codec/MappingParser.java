package io.plumbline.operators.codec;

import io.plumbline.core.event.EventKind;
import io.plumbline.operators.codec.Field.Kind;
import io.plumbline.operators.codec.ValueRule.Choice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Reads one source's mapping strictly: every problem is told with its place, and reading goes on.
 */
final class MappingParser {
  private static final List<String> KEYS =
      List.of(
          "topic", "preset", "format", "schema", "explode", "where", "drop", "unsampled", "fields");
  private static final String RULE =
      "a path like a.b, {const: text}, {first: [path, …]},"
          + " {path: a.b, unit: s|ms|us|ns|iso, unreadable: missing}";
  private static final String PATHS = "a path like a.b, or {first: [path, …]}";

  private final EventKind kind;
  private final EventShape<?> shape;
  private final String name;
  private final int index;
  private final List<String> problems = new ArrayList<>();

  MappingParser(EventKind kind, int index) {
    this.kind = kind;
    this.shape = EventShape.of(kind);
    this.index = index;
    this.name = SourceMapping.name(kind, index);
  }

  SourceMapping parse(Map<String, Object> yaml) {
    Map<String, Object> own = keys(name, yaml, KEYS);
    Map<String, Object> all = refined(own);
    String topic = text("topic", all.get("topic"));
    SourceFormat format = choice("format", all.get("format"), SourceFormat.BY_NAME);
    format = format == null ? SourceFormat.AVRO : format;
    String schema = schema(all.get("schema"), format);
    List<ValuePath> explode = explode(all.get("explode"), format);
    List<Condition> where = conditions("where", all.get("where"));
    List<Condition> drop = conditions("drop", all.get("drop"));
    List<Condition> unsampled = conditions("unsampled", all.get("unsampled"));
    Map<String, ValueRule> fields = new LinkedHashMap<>();
    Map<String, MapRule> maps = new LinkedHashMap<>();
    boolean ownFields = all.get("fields") == null && format != SourceFormat.OTLP_JSON;
    if (ownFields) {
      for (Field field : shape.fields()) {
        if (field.kind() == Kind.MAP) {
          maps.put(field.name(), MapRule.own(field.name()));
        } else {
          fields.put(field.name(), ValueRule.of(ValuePath.ofName(field.name())));
        }
      }
    } else {
      fields(all.get("fields"), fields, maps);
    }
    if (topic == null && all.get("topic") == null) {
      problem("topic", "is missing; allowed: the name of a topic");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return new SourceMapping(
        kind, index, topic, format, schema, explode, where, drop, unsampled, ownFields, fields,
        maps);
  }

  /** A preset's keys under the source's own; of the fields each by itself. */
  private Map<String, Object> refined(Map<String, Object> own) {
    String preset = text("preset", own.get("preset"));
    if (preset == null) {
      return own;
    }
    Map<String, Object> preset0 = Presets.of(preset, kind);
    if (preset0 == null) {
      problem("preset", "is " + preset + "; allowed: " + String.join(", ", Presets.names(kind)));
      return own;
    }
    Map<String, Object> all = new LinkedHashMap<>(preset0);
    own.forEach(
        (key, value) -> {
          if (key.equals("fields") && value instanceof Map<?, ?> fields) {
            Map<Object, Object> both = new LinkedHashMap<>((Map<?, ?>) preset0.get("fields"));
            both.putAll(fields);
            all.put(key, both);
          } else {
            all.put(key, value);
          }
        });
    return all;
  }

  private String schema(Object value, SourceFormat format) {
    String text = text("schema", value);
    if (text == null) {
      return null;
    }
    if (format != SourceFormat.AVRO) {
      problem("schema", "stands with format " + format.key() + "; allowed: with format avro");
      return null;
    }
    String json = text;
    if (!text.startsWith("{")) {
      try {
        json = Files.readString(Path.of(text));
      } catch (IOException | IllegalArgumentException e) {
        problem(
            "schema",
            "is " + text + ", which cannot be read; allowed: an Avro schema as JSON, or its file");
        return null;
      }
    }
    try {
      return AvroSchemas.parse(json).toString();
    } catch (IllegalArgumentException e) {
      problem("schema", e.getMessage());
      return null;
    }
  }

  private List<ValuePath> explode(Object value, SourceFormat format) {
    if (format == SourceFormat.OTLP_JSON) {
      if (value != null) {
        problem(
            "explode", "stands with format otlp-json; allowed: nothing, each log record is one");
      }
      return List.of(ValuePath.parse("$"));
    }
    return value == null ? List.of() : paths("explode", value);
  }

  /** A path, or several of which the first that leads anywhere counts. */
  private List<ValuePath> paths(String key, Object value) {
    Object some = value;
    if (value instanceof Map<?, ?> map && map.size() == 1 && map.get("first") != null) {
      some = map.get("first");
    }
    List<ValuePath> paths = new ArrayList<>();
    for (Object one : some instanceof List<?> list ? list : List.of(some)) {
      ValuePath path = path(key, one, PATHS);
      if (path != null) {
        paths.add(path);
      }
    }
    return paths;
  }

  private List<Condition> conditions(String key, Object value) {
    List<Condition> conditions = new ArrayList<>();
    entries(
        key,
        value,
        "paths with a constant or a list of constants",
        (path, constants) -> {
          String place = key + "." + path;
          List<String> texts = new ArrayList<>();
          for (Object constant : constants instanceof List<?> list ? list : listOf(constants)) {
            String text = constant(place, constant);
            if (text != null) {
              texts.add(text);
            }
          }
          ValuePath parsed = path(place, path, "a path like a.b");
          if (parsed != null && !texts.isEmpty()) {
            conditions.add(new Condition(parsed, texts));
          }
        });
    return conditions;
  }

  private void fields(Object value, Map<String, ValueRule> fields, Map<String, MapRule> maps) {
    entries(
        "fields",
        value,
        "paths by field",
        (field, rule) -> {
          String place = "fields." + field;
          Field known = shape.field(field).orElse(null);
          if (known == null) {
            problem(
                place,
                "is an unknown field; allowed: "
                    + String.join(", ", shape.fields().stream().map(Field::name).toList()));
          } else if (rule == null) {
            return;
          } else if (known.kind() == Kind.MAP) {
            maps.put(field, map(place, known, rule));
          } else {
            ValueRule parsed = rule(place, known, rule);
            if (parsed != null) {
              fields.put(field, parsed);
            }
          }
        });
    for (Field field : shape.fields()) {
      if (field.required() && !fields.containsKey(field.name()) && problems.isEmpty()) {
        problem("fields." + field.name(), "is missing; allowed: " + RULE);
      }
    }
    if (!fields.containsKey("unit_id") && !maps.containsKey("unit_ids") && problems.isEmpty()) {
      problem("fields.unit_id", "is missing; allowed: " + RULE + ", or unit_ids");
    }
  }

  private MapRule map(String place, Field field, Object value) {
    List<ValuePath> wholes = new ArrayList<>();
    Map<String, ValueRule> entries = new LinkedHashMap<>();
    if (value instanceof String) {
      wholes.addAll(paths(place, value));
    } else {
      entries(
          place,
          value,
          "paths by name, or \"*\" with the path of a whole object",
          (entry, rule) -> {
            if (entry.equals("*") && rule != null) {
              wholes.addAll(paths(place + ".*", rule));
            } else if (rule != null) {
              ValueRule parsed = rule(place + "." + entry, field, rule);
              if (parsed != null) {
                entries.put(entry, parsed);
              }
            }
          });
    }
    return new MapRule(wholes, field.name().equals("unit_ids"), entries);
  }

  private ValueRule rule(String place, Field field, Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      ValuePath path = path(place, value, RULE);
      return path == null ? null : ValueRule.of(path);
    }
    int before = problems.size();
    boolean lenient = map.get("unreadable") != null;
    if (lenient && !"missing".equals(map.get("unreadable"))) {
      problem(place + ".unreadable", "is " + shown(map.get("unreadable")) + "; allowed: missing");
    }
    List<Choice> choices = new ArrayList<>();
    if (map.get("first") instanceof List<?> list && !list.isEmpty()) {
      keys(name + "." + place, map, List.of("first", "unreadable"));
      list.forEach(one -> choice(place + ".first", field, one, choices));
    } else {
      choice(place, field, map, choices);
    }
    return problems.size() > before ? null : new ValueRule(choices, lenient);
  }

  private void choice(String place, Field field, Object value, List<Choice> choices) {
    if (!(value instanceof Map<?, ?> map)) {
      ValuePath path = path(place, value, RULE);
      if (path != null) {
        choices.add(Choice.of(path));
      }
    } else if (map.containsKey("const")) {
      keys(name + "." + place, map, List.of("const"));
      String constant = constant(place + ".const", map.get("const"));
      if (constant != null) {
        choices.add(new Choice(null, constant, TimeUnit.ANY));
        requireReadable(place, field, constant);
      }
    } else if (map.get("path") == null) {
      problem(place, "is " + shown(value) + "; allowed: " + RULE);
    } else {
      keys(name + "." + place, map, List.of("path", "unit", "unreadable"));
      ValuePath path = path(place + ".path", map.get("path"), "a path like a.b");
      TimeUnit unit = choice(place + ".unit", map.get("unit"), TimeUnit.BY_NAME);
      if (unit != null && field.kind() != Kind.TIME) {
        problem(place + ".unit", "stands with a field that is no time; allowed: with a time");
      }
      if (path != null) {
        choices.add(new Choice(path, null, unit == null ? TimeUnit.ANY : unit));
      }
    }
  }

  /** A constant that the field cannot be would refuse every record. */
  private void requireReadable(String place, Field field, String constant) {
    try {
      if (field.kind() != Kind.MAP) {
        new FieldValues().put(field, constant);
      }
    } catch (MalformedException e) {
      problem(
          place + ".const", "is " + constant + "; allowed: " + FieldValues.allowed(field.kind()));
    }
  }

  private ValuePath path(String place, Object value, String allowed) {
    if (!(value instanceof String text)) {
      problem(place, "is " + shown(value) + "; allowed: " + allowed);
      return null;
    }
    try {
      return ValuePath.parse(text);
    } catch (IllegalArgumentException e) {
      problem(place, e.getMessage());
      return null;
    }
  }

  private String constant(String place, Object value) {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      if (!value.toString().isEmpty()) {
        return value.toString();
      }
    }
    problem(place, "is " + shown(value) + "; allowed: a text, number or boolean");
    return null;
  }

  /** Null if it is missing, or no text, which is told. */
  private String text(String key, Object value) {
    if (value == null || value instanceof String text && !text.isBlank()) {
      return (String) value;
    }
    problem(key, "is " + shown(value) + "; allowed: a text");
    return null;
  }

  private <T> T choice(String key, Object value, Map<String, T> choices) {
    T chosen = value == null ? null : choices.get(value.toString());
    if (value != null && chosen == null) {
      problem(key, "is " + shown(value) + "; allowed: " + String.join(", ", choices.keySet()));
    }
    return chosen;
  }

  private void entries(String key, Object value, String allowed, BiConsumer<String, Object> entry) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, one) -> entry.accept(String.valueOf(name), one));
    } else if (value != null) {
      problem(key, "is " + shown(value) + "; allowed: a mapping of " + allowed);
    }
  }

  private Map<String, Object> keys(String place, Map<?, ?> map, Collection<String> allowed) {
    Map<String, Object> known = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (!allowed.contains(String.valueOf(key))) {
            problems.add(
                place + "." + key + " is an unknown key; allowed: " + String.join(", ", allowed));
          } else {
            known.put(key.toString(), value);
          }
        });
    return known;
  }

  private static List<?> listOf(Object value) {
    List<Object> list = new ArrayList<>();
    list.add(value);
    return list;
  }

  private static String shown(Object value) {
    if (value instanceof Map<?, ?> map) {
      return "a mapping with " + map.keySet();
    }
    return value instanceof List<?> ? "a list" : FieldValues.shown(String.valueOf(value));
  }

  private void problem(String key, String text) {
    problems.add(name + "." + key + " " + text);
  }
}
