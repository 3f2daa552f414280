package io.plumbline.core.experiment;

/**
 * Something in a configuration that contradicts itself or deserves a second look.
 *
 * @param subject whose it is: {@code experiment gate}, {@code metric rounds}
 * @param field which of its fields, by the names of the configuration
 * @param found what stands there
 * @param allowed what may stand there; of a warning what would be better
 */
public record Problem(
    Severity severity, String subject, String field, String found, String allowed) {

  /** Whether the configuration can be run with at all. */
  public enum Severity {
    ERROR,
    WARNING
  }

  public static Problem error(String subject, String field, Object found, String allowed) {
    return new Problem(Severity.ERROR, subject, field, String.valueOf(found), allowed);
  }

  public static Problem warning(String subject, String field, Object found, String advice) {
    return new Problem(Severity.WARNING, subject, field, String.valueOf(found), advice);
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** One line for a person. */
  public String message() {
    return subject + ": " + statement();
  }

  /** The same where its subject is known. */
  public String statement() {
    return field + " is " + found + (isError() ? "; allowed: " : "; better: ") + allowed;
  }
}
