package io.plumbline.operators;

import java.io.Serializable;

/**
 * Whose rows these are.
 *
 * @param job its name in tables
 * @param revision the number of the run: 0 the first, higher for a later one into the same tables
 */
public record JobRun(String job, int revision) implements Serializable {

  /** The revision of a job that reads topics as they grow. */
  public static final int LIVE = 0;
}
