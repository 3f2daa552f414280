package io.plumbline.jobs.config;

import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.jobs.io.Secrets;
import io.plumbline.jobs.io.Suggestion;
import io.plumbline.jobs.io.YamlFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads the file and the command line into settings by dotted key. Nested and dotted keys are the
 * same; the command line wins.
 */
final class SettingsReader {
  private final Map<String, String> environment;
  private final Map<String, Setting> settings = new LinkedHashMap<>();
  private final Map<String, List<Map<String, Object>>> sources = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private SettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  static Settings read(Path file, List<Argument> overrides, Map<String, String> environment) {
    SettingsReader reader = new SettingsReader(environment);
    Node document = YamlFiles.parse(file, "kafka, catalog, topics and so on");
    reader.mapping("", document, file.getFileName().toString());
    overrides.forEach(reader::override);
    return new Settings(reader.settings, reader.sources, reader.problems);
  }

  private void mapping(String section, Node node, String file) {
    if (!(node instanceof MappingNode mapping)) {
      problem(
          section.isEmpty() ? "the document" : section,
          place(file, node),
          "is " + describe(section, node),
          "a mapping with " + String.join(", ", ConfigKeys.names(section)));
      return;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      String dotted = section.isEmpty() ? key : section + "." + key;
      entry(dotted, tuple.getKeyNode(), tuple.getValueNode(), file);
    }
  }

  private void entry(String dotted, Node keyNode, Node node, String file) {
    String place = place(file, keyNode);
    Optional<ConfigKey> key = ConfigKeys.find(dotted);
    if (key.isEmpty()) {
      if (!ConfigKeys.isSection(dotted)) {
        unknown(dotted, place);
      } else if (!isNull(node)) {
        mapping(dotted, node, file);
      }
      return;
    }
    if (isNull(node)) {
      return;
    }
    switch (key.get().type()) {
      case PROPERTIES -> {
        if (dotted.equals(key.get().name()) || node instanceof MappingNode) {
          properties(dotted, node, file);
        } else {
          scalar(dotted, node, place);
        }
      }
      case SOURCES -> list(dotted, node, place);
      case TEXT, CHOICE, FLAG, DURATION -> scalar(dotted, node, place);
    }
  }

  private void properties(String dotted, Node node, String file) {
    if (!(node instanceof MappingNode mapping)) {
      problem(dotted, place(file, node), "is " + describe(dotted, node), "a mapping of properties");
      return;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      String below = dotted + "." + key;
      if (tuple.getValueNode() instanceof MappingNode) {
        properties(below, tuple.getValueNode(), file);
      } else if (!isNull(tuple.getValueNode())) {
        scalar(below, tuple.getValueNode(), place(file, tuple.getKeyNode()));
      }
    }
  }

  private void scalar(String dotted, Node node, String place) {
    if (!(node instanceof ScalarNode scalar)) {
      problem(dotted, place, "is " + describe(dotted, node), "a text");
      return;
    }
    if (settings.containsKey(dotted)) {
      problem(dotted, place, "stands twice", "once");
      return;
    }
    put(dotted, scalar.getValue(), place);
  }

  private void put(String dotted, String written, String place) {
    try {
      String value = Setting.resolve(written.strip(), environment);
      settings.put(dotted, new Setting(dotted, value, written.strip(), place));
    } catch (Setting.UnknownVariableException e) {
      problems.add(dotted + " (" + place + ") " + e.getMessage());
    }
  }

