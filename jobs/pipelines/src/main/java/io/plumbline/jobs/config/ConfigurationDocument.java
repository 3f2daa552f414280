package io.plumbline.jobs.config;

/** The table of keys for people: {@code jobs/docs/configuration.md}. */
public final class ConfigurationDocument {
  private static final String HEAD =
      """
      # Configuration

      <!-- Generated from the catalogue of keys in code, io.plumbline.jobs.config.ConfigKeys. Do not edit. -->

      One YAML file for all jobs, given as `--config FILE`. Every key may be overridden on the command line by
      `--key value` with its whole dotted name (`--timing.tick PT5M`); nested and dotted keys are the same. An unknown
      key, a value that is none or a contradiction is refused before anything starts, all problems at once.

      `${NAME}` in a value is taken from the environment, and from nowhere else. What came from the environment, and
      every value whose key looks secret (password, secret, token, credential, access-key, sasl.jaas.config and the
      like), is redacted in logs, messages and the web interface. Flink shows a program's arguments to everybody, so a
      secret on the command line is refused: write `--kafka.sasl.jaas.config '${KAFKA_JAAS}'`, in quotes that keep the
      shell from replacing it.

      Parallelism, checkpoints and state are Flink's own configuration (`flink-conf`). A job that does not finish needs
      `execution.checkpointing.interval`: without checkpoints nothing is ever committed, and it is refused.

      | key | default | allowed | meaning |
      |---|---|---|---|
      """;

  private ConfigurationDocument() {}

  /** The whole document, in Markdown. */
  public static String markdown() {
    StringBuilder text = new StringBuilder(HEAD);
    for (ConfigKey key : ConfigKeys.ALL) {
      boolean isPrefix = key.type() == ConfigKey.Type.PROPERTIES;
      text.append("| `")
          .append(key.name())
          .append(isPrefix ? ".*` | " : "` | ")
          .append(key.otherwise() == null ? "none" : "`" + key.otherwise() + "`")
          .append(" | ")
          .append(key.allowed())
          .append(" | ")
          .append(key.meaning())
          .append(" |\n");
    }
    return text.append(
            "\nThe sections `metrics` and `collect` are reserved for their jobs and have no key yet.\n")
        .toString();
  }
}
