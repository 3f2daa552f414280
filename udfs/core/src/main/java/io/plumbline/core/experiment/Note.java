package io.plumbline.core.experiment;

/**
 * A note on an experiment that asks for something to be done.
 *
 * @param createdAt milliseconds since the epoch; its own time
 * @param validFrom when it acts: at the later of its own time and the time at which it was
 *     committed
 */
public record Note(
    String id, Kind kind, Action action, String author, long createdAt, long validFrom) {

  /** The same, acting no earlier than this instant. */
  Note notBefore(long instant) {
    return new Note(id, kind, action, author, createdAt, Math.max(validFrom, instant));
  }

  /** Whether both ask for the same in one place. */
  boolean isSameAs(Note other) {
    return id.equals(other.id) && action == other.action;
  }

  /** What it is to those who read it. */
  public enum Kind {
    COMMENT,
    DECISION,
    LEARNING
  }

  /** What it asks for. */
  public enum Action {
    NONE,
    /** Somebody has seen the open alert. */
    ACKNOWLEDGE,
    /** The alarm of the split begins anew. */
    RESET_SRM
  }
}
