package io.plumbline.jobs.io;

import java.util.List;

/**
 * What the user gave cannot be run with; the message says where, what was found, what is allowed.
 */
public final class ConfigurationException extends RuntimeException {

  public ConfigurationException(String message) {
    super(message);
  }

  public ConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Several problems at once, one a line. */
  public ConfigurationException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