  private void list(String dotted, Node node, String place) {
    if (!(node instanceof SequenceNode sequence)) {
      problem(
          dotted,
          place,
          "is " + describe(dotted, node),
          ConfigKeys.find(dotted).orElseThrow().allowed());
      return;
    }
    List<Map<String, Object>> maps = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      String name = dotted + "[" + maps.size() + "]";
      if (element instanceof MappingNode mapping) {
        maps.add(plainMap(name, mapping, place));
      } else {
        problem(name, place, "is " + describe(dotted, element), "a mapping");
      }
    }
    sources.put(dotted, maps);
  }

  private Map<String, Object> plainMap(String name, MappingNode mapping, String place) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      if (map.containsKey(key)) {
        problem(name + "." + key, place, "stands twice", "once");
      }
      map.put(key, plain(name + "." + key, tuple.getValueNode(), place));
    }
    return map;
  }

  /** Texts stay as they are written: {@code on} and {@code 2024-01-31} are names here. */
  private Object plain(String name, Node node, String place) {
    if (node instanceof MappingNode mapping) {
      return plainMap(name, mapping, place);
    }
    if (node instanceof SequenceNode sequence) {
      List<Object> list = new ArrayList<>();
      sequence.getValue().forEach(element -> list.add(plain(name, element, place)));
      return list;
    }
    String text = ((ScalarNode) node).getValue();
    if (isNull(node)) {
      return null;
    }
    if (Tag.BOOL.equals(node.getTag()) && (text.equals("true") || text.equals("false"))) {
      return Boolean.valueOf(text);
    }
    try {
      if (Tag.INT.equals(node.getTag())) {
        return Long.valueOf(text);
      }
      if (Tag.FLOAT.equals(node.getTag())) {
        return Double.valueOf(text);
      }
    } catch (NumberFormatException e) {
      return text;
    }
    try {
      return Setting.resolve(text, environment);
    } catch (Setting.UnknownVariableException e) {
      problems.add(name + " (" + place + ") " + e.getMessage());
      return null;
    }
  }

  private void override(Argument argument) {
    String dotted = argument.key();
    String place = "command line";
    Optional<ConfigKey> key = ConfigKeys.find(dotted);
    if (key.isEmpty() || key.get().type() == ConfigKey.Type.PROPERTIES && isWhole(key, dotted)) {
      unknown(dotted, place);
      return;
    }
    if (argument.value() == null && key.get().type() != ConfigKey.Type.FLAG) {
      problem(dotted, place, "has no value", key.get().allowed());
      return;
    }
    String written = argument.value() == null ? "true" : argument.value();
    boolean isLiteral = !Setting.namesVariable(written);
    if (isLiteral && (Secrets.isSecret(dotted) || !Secrets.shown(written).equals(written))) {
      problem(
          dotted,
          place,
          "is a secret, and Flink shows a program's arguments to everybody",
          "--" + dotted + " '${NAME}', which is taken from the environment");
      return;
    }
    if (key.get().type() == ConfigKey.Type.SOURCES) {
      overrideSources(dotted, written, place);
    } else if (written.equals("null")) {
      settings.remove(dotted);
    } else {
      put(dotted, written, place);
    }
  }

  private void overrideSources(String dotted, String written, String place) {
    sources.remove(dotted);
    try {
      Node node = YamlFiles.parse(written);
      if (node != null && !isNull(node)) {
        list(dotted, node, place);
      }
    } catch (YAMLException e) {
      problem(dotted, place, "is not YAML", ConfigKeys.find(dotted).orElseThrow().allowed());
    }
  }

  private static boolean isWhole(Optional<ConfigKey> key, String dotted) {
    return key.orElseThrow().name().equals(dotted);
  }

  private void unknown(String dotted, String place) {
    String section = dotted.contains(".") ? dotted.substring(0, dotted.indexOf('.')) : "";
    boolean inSection = ConfigKeys.isSection(section) && !ConfigKeys.names(section).isEmpty();
    String hint;
    if (inSection) {
      List<String> names =
          ConfigKeys.names(section).stream().map(name -> section + "." + name).toList();
      hint = Suggestion.unknown(dotted, names);
    } else if (ConfigKeys.isSection(section)) {
      hint = "; allowed: none in this section";
    } else {
      hint =
          Suggestion.nearest(dotted, ConfigKeys.dottedNames())
                  .map(name -> "; did you mean " + name + "?")
                  .orElse(";")
              + " allowed: "
              + String.join(", ", ConfigKeys.names(""));
    }
    problems.add(dotted + " (" + place + ") is an unknown key" + hint);
  }

  private void problem(String name, String place, String found, String allowed) {
    problems.add(name + " (" + place + ") " + found + "; allowed: " + allowed);
  }

  private static boolean isNull(Node node) {
    return Tag.NULL.equals(node.getTag());
  }

  private static String place(String file, Node node) {
    return file + " line " + (node.getStartMark().getLine() + 1);
  }

  private static String describe(String dotted, Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue().isBlank() ? "empty" : Secrets.shown(dotted, scalar.getValue());
    }
    return node instanceof SequenceNode ? "a list" : "a mapping";
  }

  /**
   * {@code --key value} of the command line.
   *
   * @param value null if there is none
   */
  record Argument(String key, String value) {

    /**
     * @throws ConfigurationException if something is no key, or a key stands twice
     */
    static List<Argument> parse(String... args) {
      Map<String, Argument> arguments = new LinkedHashMap<>();
      List<String> problems = new ArrayList<>();
      for (int i = 0; i < args.length; i++) {
        if (!args[i].startsWith("--")) {
          problems.add("'" + Secrets.shown(args[i]) + "' is no key; allowed: --key value");
          continue;
        }
        int equals = args[i].indexOf('=');
        String key = equals < 0 ? args[i].substring(2) : args[i].substring(2, equals);
        String value = equals < 0 ? null : args[i].substring(equals + 1);
        if (value == null && i + 1 < args.length && !args[i + 1].startsWith("--")) {
          value = args[++i];
        }
        if (arguments.put(key, new Argument(key, value)) != null) {
          problems.add("--" + key + " is given twice; allowed: once");
        }
      }
      if (!problems.isEmpty()) {
        throw new ConfigurationException(problems);
      }
      return List.copyOf(arguments.values());
    }
  }
}
