package io.plumbline.jobs.io;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One mapping of a YAML document, read strictly: what is unknown, repeated or of the wrong type is
 * reported with its place, and reading goes on.
 *
 * <p>Works on nodes and not on constructed objects, so that a variant called {@code on} keeps its
 * name, 0.1 stays a decimal, and every message has a line.
 */
final class YamlObject {
  private static final Duration LONGEST = Duration.ofDays(36_525);
  private static final int MOST_DIGITS = 30;

  private final String path;
  private final Map<String, Node> fields = new LinkedHashMap<>();
  private final List<String> problems;
  private boolean faulty;

  private YamlObject(String path, List<String> problems) {
    this.path = path;
    this.problems = problems;
  }

  /**
   * @param path where the node stands in the document; empty at the root
   * @param keys what may stand in it
   * @param unsupported keys of the design that this version cannot do
   * @param problems collects one line a problem
   */
  static YamlObject of(
      Node node,
      String path,
      Collection<String> keys,
      Collection<String> unsupported,
      List<String> problems) {
    YamlObject object = new YamlObject(path, problems);
    if (!(node instanceof MappingNode mapping)) {
      object.problem(path, node, "is " + describe(node) + "; allowed: a mapping with " + keys);
      object.faulty = true;
      return object;
    }
    int before = problems.size();
    for (NodeTuple tuple : mapping.getValue()) {
      Node keyNode = tuple.getKeyNode();
      String key = keyNode instanceof ScalarNode scalar ? scalar.getValue() : "?";
      if (unsupported.contains(key)) {
        object.problem(object.at(key), keyNode, "is not supported in this version");
      } else if (!keys.contains(key)) {
        object.problem(
            object.at(key), keyNode, "is an unknown key" + Suggestion.unknown(key, keys));
      } else if (object.fields.containsKey(key)) {
        object.problem(object.at(key), keyNode, "stands twice; allowed: once");
      } else if (!Tag.NULL.equals(tuple.getValueNode().getTag())) {
        object.fields.put(key, tuple.getValueNode());
      }
    }
    object.faulty = problems.size() > before;
    return object;
  }

  /** Whether its keys alone were wrong already. */
  boolean isFaulty() {
    return faulty;
  }

  String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  boolean has(String key) {
    return fields.containsKey(key);
  }

  String text(String key, String otherwise) {
    return scalar(key, otherwise, "a text", text -> text);
  }

  String requiredText(String key) {
    if (!has(key)) {
      missing(key, "a text");
      return "";
    }
    return text(key, "");
  }

  void missing(String key, String allowed) {
    problems.add((path.isEmpty() ? "" : path + ": ") + key + " is missing; allowed: " + allowed);
  }

