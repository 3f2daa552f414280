package io.plumbline.jobs.io;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** YAML as nodes, which know their lines. */
public final class YamlFiles {
  private YamlFiles() {}

  /**
   * @param content what an empty file lacks
   * @throws ConfigurationException with the file and the place
   */
  public static Node parse(Path file, String content) {
    if (Files.isDirectory(file)) {
      throw new ConfigurationException(file + ": is a folder; allowed: a YAML file");
    }
    Node document;
    try {
      document = parse(Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new ConfigurationException(file + ": is not a text; allowed: YAML in UTF-8", e);
    } catch (IOException e) {
      throw new ConfigurationException(
          file
              + (Files.exists(file) ? ": cannot be read" : ": does not exist")
              + "; allowed: a YAML file",
          e);
    } catch (MarkedYAMLException e) {
      String place =
          e.getProblemMark() == null
              ? ""
              : " (line "
                  + (e.getProblemMark().getLine() + 1)
                  + ", column "
                  + (e.getProblemMark().getColumn() + 1)
                  + ")";
      // Without its cause, which quotes the file.
      throw new ConfigurationException(file + place + ": is not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw new ConfigurationException(file + ": is not YAML: " + e.getMessage());
    }
    if (document == null) {
      throw new ConfigurationException(file + ": is empty; allowed: " + content);
    }
    return document;
  }

  /** Null if there is nothing in it. */
  public static Node parse(String text) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
  }
}
