package io.plumbline.core.alert;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * The life of an alert with at most two levels.
 *
 * <pre>
 *   (nothing) ---> WARNED ---> OPENED
 *       |             |          |
 *       +-------------|--------> | (a warning need not come first)
 *                     +----------+---> RESOLVED by the stop or a reset
 * </pre>
 *
 * <p>There is no way back: evidence that fades does not unsay what it said. Each transition comes
 * once, and none after RESOLVED. It is kept beside the counts it is derived from, so that a replay
 * from a checkpoint makes each transition again exactly where the rows are made again.
 */
public final class Incident {
  private AlertStatus status;
  private int sequence;
  private long firstAsOf;

  /**
   * A transition.
   *
   * @param sequence from 1, without gaps
   * @param firstAsOf the instant of the first one
   */
  public record Step(AlertStatus status, int sequence, long firstAsOf) {}

  /**
   * Takes what the evidence says.
   *
   * @param level WARNED or OPENED
   * @return the transition, unless it was made before or is behind
   */
  public Optional<Step> raise(AlertStatus level, long asOf) {
    boolean isNews = status == null || status == AlertStatus.WARNED && level == AlertStatus.OPENED;
    return isNews ? Optional.of(next(level, asOf)) : Optional.empty();
  }

  /** Ends it. */
  public Optional<Step> resolve(long asOf) {
    return isOpen() ? Optional.of(next(AlertStatus.RESOLVED, asOf)) : Optional.empty();
  }

  /** Whether it was raised, and not resolved. */
  public boolean isOpen() {
    return status == AlertStatus.WARNED || status == AlertStatus.OPENED;
  }

  private Step next(AlertStatus to, long asOf) {
    status = to;
    sequence++;
    firstAsOf = sequence == 1 ? asOf : firstAsOf;
    return new Step(to, sequence, firstAsOf);
  }

  /** {@link #read} is its inverse. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(status == null ? -1 : status.ordinal());
    out.writeInt(sequence);
    out.writeLong(firstAsOf);
  }

  public static Incident read(DataInput in) throws IOException {
    Incident incident = new Incident();
    byte ordinal = in.readByte();
    incident.status = ordinal < 0 ? null : AlertStatus.values()[ordinal];
    incident.sequence = in.readInt();
    incident.firstAsOf = in.readLong();
    return incident;
  }
}
