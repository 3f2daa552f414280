package io.plumbline.jobs.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** JSON as the nodes of YAML, so that one reader serves documents and files. */
final class JsonNodes {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonNodes() {}

  /**
   * @throws ConfigurationException if it is not one JSON value
   */
  static Node parse(byte[] json) {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() == null) {
        throw new ConfigurationException("the document is empty; allowed: a JSON object");
      }
      Node node = node(parser);
      if (parser.nextToken() != null) {
        throw new ConfigurationException(
            "the document goes on after its end; allowed: one JSON object");
      }
      return node;
    } catch (IOException e) {
      throw new ConfigurationException("the document is not JSON: " + firstLine(e), e);
    }
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static Node node(JsonParser parser) throws IOException {
    Mark mark = mark(parser);
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, mark);
      case START_ARRAY -> array(parser, mark);
      case VALUE_STRING -> scalar(Tag.STR, parser.getText(), mark);
      case VALUE_NUMBER_INT -> scalar(Tag.INT, parser.getText(), mark);
      case VALUE_NUMBER_FLOAT -> scalar(Tag.FLOAT, parser.getText(), mark);
      case VALUE_TRUE, VALUE_FALSE -> scalar(Tag.BOOL, parser.getText(), mark);
      case VALUE_NULL -> scalar(Tag.NULL, "null", mark);
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IOException("an unexpected " + parser.currentToken());
    };
  }

  private static Node object(JsonParser parser, Mark mark) throws IOException {
    List<NodeTuple> fields = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Node name = scalar(Tag.STR, parser.currentName(), mark(parser));
      parser.nextToken();
      fields.add(new NodeTuple(name, node(parser)));
    }
    return new MappingNode(Tag.MAP, true, fields, mark, mark(parser), DumperOptions.FlowStyle.FLOW);
  }

  private static Node array(JsonParser parser, Mark mark) throws IOException {
    List<Node> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(node(parser));
    }
    return new SequenceNode(
        Tag.SEQ, true, elements, mark, mark(parser), DumperOptions.FlowStyle.FLOW);
  }

  private static Node scalar(Tag tag, String text, Mark mark) {
    return new ScalarNode(tag, text, mark, mark, DumperOptions.ScalarStyle.PLAIN);
  }

  private static Mark mark(JsonParser parser) {
    JsonLocation location = parser.currentTokenLocation();
    return new Mark(
        "document",
        0,
        Math.max(0, location.getLineNr() - 1),
        Math.max(0, location.getColumnNr() - 1),
        new int[0],
        0);
  }
}
