package io.plumbline.jobs.io;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What must not be shown: in logs, messages, the web interface of Flink, or anywhere a person
 * looks.
 */
public final class Secrets {
  /** Stands where a secret was. */
  public static final String REDACTED = "******";

  private static final List<String> SECRET =
      List.of(
          "password",
          "passphrase",
          "secret",
          "token",
          "credential",
          "jaas",
          "access-key",
          "access.key",
          "accesskey",
          "api-key",
          "api.key",
          "apikey",
          "private-key",
          "private.key",
          "keystore.key",
          "user.info");

  /** Secrets inside a value, such as those of {@code jdbc:postgresql://host/db?password=x}. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)((?:password|passphrase|secret|token|credential|access[-_.]?key)[\\w.-]*\\s*=\\s*)"
              + "(\"[^\"]*\"|'[^']*'|[^&;,\\s]+)");

  /** {@code https://user:password@host}. */
  private static final Pattern USER_INFO = Pattern.compile("(://)[^/@\\s]+@");

  private Secrets() {}

  /** Whether the name of a key says that its value is one. */
  public static boolean isSecret(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return SECRET.stream().anyMatch(lower::contains);
  }

  /** The value as it may be shown under its key. */
  public static String shown(String key, String value) {
    return isSecret(key) ? REDACTED : shown(value);
  }

  /** A text without the secrets that are recognised in it. */
  public static String shown(String text) {
    String named = NAMED.matcher(text).replaceAll("$1" + REDACTED);
    return USER_INFO.matcher(named).replaceAll("$1" + REDACTED + "@");
  }
}
