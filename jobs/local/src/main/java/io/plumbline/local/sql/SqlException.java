package io.plumbline.local.sql;

import java.util.Optional;

/** A statement failed: the message is one line that a person can act on, with the statement. */
final class SqlException extends Exception {
  private static final long serialVersionUID = 1L;

  SqlException(Statement statement, Throwable cause) {
    super(
        "%s%n  in statement %d: %s"
            .formatted(reason(cause), statement.number(), statement.summary()),
        cause);
  }

  /** What went wrong at the root, or the parser's or validator's own words, which say where. */
  static String reason(Throwable failure) {
    String reason = null;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String message = firstLine(t).orElse(null);
      if (message != null) {
        reason = message;
      }
      if (message != null && message.matches("(From line|At line|SQL parse failed).*")) {
        return message;
      }
    }
    return reason == null ? failure.getClass().getSimpleName() : reason;
  }

  /** Messages of Flink's parser go on for pages about what else it would have taken. */
  private static Optional<String> firstLine(Throwable failure) {
    return Optional.ofNullable(failure.getMessage())
        .map(message -> message.lines().findFirst().orElse(""))
        .filter(message -> !message.isBlank())
        // A failure that came over the wire wears its class name.
        .map(
            message ->
                message.replaceFirst("^(?:[a-z]+[a-z0-9]*\\.)+[A-Z]\\w*(?:Exception|Error): ", ""));
  }
}
