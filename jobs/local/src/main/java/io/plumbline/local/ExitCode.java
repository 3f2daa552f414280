package io.plumbline.local;

/** How a command ends; public interface. */
final class ExitCode {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;

  /** It ran, and what it checked is not right. */
  static final int NOT_RIGHT = 3;

  private ExitCode() {}
}
