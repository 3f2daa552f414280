package io.plumbline.local;

/** How a command ends; public interface. */
public final class ExitCode {
  public static final int DONE = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;

  /** It ran, and what it checked is not right. */
  public static final int NOT_RIGHT = 3;

  private ExitCode() {}
}
