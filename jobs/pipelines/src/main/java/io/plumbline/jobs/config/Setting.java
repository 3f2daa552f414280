package io.plumbline.jobs.config;

import io.plumbline.jobs.io.Secrets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value as it was given.
 *
 * @param name the dotted key
 * @param value with what the environment says
 * @param written as it stands in the file or on the command line
 * @param place where it stands, for messages
 */
record Setting(String name, String value, String written, String place) {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");
  private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** A variable that cannot be taken from the environment. */
  static final class UnknownVariableException extends Exception {
    UnknownVariableException(String problem) {
      super(problem);
    }
  }

  /** Replaces every {@code ${NAME}}. */
  static String resolve(String written, Map<String, String> environment)
      throws UnknownVariableException {
    Matcher matcher = VARIABLE.matcher(written);
    StringBuilder resolved = new StringBuilder();
    while (matcher.find()) {
      String variable = matcher.group(1);
      if (!VARIABLE_NAME.matcher(variable).matches()) {
        throw new UnknownVariableException(
            "names ${" + variable + "}; allowed: ${NAME}, a variable of the environment");
      }
      String value = environment.get(variable);
      if (value == null) {
        throw new UnknownVariableException(
            "names ${"
                + variable
                + "}, which the environment does not have; allowed: a variable that is set");
      }
      matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(resolved).toString();
  }

  static boolean namesVariable(String written) {
    return VARIABLE.matcher(written).find();
  }

  /** As it may be shown: without what came from the environment, and without secrets. */
  String shown() {
    return Secrets.shown(name, written);
  }

  static Map<String, String> shown(Map<String, Setting> settings) {
    Map<String, String> shown = new TreeMap<>();
    settings.forEach((key, setting) -> shown.put(key, setting.shown()));
    return shown;
  }

  @Override
  public String toString() {
    return name + "=" + shown();
  }
}