  Boolean flag(String key, boolean otherwise) {
    return scalar(
        key,
        otherwise,
        "true or false",
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true", "yes", "on" -> true;
              case "false", "no", "off" -> false;
              default -> throw new IllegalArgumentException(text);
            });
  }

  Long integer(String key, long otherwise) {
    return scalar(key, otherwise, "a whole number", text -> Long.parseLong(text.replace("_", "")));
  }

  Double number(String key, Double otherwise) {
    return scalar(key, otherwise, "a number", text -> decimal(text).doubleValue());
  }

  /** Milliseconds since the epoch, from an ISO-8601 instant, quoted or not. */
  Long instant(String key) {
    Node node = fields.get(key);
    if (node != null && Tag.TIMESTAMP.equals(node.getTag())) {
      Date date = (Date) new SafeConstructor.ConstructYamlTimestamp().construct(node);
      return date.getTime();
    }
    return scalar(
        key,
        null,
        "an instant like 2024-01-31T00:00:00Z",
        text -> OffsetDateTime.parse(text).toInstant().toEpochMilli());
  }

  /** Milliseconds, from an ISO-8601 duration. */
  Long duration(String key, Long otherwise) {
    return scalar(
        key,
        otherwise,
        "a duration like P7D or PT15M, at most P36525D",
        text -> {
          Duration duration = Duration.parse(text);
          if (duration.abs().compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(text);
          }
          return duration.toMillis();
        });
  }

  /** A value of a closed set. */
  <T> T choice(String key, T otherwise, Map<String, T> choices) {
    Node node = fields.get(key);
    if (node == null) {
      return otherwise;
    }
    if (node instanceof ScalarNode scalar) {
      T chosen = choices.get(scalar.getValue());
      if (chosen != null) {
        return chosen;
      }
      problem(
          at(key),
          node,
          "is " + describe(node) + Suggestion.unknown(scalar.getValue(), choices.keySet()));
    } else {
      wrongType(at(key), node, "one of " + String.join(", ", choices.keySet()));
    }
    return otherwise;
  }

  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    items(
        key,
        "a list of texts",
        (node, place) -> {
          if (node instanceof ScalarNode scalar) {
            texts.add(scalar.getValue());
          } else {
            wrongType(place, node, "a text");
          }
        });
    return texts;
  }

  Map<String, String> textMap(String key) {
    return map(key, "a text", text -> text);
  }

  Map<String, BigDecimal> numberMap(String key) {
    return map(key, "a number", YamlObject::decimal);
  }

  /** A mapping within; null if there is none. */
  YamlObject object(String key, Collection<String> keys, Collection<String> unsupported) {
    Node node = fields.get(key);
    return node == null ? null : of(node, at(key), keys, unsupported, problems);
  }

  /** The mappings of a list. */
  List<YamlObject> objects(String key, Collection<String> keys, Collection<String> unsupported) {
    List<YamlObject> objects = new ArrayList<>();
    items(
        key, "a list", (node, place) -> objects.add(of(node, place, keys, unsupported, problems)));
    return objects;
  }

  private interface Item {
    void accept(Node node, String place);
  }

  private void items(String key, String allowed, Item item) {
    Node node = fields.get(key);
    if (node == null) {
      return;
    }
    if (!(node instanceof SequenceNode sequence)) {
      wrongType(at(key), node, allowed);
      return;
    }
    int i = 0;
    for (Node element : sequence.getValue()) {
      item.accept(element, at(key) + "[" + i++ + "]");
    }
  }

  private <T> Map<String, T> map(String key, String allowed, Function<String, T> parse) {
    Map<String, T> map = new LinkedHashMap<>();
    Node node = fields.get(key);
    if (node == null) {
      return map;
    }
    if (!(node instanceof MappingNode mapping)) {
      wrongType(at(key), node, "a mapping of names to " + allowed);
      return map;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String name = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      T value = parsed(at(key) + "." + name, tuple.getValueNode(), null, allowed, parse);
      if (map.containsKey(name)) {
        problem(at(key) + "." + name, tuple.getKeyNode(), "stands twice; allowed: once");
      }
      if (value != null) {
        map.put(name, value);
      }
    }
    return map;
  }

  private <T> T scalar(String key, T otherwise, String allowed, Function<String, T> parse) {
    Node node = fields.get(key);
    return node == null ? otherwise : parsed(at(key), node, otherwise, allowed, parse);
  }

  private <T> T parsed(
      String place, Node node, T otherwise, String allowed, Function<String, T> parse) {
    if (node instanceof ScalarNode scalar) {
      try {
        return parse.apply(scalar.getValue().strip());
      } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
        // Reported below, like a list where a text belongs.
      }
    }
    wrongType(place, node, allowed);
    return otherwise;
  }

  private static BigDecimal decimal(String text) {
    BigDecimal number = new BigDecimal(text.replace("_", ""));
    if (number.precision() > MOST_DIGITS || Math.abs(number.scale()) > MOST_DIGITS) {
      throw new NumberFormatException(text);
    }
    return number;
  }

  private void wrongType(String place, Node node, String allowed) {
    problem(place, node, "is " + describe(node) + "; allowed: " + allowed);
  }

  private void problem(String place, Node node, String text) {
    int line = node.getStartMark().getLine() + 1;
    problems.add((place.isEmpty() ? "document" : place) + " (line " + line + ") " + text);
  }

  private static String describe(Node node) {
    if (node instanceof ScalarNode scalar) {
      String value = scalar.getValue();
      return value.isBlank()
          ? "empty"
          : value.length() <= 60 ? value : value.substring(0, 60) + "…";
    }
    return node instanceof SequenceNode ? "a list" : "a mapping";
  }
}
